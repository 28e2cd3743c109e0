// SPDX-License-Identifier: Apache-2.0

import Foundation
import HardwareInterface
import Ledger
import Meter
import MeterBoard
import Quantities
import SimulatedHardware
import Testing

@testable import meterbench

/// Stores that firmware of version 1 left behind.
@Suite("Stores of version 1")
struct OldStoreTests {
  /// The example of version 1 in the ledger's SPEC.md.
  private static let slot: [UInt8] = [
    0x4C, 0x4D, 0x4C, 0x52, 0x01, 0x00, 0x44, 0x00, 0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x4E, 0x61, 0xBC, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x07, 0xCA, 0x9A, 0x3B, 0x00, 0x00, 0x00, 0x00, 0x80, 0x51, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x32, 0x45, 0x01, 0x3A,
  ]
  /// What it holds.
  private static let old = Registers(
    energyImport: Energy(value: Q64_64(raw: 12_345_678 << 64 | 1 << 63)),
    energyExport: Energy(value: Q64_64(raw: 1 << 64)),
    gapNanoseconds: 1_000_000_007, operatingSeconds: 86_400)

  private static func meter(_ block: MemoryBlock) throws -> WholeMeter<SimulatedSerial> {
    try WholeMeter(alone: DeskPlan(load(40), .hertz50), block: block)
  }

  @Test(
    "Registers of version 1, in either slot, are carried over and saved anew", arguments: [0, 1])
  func carriedOver(_ place: Int) throws {
    var content = [UInt8](repeating: 0, count: StoreMap.capacity)
    content.replaceSubrange(place * 4096..<place * 4096 + 68, with: Self.slot)
    let block = MemoryBlock(capacity: StoreMap.capacity, content: content)
    var meter = try Self.meter(block)
    #expect(try meter.start() == .registers(Self.old, isOtherDamaged: false))
    try meter.run(seconds: 1)
    meter.desk.board.stop()
    let faults = meter.faults
    #expect(faults.isEmpty)
    let new = meter.registers
    #expect(new.energyImport.value.raw > Self.old.energyImport.value.raw)
    #expect(new.mayFollow(Self.old))
    var next = try Self.meter(block.afterPowerCycle(.unsyncedLost))
    #expect(try next.start() == .registers(new, isOtherDamaged: false))
  }

  @Test("The file that version 1 kept, shorter than one of today, is opened and read")
  func file() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = try RegisterFile.make(folder.path)
    let content = [UInt8](repeating: 0, count: 4096) + Self.slot
    try Data(content).write(to: URL(filePath: path))
    let restored: Restored
    do {
      var store = try RegisterFile.open(path)
      restored = try Self.restore(&store)
    }
    #expect(restored == .registers(Self.old, isOtherDamaged: false))
    let grown = content + [UInt8](repeating: 0, count: StoreMap.capacity - 4096 - 68)
    #expect([UInt8](try Data(contentsOf: URL(filePath: path))) == grown)
  }

  private static func restore<Store: BlockStore & ~Copyable>(
    _ store: inout Store
  ) throws -> Restored {
    var a = [UInt8](repeating: 0x5A, count: SlotFormat.length)
    var b = a
    var spanA = a.mutableSpan
    try store.read(at: Slot.a.offset, into: &spanA)
    var spanB = b.mutableSpan
    try store.read(at: Slot.b.offset, into: &spanB)
    return Ledger.restore(slotA: a.span, slotB: b.span, journal: a.span.extracting(0..<0)).0
  }
}
