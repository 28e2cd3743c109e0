// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Ledger
import Quantities
import SimulatedHardware
import Testing

/// The ledger over a store that loses its supply, or fails, at every place it can.
@Suite("Ledger and power cuts")
struct LedgerPowerCutTests {
  static let losses =
    [PowerLoss.unsyncedLost, .unsyncedKept, .outOfOrder]
    + (0..<3).map { PowerLoss.scattered(seed: $0) }

  /// Some bytes of a slot, and those around its fields and its end.
  private static let bytes =
    Array(0...32) + stride(from: 33, to: SlotFormat.length - 8, by: 67)
    + (SlotFormat.length - 8...SlotFormat.length)

  private static func registers(_ step: UInt64) -> Registers {
    RegisterTable.registers {
      Int128(step) << 61 + Int128($0)
    } counter: {
      10 * step + UInt64($0)
    }
  }

  /// Saves as the meter does; false where the store failed.
  private static func save(
    _ registers: Registers, _ ledger: inout Ledger, to block: MemoryBlock
  ) throws -> Bool {
    var store = block.store
    let image = try ledger.save(registers)
    do {
      try store.write(image.bytes.span, at: image.offset)
      try store.sync()
    } catch {
      ledger.giveUp(image)
      return false
    }
    ledger.confirm(image)
    return true
  }

  private static func restore(_ block: MemoryBlock) throws -> (Restored, Ledger) {
    var store = block.store
    var a = [UInt8](repeating: 0x5A, count: SlotFormat.length)
    var b = a
    var spanA = a.mutableSpan
    try store.read(at: Slot.a.offset, into: &spanA)
    var spanB = b.mutableSpan
    try store.read(at: Slot.b.offset, into: &spanB)
    var journal = [UInt8](repeating: 0x5A, count: JournalFormat.length)
    var span = journal.mutableSpan
    try store.read(at: StoreMap.journalOffset, into: &span)
    return Ledger.restore(slotA: a.span, slotB: b.span, journal: journal.span)
  }

  @Test("After a cut anywhere in any save of all registers, they are the old or the new, whole")
  func everyByte() throws {
    for saves in UInt64(0)..<4 {
      for byte in Self.bytes {
        for loss in Self.losses {
          try cut(saves: saves, byte: byte, loss: loss)
        }
      }
    }
  }

  private func cut(saves: UInt64, byte: Int, loss: PowerLoss) throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var ledger = Ledger.empty
    for step in 0..<saves {
      #expect(try Self.save(Self.registers(step + 1), &ledger, to: block))
    }
    block.cutPower(afterBytes: byte)
    #expect(try !Self.save(Self.registers(saves + 1), &ledger, to: block))
    let (restored, next) = try Self.restore(block.afterPowerCycle(loss))
    let note: Comment = "saves \(saves), byte \(byte), \(loss)"
    switch restored {
    case .registers(let found, _):
      let isOld = saves > 0 && found == Self.registers(saves)
      #expect(isOld || found == Self.registers(saves + 1), note)
      #expect(next.saved == found, note)
    case .firstStart, .firstSaveTorn:
      #expect(saves == 0, note)
      #expect(next.saved == .zero, note)
    case .fault(let fault):
      Issue.record("\(fault): \(note)")
    }
  }

  @Test("After a cut anywhere in the first save over a store of version 1, nothing is lost")
  func upgrade() throws {
    let a = SlotBytes.example.asVersion1
    var b = a
    b.sequence += 1
    b.energies[0].whole += 1
    var content = [UInt8](repeating: 0, count: 8192)
    content.replaceSubrange(0..<68, with: a.bytes)
    content.replaceSubrange(4096..<4096 + 68, with: b.bytes)
    let start = MemoryBlock(capacity: StoreMap.capacity, content: content)
    for byte in Self.bytes {
      for loss in Self.losses {
        let block = start.afterPowerCycle(.unsyncedLost)
        var (restored, ledger) = try Self.restore(block)
        let old = ledger.saved
        #expect(restored == .registers(old, isOtherDamaged: false))
        #expect(old.energyImport.microwattHours == 12_345_679)
        var new = old
        new.apparentImport.value.raw += 1
        block.cutPower(afterBytes: byte)
        #expect(try !Self.save(new, &ledger, to: block))
        (restored, ledger) = try Self.restore(block.afterPowerCycle(loss))
        let found = ledger.saved
        #expect(found == old || found == new, "\(restored), byte \(byte), \(loss)")
      }
    }
  }

  @Test("After each cut the meter goes on: the next save and the one after it come back")
  func goesOn() throws {
    for byte in Self.bytes {
      var block = MemoryBlock(capacity: StoreMap.capacity)
      var ledger = Ledger.empty
      var step: UInt64 = 0
      for round in 0..<6 {
        block.cutPower(afterBytes: (byte + 13 * round) % (SlotFormat.length + 1))
        _ = try Self.save(Self.registers(step + 1), &ledger, to: block)
        block = block.afterPowerCycle(.scattered(seed: UInt64(byte * 10 + round)))
        ledger = try Self.restore(block).1
        step += 2
        #expect(try Self.save(Self.registers(step), &ledger, to: block))
        guard case .registers(let found, _) = try Self.restore(block).0 else {
          Issue.record("no registers after byte \(byte), round \(round)")
          return
        }
        #expect(found == Self.registers(step))
      }
    }
  }

  @Test(
    "A store that fails for once costs that save alone",
    arguments: [StoreFault.noSpace, .inputOutput], [0, 1])
  func storeFails(_ fault: StoreFault, _ operation: Int) throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var ledger = Ledger.empty
    #expect(try Self.save(Self.registers(1), &ledger, to: block))
    block.plan(fault, operation: 2 + operation)
    #expect(try !Self.save(Self.registers(2), &ledger, to: block))
    for loss in Self.losses {
      guard case .registers(let found, _) = try Self.restore(block.afterPowerCycle(loss)).0 else {
        Issue.record("no registers after \(fault), \(loss)")
        continue
      }
      #expect(found == Self.registers(1) || found == Self.registers(2), "\(loss)")
    }
    #expect(try Self.save(Self.registers(3), &ledger, to: block))
    #expect(
      try Self.restore(block.afterPowerCycle(.unsyncedLost)).0
        == .registers(Self.registers(3), isOtherDamaged: false))
  }

  @Test("A cut after the sync keeps the new registers even where nobody was told")
  func cutAfterSync() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var ledger = Ledger.empty
    #expect(try Self.save(Self.registers(1), &ledger, to: block))
    #expect(try Self.save(Self.registers(2), &ledger, to: block))
    let (restored, next) = try Self.restore(block.afterPowerCycle(.unsyncedLost))
    #expect(restored == .registers(Self.registers(2), isOtherDamaged: false))
    #expect(next.sequence == 2)
    #expect(next.nextSlot == .a)
  }
}
