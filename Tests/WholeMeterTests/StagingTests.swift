// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Ledger
import Quantities
import SimulatedHardware
import Testing
import ZigBee

@testable import MeterBoard
@testable import meterbench

/// The staging store as `StagingFormat` has it, typed from there; checksums by Python's zlib.
@Suite("The image of an upgrade on its way into the staging store")
struct StagingTests {
  // swift-format-ignore
  private static let downloading: [UInt8] = [
    0x4C, 0x4D, 0x55, 0x50, 0x02, 0x00, 0x00, 0x00, 0x7C, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00,
    0xB2, 0x88, 0x48, 0x56,
  ]
  // swift-format-ignore
  private static let complete: [UInt8] = [
    0x4C, 0x4D, 0x55, 0x50, 0x02, 0x00, 0x00, 0x00, 0x7C, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00,
    0x5C, 0x27, 0xFD, 0x44,
  ]

  private static func block(_ bytes: [UInt8]) -> FixedBytes<64> {
    var block = FixedBytes<64>()
    for byte in bytes { block.append(byte) }
    return block
  }

  /// What is safe.
  private static func read(_ block: MemoryBlock, _ range: Range<Int>) throws -> [UInt8] {
    var store = block.afterPowerCycle(.unsyncedLost).store
    var bytes = [UInt8](repeating: 0xEE, count: range.count)
    var span = bytes.mutableSpan
    try store.read(at: range.lowerBound, into: &span)
    return bytes
  }

  /// A meter with a staging store, after a power cut when `block` was used before.
  private static func board(_ block: MemoryBlock) throws -> WholeMeter<EtherPort> {
    let plan = DeskPlan(SyntheticWaveform.conditions([LoadCondition(1, 230, 1)]), .hertz50)
    let room = Room(seed: 1)
    var meter = try WholeMeter(plan, port: room.port, room: room)
    meter.desk.board.hardware.staging = block.store
    return meter
  }

  @Test("Head, bytes and end lie where they belong; what is complete outlives a cut")
  func staged() throws {
    let block = MemoryBlock(capacity: 1_024)
    var meter = try Self.board(block)
    meter.desk.board.stage(.begin(size: 124, version: 2))
    let begun = try Self.read(block, 0..<20)
    #expect(begun == Self.downloading)
    meter.desk.board.stage(.write(offset: 48, Self.block([7, 8, 9])))
    meter.desk.board.stage(.complete(size: 124, version: 2))
    let ended = try Self.read(block, 0..<20)
    #expect(ended == Self.complete)
    let image = try Self.read(block, 112..<115)
    #expect(image == [7, 8, 9])
  }

  @Test("A download that goes on after a power cut ends with the image's size, too")
  func resumed() throws {
    let block = MemoryBlock(capacity: 1_024)
    var before = try Self.board(block)
    before.desk.board.stage(.begin(size: 124, version: 2))
    var after = try Self.board(block)
    after.desk.board.stage(.complete(size: 124, version: 2))
    let resumed = try Self.read(block, 0..<20)
    #expect(resumed == Self.complete)
  }

  @Test("An image that does not fit is a fault, and what was abandoned is no image")
  func faults() throws {
    let block = MemoryBlock(capacity: 128)
    var meter = try Self.board(block)
    meter.desk.board.stage(.write(offset: 64, Self.block([1])))
    #expect(meter.faults == [.staging: 1])
    meter.desk.board.stage(.begin(size: 124, version: 2))
    meter.desk.board.stage(.abandon)
    let state = try Self.read(block, 12..<13)
    #expect(state == [0])
  }
}
