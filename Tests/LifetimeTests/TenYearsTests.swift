// SPDX-License-Identifier: Apache-2.0

import Drivers
import Ledger
import MeterRig
import Quantities
import SimulatedHardware
import Testing

@testable import Meter
@testable import MeterBoard

/// Metering for ten years, a quarter of an hour at a time, on one store.
@Suite("Ten years")
struct TenYearsTests {
  /// 2020-01-01T00:00:00Z.
  private static let start: Int64 = 1_577_836_800_000
  private static let steps = 3_653 * 24 * 4

  /// Sums of its own of what was injected.
  private struct Truth {
    var (imported, exported): (Int128, Int128) = (0, 0)
    var byTier = [Int128](repeating: 0, count: 9)
    var byInterval: [Int64: Int128] = [:]
  }

  @Test("Registers, tiers, intervals and snapshots agree with the sums to the last residual")
  func agree() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try BookedMeter(block, utc: Self.start, saveMilliseconds: 3_600_000)
    _ = try meter.start()
    var (random, truth, sum, read) = (SplitMix64(seed: 5), Truth(), Int128(0), UInt64(0))
    for index in 0..<Self.steps {
      let tier = UInt8(index / 24 % 4 + 1)
      if index % 24 == 0 { meter.board.meter.setTier(tier, at: meter.clock.now) }
      // Up to 3 kW for a quarter of an hour, with a fraction; each seventh step is export.
      let raw = Int128(random.next() % 750_000_000) << 64 | Int128(random.next())
      let isExport = random.next() % 7 == 0
      meter.step(seconds: 900, isExport ? -raw : raw)
      if isExport { truth.exported += raw } else { truth.imported += raw }
      if !isExport { truth.byTier[Int(tier)] += raw }
      if !isExport { truth.byInterval[Int64(index + 1), default: 0] += raw }
      while read < meter.board.meter.confirmedRegisters.profile.entries {
        let entry = try #require(block.interval(read), "interval \(read)")
        #expect(entry.index == read)
        let interval = try #require(entry.start).milliseconds - Self.start
        #expect(interval % 900_000 == 0)
        let expected = truth.byInterval.removeValue(forKey: interval / 900_000)
        #expect(entry.energies[0].raw == expected ?? 0, "interval \(read)")
        sum += entry.energies[0].raw
        read += 1
      }
    }
    let registers = meter.registers
    #expect(registers.energyImport.value.raw == truth.imported)
    #expect(registers.energyExport.value.raw == truth.exported)
    for tier in 1...4 {
      #expect(registers.tariff[tier].energyImport.value.raw == truth.byTier[tier])
    }
    #expect(registers.untariffed.energyImport == .zero)
    let open = truth.byInterval.values.reduce(0, +)
    #expect(sum + open == registers.energyImport.value.raw)
    #expect(read > 350_000)
    #expect(registers.billing.snapshots == 120)
    let faults = meter.board.observer.faults
    #expect(faults == 0)
    print("powercut: ten years, \(read) intervals, \(registers.energyImport.wattHours) Wh: exact")
  }

  @Test("A day of saves each ten seconds writes less than 20 MB")
  func bytesPerDay() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try BookedMeter(block, utc: Self.start)
    _ = try meter.start()
    var random = SplitMix64(seed: 6)
    for second in 0..<86_400 {
      if second % 21_600 == 0 {
        meter.board.meter.setTier(UInt8(second / 21_600 + 1), at: meter.clock.now)
      }
      meter.step(seconds: 1, Int128(random.next() % 900_000) << 64)
    }
    #expect(block.bytesWritten < 20_000_000)
    #expect(block.syncs >= 8_640)
    print("powercut: \(block.bytesWritten) bytes written in a day, \(block.syncs) syncs")
  }

  @Test("The longest hurried save fits 20 ms of an FRAM's bus at 400 kHz")
  func hurried() {
    #expect(MB85RC256VLimits.clocksToWrite(JournalFormat.recordBytesMax) <= 400_000 / 50)
  }
}
