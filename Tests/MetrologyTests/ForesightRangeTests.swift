// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing

@testable import Metrology

/// What is foreseen with two current ranges, and where the load changes.
@Suite struct ForesightRangeTests {
  /// 3 s on a board whose amplified channel has 16 times the counts and clips; the load changes at
  /// a crossing, within a block.
  static func measured(_ before: Double, _ after: Double) throws -> Measurements {
    let (frontEnd, _) = CurrentRangeTests.sets(amperes: before)
    let (first, second) = (SineWave(amperes: before), SineWave(amperes: after))
    // 7,407 sets are 50 cycles: 1.1 s are 5.5 blocks.
    let change = 7_407 * 11 / 10
    let sets = (0..<22_221).map { index in
      let exact = (index < change ? first : second).set(index)
      return SampleSet(
        voltage: exact.voltage, current: exact.current.roundedQuotient(5_000),
        currentAmplified: max(-2_000, min(2_000, (exact.current * 16).roundedQuotient(5_000))))
    }
    return try Measurements(frontEnd, sets)
  }

  //                     A before, after, part of the block
  static let loads: [(Double, Double, Double)] = [
    (0.1, 0.1, 1e-4), (3.7, 3.7, 1e-4), (4.3, 4.3, 1e-4), (60, 60, 1e-4),
    // Within the amplified channel, and within the direct one.
    (0.5, 3, 1e-4), (3, 0.5, 1e-4), (6, 60, 1e-4), (60, 6, 1e-4),
    // From one to the other: the quantisation is another one.
    (0.5, 20, 2e-3), (20, 0.5, 2e-3),
  ]

  @Test("In either range, and from one to the other, is foreseen what is booked", arguments: loads)
  func ranges(_ before: Double, _ after: Double, _ bound: Double) throws {
    let blocks = ForesightTests.blocks(try Self.measured(before, after))
    #expect(blocks.count >= 14)
    for (index, block) in blocks.enumerated().dropFirst() {
      #expect(block.halves.count == 19)
      #expect(block.error < bound, "block \(index): \(block.error)")
    }
  }

  @Test("A block that leaves the amplified range is foreseen in the direct one from there on")
  func leaves() throws {
    let found = try Self.measured(0.5, 20)
    let ranges = found.blocks.map(\.range)
    let index = try #require(ranges.firstIndex(of: .direct))
    #expect(ranges.dropFirst(index).allSatisfy { $0 == .direct })
    let block = ForesightTests.blocks(found)[index]
    // The block began at 1.02 s, and its last half cycle does at 1.21.
    let wattHours = block.halves.map { Double($0.energy.raw) / 0x1p64 / 1e6 }
    let last = try #require(wattHours.last)
    let truth = (115 * 0.08 + 4_600 * 0.11) / 3_600
    #expect(abs(last / truth - 1) < 2e-3)
  }
}
