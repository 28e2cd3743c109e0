// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities
import SimulatedHardware
import Testing

/// Windows that slide, and maxima by tier.
@Suite("Sliding windows and tiers of demand")
struct DemandWindowTests {
  private static let quarter: Int64 = 1_700_000_100_000

  @Test("A window has 1 to 15 parts of whole minutes; another is refused")
  func parts() {
    for period in [DemandPeriod.minutes15, .minutes30, .minutes60] {
      for parts in UInt8(0)...61 {
        let isWindow = parts >= 1 && parts <= 15 && period.rawValue % parts == 0
        #expect((DemandWindow(period, parts: parts) != nil) == isWindow, "\(period), \(parts)")
      }
    }
    #expect(DemandWindow(.minutes15, parts: 1) == .minutes15)
  }

  @Test("A window that slides finds the quarter of an hour between two blocks")
  func slides() throws {
    let window = try #require(DemandWindow(.minutes15, parts: 3))
    var (sliding, block) = (DemandRegisters(), DemandRegisters())
    // 5 minutes a step; three steps of 10 Wh lie across a block's end.
    var total: Int64 = 0
    for (step, energy) in [Int64(0), 0, 10, 10, 10, 0, 0, 0, 0, 0].enumerated() {
      let now = time(Self.quarter + Int64(step) * 300_000)
      sliding.advance(to: now, window, totals(total))
      block.advance(to: now, .minutes15, totals(total))
      total += energy
    }
    #expect(sliding.maximumImport.power.microwatts == 120_000_000)
    #expect(sliding.maximumImport.end == UTC(milliseconds: Self.quarter + 1_500_000))
    #expect(block.maximumImport.power.microwatts == 80_000_000)
  }

  @Test("Any window finds the largest of all its stretches, and none that a gap touches")
  func anyWindow() throws {
    for seed in UInt64(0)..<200 {
      var random = SplitMix64(seed: seed)
      let period = [DemandPeriod.minutes15, .minutes30, .minutes60][Int(random.next() % 3)]
      let choices = (UInt8(1)...15).filter { period.rawValue % $0 == 0 }
      let parts = choices[Int(random.next() % UInt64(choices.count))]
      let window = try #require(DemandWindow(period, parts: parts))
      let step = Int64(period.rawValue / parts) * 60_000
      var demand = DemandRegisters()
      var (readings, total): ([Int64?], Int64) = ([], 0)
      let first: Int64 = 1_699_999_200_000 / step
      for number in 0..<60 {
        if random.next() % 20 == 0, number > 0 {
          readings.append(nil)
          total += Int64(random.next() % 50)
          continue
        }
        readings.append(total)
        demand.advance(to: time((first + Int64(number)) * step), window, totals(total))
        total += Int64(random.next() % 50)
      }
      #expect(
        demand.maximumImport.power.microwatts == Self.slow(readings, window), "seed \(seed)")
    }
  }

  /// The largest mean over all windows that end at a reading: what lies before a gap counts not.
  private static func slow(_ readings: [Int64?], _ window: DemandWindow) -> Int64 {
    var largest: Int64 = 0
    for end in readings.indices.dropFirst() {
      guard let last = readings[end] else { continue }
      // Of a part that was not ended in time all counts: it goes on until the next reading.
      var start = end - 1
      while readings[start] == nil { start -= 1 }
      var parts = 1
      while parts < Int(window.parts), start > 0, let _ = readings[start - 1] {
        start -= 1
        parts += 1
      }
      let energy = last - (readings[start] ?? 0)
      largest = max(largest, energy * 60 / Int64(window.period.rawValue) * 1_000_000)
    }
    return largest
  }

  @Test("A tier counts with what came while it was in force without a break")
  func tiers() {
    var demand = DemandRegisters()
    demand.switched(to: 2, totals(0))
    demand.advance(to: time(Self.quarter), .minutes15, totals(0))
    demand.switched(to: 3, totals(10, 4))
    demand.switched(to: 3, totals(11))
    demand.advance(to: time(Self.quarter + 900_000), .minutes15, totals(30, 5))
    #expect(demand.maxima.received(tier: 0).power.microwatts == 120_000_000)
    #expect(demand.maxima.received(tier: 2).power.microwatts == 40_000_000)
    #expect(demand.maxima.delivered(tier: 2).power.microwatts == 16_000_000)
    #expect(demand.maxima.received(tier: 3).power.microwatts == 80_000_000)
    #expect(demand.maxima.delivered(tier: 3).power.microwatts == 4_000_000)
    #expect(
      demand.maxima.received(tier: 3).end == UTC(milliseconds: Self.quarter + 900_000))
    for tier in [-1, 1, 4, 8, 9, 100] {
      #expect(demand.maxima.received(tier: tier) == MaximumDemand())
      #expect(demand.maxima.delivered(tier: tier) == MaximumDemand())
    }
    demand.switched(to: 9, totals(31))
    #expect(demand.tier == 0)
    demand.advance(to: time(Self.quarter + 1_800_000), .minutes15, totals(90))
    #expect(demand.maxima.received(tier: 0).power.microwatts == 240_000_000)
    #expect(demand.maxima.received(tier: 3).power.microwatts == 80_000_000)
  }

  @Test("What a window has kept comes back from a slot, whatever its parts")
  func kept() throws {
    for parts in [UInt8(1), 3, 5, 15] {
      let window = try #require(DemandWindow(.minutes15, parts: parts))
      var registers = Registers()
      for step in 0..<40 {
        registers.energyImport.add(Q64_64(raw: Int128(step * 1_000_000) << 64))
        registers.demand.switched(to: UInt8(step % 4), registers.active)
        registers.demand.advance(
          to: time(Self.quarter + Int64(step) * 900_000 / Int64(parts)), window, registers.active)
        var ledger = Ledger.empty
        let image = try ledger.save(registers)
        #expect(
          restore(image.all, [UInt8](repeating: 0, count: SlotFormat.length)).0
            == .registers(registers, isOtherDamaged: false), "\(parts) parts, step \(step)")
      }
    }
  }
}
