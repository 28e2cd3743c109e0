// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Ledger
import MeterRig
import Quantities
import SimulatedHardware
import Testing

@testable import Meter
@testable import MeterBoard

/// A day in which the supply is cut at every byte of every write, and at every sync.
///
/// In it are saves each five minutes, tier switches, prices, a cover that is opened, a clock that
/// jumps in both directions, is lost and found, the end of a month, and the end of the load
/// profile's ring.
@Suite("Power cuts of a day")
struct PowerCutDayTests {
  /// 2023-11-30T12:00:00Z.
  static let start: Int64 = 1_701_345_600_000
  /// Restarts on what a cut left: one in so many.
  private static let restartEach = 1_009

  @Test("Whatever a cut leaves, what was acknowledged is there, and nothing that was not measured")
  func everyCut() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    try Self.fillRing(block)
    var meter = try BookedMeter(block, utc: Self.start, saveMilliseconds: 300_000)
    _ = try meter.start()
    var scene = CutScene(block, meter.registers, events: meter.board.events.sequence)
    var random = SplitMix64(seed: 7)
    for second in 0..<86_400 {
      Self.happen(second, &meter)
      scene.acknowledged = meter.board.meter.confirmedRegisters
      block.record()
      let raw = Int128(random.next() % 900_000) << 64 | Int128(random.next())
      meter.step(seconds: 1, second % 700 > 600 ? -raw : raw)
      try scene.cut(block.journal?.entries ?? [], meter.registers)
      if scene.cuts / Self.restartEach != scene.restarts {
        scene.restarts = scene.cuts / Self.restartEach
        try Self.restart(block, meter.registers, seed: UInt64(second))
      }
    }
    let faults = meter.board.observer.faults
    #expect(faults == 0)
    #expect(scene.cuts >= 100_000)
    #expect(meter.registers.profile.entries > UInt64(ProfileFormat.places))
    #expect(meter.registers.billing.snapshots == 1)
    try Self.audit(block, seed: 0)
    #expect(scene.events > 10)
    print("powercut: \(scene.cuts) cuts, \(scene.writes) writes, \(scene.restarts) restarts")
  }

  /// A meter that has ended so many intervals that the ring's end comes within the day.
  private static func fillRing(_ block: MemoryBlock) throws {
    var registers = Registers()
    registers.profile.entries = UInt64(ProfileFormat.places) - 20
    var (ledger, store) = (Ledger.empty, block.store)
    let image = try ledger.save(registers)
    try store.write(image.bytes.span, at: image.offset)
    try store.sync()
  }

  private static func happen(_ second: Int, _ meter: inout BookedMeter) {
    let now = Int64(second) * 1_000
    switch second {
    case let second where second % 5_000 == 100:
      let tier = UInt8(second / 5_000 % 4)
      meter.board.meter.accounts.price = IntervalPrice(
        value: UInt32(second), trailingDigits: 5, currency: 978)
      meter.board.meter.setTier(tier == 0 ? nil : tier, at: meter.clock.now)
    case let second where second % 4_000 == 50:
      // The cover is opened and closed.
      meter.board.meter.changed(
        line: 3, isHigh: second / 4_000 % 2 == 1, at: meter.clock.now, &meter.board.outbox)
    case 18_000: meter.set(utc: start + now + 7_200_000)
    case 32_000: meter.set(utc: start + now - 3_600_000)
    case 50_000: meter.set(utc: nil)
    case 52_000: meter.set(utc: start + now)
    default: break
    }
  }

  /// The meter goes on from what a cut in the last step left: everything once, and no fault.
  private static func restart(_ block: MemoryBlock, _ truth: Registers, seed: UInt64) throws {
    guard let journal = block.journal, !journal.entries.isEmpty else { return }
    var random = SplitMix64(seed: seed)
    let index = Int(random.next() % UInt64(journal.entries.count))
    let left = journal.block(
      cutIn: index, afterBytes: Int(random.next() % 3_000), .scattered(seed: seed))
    var meter = try BookedMeter(left, utc: nil)
    guard case .registers(let found, _) = try meter.start() else {
      Issue.record("no registers, seed \(seed)")
      return
    }
    #expect(truth.mayFollow(found), "seed \(seed)")
    for _ in 0..<40 { meter.step(seconds: 30, Int128(1_000_000) << 64) }
    let entries = meter.registers.profile.entries
    #expect(entries >= found.profile.entries + 1, "seed \(seed)")
    var sum = found.profile.underWay?.totals.energyImport.value.raw ?? 0
    for number in found.profile.entries..<entries {
      let entry = try #require(left.interval(number), "interval \(number), seed \(seed)")
      #expect(entry.index == number)
      sum += entry.energies[0].raw
    }
    let underWay = try #require(meter.registers.profile.underWay)
    #expect(sum == underWay.totals.energyImport.value.raw, "seed \(seed)")
    let faults = meter.board.observer.faults
    #expect(faults == 0, "seed \(seed)")
    if seed % 16 == 0 { try Self.audit(left, seed: seed) }
  }

  /// Nobody's hand was in the log, and each of its entries is there.
  private static func audit(_ block: MemoryBlock, seed: UInt64) throws {
    let log = try AuditedLog(block)
    #expect(log.wrong.isEmpty, "seed \(seed)")
    #expect(log.result.newest > 0 && log.result.oldest == 1, "seed \(seed)")
    #expect(log.key != nil, "seed \(seed)")
  }
}
