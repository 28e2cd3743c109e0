// SPDX-License-Identifier: Apache-2.0

import Foundation
import HardwareInterface
import Ledger
import Meter
import MeterBoard
import Quantities
import SimulatedHardware
import ZigBee

/// Hours of the whole meter on an ether that loses frames, and what the gateway knows at the end.
///
/// The load changes every few minutes, between import and export; the price four times, to the next
/// tier, and is told every few minutes. When the hours are over the loss
/// ends and the load goes; what the gateway then knows must become what the meter has kept.
struct Endurance: ~Copyable {
  /// Unit: seconds, of the meter's time as all here.
  static let joinSecondsMax = 60.0
  /// After the last loss. Unit: seconds.
  static let recoverySecondsMax = 60.0
  private static let loadSeconds = 300.0
  /// How often the price is told: one that got lost comes again.
  private static let priceSeconds = 120.0
  private static let tiers = 4
  private static let utcAtZero = UTC(milliseconds: 1_750_000_000_000)
  /// How often the gateway asks for what is not reported, where no answer came. Unit: seconds.
  private static let askSeconds = 5.0

  private let plan: EndurancePlan
  private let room: Room
  private let load: ChangeableLoad
  private let log = EnduranceLog()
  private var desk: Desk<EtherPort, MemoryStoreQueue>
  private var chance: SplitMix64
  private var nextLoad = loadSeconds
  private var nextPrice = 0.0

  /// Puts meter, ether and gateway together.
  init(_ plan: EndurancePlan) throws {
    self.plan = plan
    room = Room(seed: plan.seed)
    chance = SplitMix64(seed: plan.seed)
    load = ChangeableLoad(voltage: 230, current: 5, lagDegrees: 30)
    var desk = DeskPlan(load, .hertz50)
    (desk.seed, desk.analog.noiseRMS) = (plan.seed, 0)
    let clock = VirtualClock(utcAtZero: Self.utcAtZero)
    self.desk = try Desk(
      desk, clock: clock, port: room.port,
      store: MemoryStoreQueue(MemoryBlock(capacity: StoreMap.capacity).store),
      log: InputLog())
  }

  private var elapsed: Double { Double(desk.clock.now.nanoseconds) / 1e9 }

  /// Runs to the end.
  ///
  /// - Errors: a meter that does not start, or does not join before frames are lost.
  mutating func run() throws -> EnduranceResult {
    _ = try desk.board.start()
    desk.waveform.begin(at: desk.clock.now)
    let log = log
    room.heard = { reading in
      log.take(
        EnduranceLog.Reading(
          isReport: reading.isReport, cluster: reading.cluster, attribute: reading.attribute,
          number: reading.value.number))
    }
    while desk.board.meter.network == nil {
      guard elapsed < Self.joinSecondsMax else {
        throw BenchError(
          .software, "endurance", "the meter has not joined within \(Self.joinSecondsMax) s",
          advice: "meterbench run shows what its radio does")
      }
      step()
    }
    lose()
    let recovered = settle()
    desk.board.stop()
    return EnduranceResult(
      plan: plan, comparisons: comparisons, recoverySeconds: recovered, log: log,
      lost: room.ether.counts.lost, faults: desk.board.observer.faultTexts)
  }

  private mutating func lose() {
    let (start, end) = (elapsed, elapsed + plan.hours * 3_600)
    var progress = Progress(total: Int(end))
    room.ether.faults.lossPerMille = plan.lossPerMille
    while elapsed < end {
      if elapsed > nextLoad { changeLoad() }
      if elapsed > nextPrice { tellPrice((elapsed - start) / (end - start)) }
      step()
      progress.update(Int(elapsed))
    }
    progress.finish()
    room.ether.faults.lossPerMille = 0
    load.change(voltage: 230, current: 0, lagDegrees: 0)
  }

  /// Seconds until all is equal; nil where it never was.
  private mutating func settle() -> Double? {
    let start = elapsed
    var asked = start
    while elapsed - start < Self.recoverySecondsMax {
      if elapsed >= asked {
        for row in comparisons where !row.isEqual && !row.isReported {
          room.ask(row.attribute, at: desk.clock.now)
        }
        asked = elapsed + Self.askSeconds
      }
      step()
      // What is kept still grows until the last energy is saved.
      if comparisons.allSatisfy(\.isEqual), isAllSaved { return elapsed - start }
    }
    return nil
  }

  private var isAllSaved: Bool {
    let (now, kept) = (desk.board.meter.registers, desk.board.meter.confirmedRegisters)
    return now.energyImport.wattHours == kept.energyImport.wattHours
      && now.energyExport.wattHours == kept.energyExport.wattHours
  }

  private var comparisons: [EnduranceComparison] {
    let kept = desk.board.meter.confirmedRegisters
    return EnduranceRegister.all.compactMap { register in
      register.value(kept).map {
        EnduranceComparison(register, meter: $0, gateway: log.newest[register.attribute])
      }
    }
  }

  /// The price of that share of the run.
  private mutating func tellPrice(_ share: Double) {
    let tier = min(Int(share * Double(Self.tiers)), Self.tiers - 1) + 1
    let milliseconds = Self.utcAtZero.milliseconds + Int64(elapsed * 1_000)
    let notice = PriceNotice(
      tier: UInt8(tier), event: UInt32(tier), utc: UTC(milliseconds: milliseconds))
    room.publish(notice, at: desk.clock.now)
    nextPrice = elapsed + Self.priceSeconds
  }

  private mutating func changeLoad() {
    func share() -> Double { Double(chance.next() >> 11) * 0x1p-53 }
    load.change(
      voltage: 220 + 20 * share(), current: 30 * share(), lagDegrees: 360 * share())
    nextLoad = elapsed + Self.loadSeconds
  }

  private mutating func step() {
    desk.step()
    log.now = elapsed
    room.advance(to: desk.clock.now, utc: UTC(milliseconds: 0), reset: desk.radioReset)
  }
}

/// What is run.
struct EndurancePlan {
  /// Unit: hours of the meter's time.
  var hours: Double
  /// Frames that do not arrive.
  var lossPerMille: Int
  /// The seed of all chance.
  var seed: UInt64
}
