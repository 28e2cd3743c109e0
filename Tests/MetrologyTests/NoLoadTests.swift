// SPDX-License-Identifier: Apache-2.0

import Metrology
import Quantities
import Testing

@Suite struct NoLoadTests {
  /// Ist 20 mA at 230 V: half is 2.3 W and 10 mA, 2/5 is 1.84 W and 8 mA.
  static func make() throws -> NoLoad {
    try #require(
      NoLoad(
        startingPower: ActivePower(microwatts: 4_600_000),
        startingCurrent: Current(microamperes: 20_000)))
  }

  static func block(_ microwatts: Int64, _ microamperes: Int64) -> BlockFigures {
    PlainBlock(power: microwatts, current: microamperes).figures
  }

  //          µW          µA      from a load   from no load
  static let edges: [(Int64, Int64, Bool, Bool)] = [
    (0, 0, true, true),
    (1_839_999, 7_999, true, true),
    (1_840_000, 7_999, false, true),
    (1_839_999, 8_000, false, true),
    (2_299_999, 9_999, false, true),
    (2_300_000, 0, false, false),
    (0, 10_000, false, false),
    (-1_839_999, 7_999, true, true),
    (-2_300_000, 0, false, false),
    (4_600_000, 20_000, false, false),
    (.min, .max, false, false),
  ]

  //                        µWh     with a load, without: 2.3 W for 300 ms are 191.67 µWh
  static let foreseen: [(Int128, Bool, Bool)] = [
    (0, true, false), (191, true, false), (192, true, true), (-191, true, false),
    (-192, true, true),
  ]

  @Test(
    "What is foreseen without a load is what makes a block of it that has one",
    arguments: foreseen)
  func foresees(_ microwattHours: Int128, _ loaded: Bool, _ resting: Bool) throws {
    var noLoad = try Self.make()
    let energy = Q64_64(raw: microwattHours << 64)
    // Before the first block nobody knows.
    #expect(noLoad.foresees(energy) == resting)
    noLoad.add(Self.block(4_600_000, 20_000))
    #expect(noLoad.foresees(energy) == loaded)
    noLoad.add(Self.block(0, 0))
    #expect(noLoad.foresees(energy) == resting)
  }

  @Test("Both power and current go below 2/5; either reaches half", arguments: edges)
  func hysteresis(_ watts: Int64, _ amperes: Int64, _ fromLoad: Bool, _ fromNone: Bool) throws {
    var loaded = try Self.make()
    loaded.add(Self.block(watts, amperes))
    #expect(loaded.isNoLoad == fromLoad)
    var resting = try Self.make()
    resting.add(Self.block(0, 0))
    #expect(resting.isNoLoad)
    resting.add(Self.block(watts, amperes))
    #expect(resting.isNoLoad == fromNone)
  }

  @Test("Only accumulation rests, and its time is told")
  func accumulation() throws {
    var noLoad = try Self.make()
    let energy = Q64_64(raw: 12_345)
    #expect(!noLoad.isNoLoad && noLoad.registered(energy) == energy)
    let block = Self.block(1_000, 100)
    for _ in 0..<7 { noLoad.add(block) }
    #expect(noLoad.registered(energy) == Q64_64(raw: 0))
    #expect(noLoad.nanoseconds == 1_400_000_000)
    // The block that is shown is the one that was measured.
    #expect(block == Self.block(1_000, 100) && block.activePower.microwatts == 1_000)
    noLoad.add(Self.block(4_600_000, 20_000))
    #expect(noLoad.registered(energy) == energy && noLoad.nanoseconds == 1_400_000_000)
  }

  @Test("Starting values that are not positive are refused", arguments: [(0, 1), (1, 0), (-1, 5)])
  func range(_ watts: Int64, _ amperes: Int64) {
    let noLoad = NoLoad(
      startingPower: ActivePower(microwatts: watts),
      startingCurrent: Current(microamperes: amperes))
    #expect(noLoad == nil)
  }

  @Test("The state stays below 64 bytes")
  func size() { #expect(MemoryLayout<NoLoad>.size <= 64) }
}
