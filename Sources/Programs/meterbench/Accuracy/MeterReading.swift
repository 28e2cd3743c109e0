// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import HardwareInterface
import Ledger
import Meter
import Metrology
import Quantities
import SimulatedHardware
import ZigBee

/// What a meter counted over whole blocks, and what was there.
///
/// Energy comes from the registers, read when a block ends and again when a later one ends. Both
/// lie at rising zero crossings of the voltage, so the true energy between them is that of whole
/// cycles, whose number is known: the meter's own idea of time is part of its error.
struct MeterReading: Equatable {
  /// Whole blocks inside the span.
  var blocks = 0
  /// Their length, from their cycles and the true frequency. Unit: seconds.
  var seconds = 0.0
  /// Import less export. Unit: watt-hours.
  var activeWattHours = 0.0
  /// Registered in either direction. Unit: watt-hours.
  var grossWattHours = 0.0
  /// Inductive less capacitive; nil where the registers have none. Unit: var-hours.
  var reactiveVarHours: Double?
  /// Mean of the blocks. Unit: volts.
  var voltage = 0.0
  /// Mean of the blocks. Unit: amperes.
  var current = 0.0
  /// Effective value of the blocks' errors; nil where one in ten has no frequency. Unit: hertz.
  var frequencyError: Double?
  /// Effective value of the errors over 10 s; nil where the meter tells none. Unit: hertz.
  var frequencyError10Seconds: Double?
  /// The current ranges of the blocks.
  var ranges: Set<CurrentRange> = []
  /// What was there.
  var truth = SegmentTruth()

  /// A run of the longest burst.
  private static let setsPerRun = 1365
  /// Runs without any set, in a row, at most.
  private static let emptyRunsMax = 20
  /// Blocks are counted in pairs: two blocks hold whole periods of two cycles on, two off.
  private static let blocksPerStep = 2

  /// Makes a reading of nothing.
  init() {}

  /// Lets a meter measure.
  ///
  /// - Errors: a front end that the metrology refuses; a source that gives no whole span.
  init(
    of source: inout some HardwareInterface.SampleSource & ~Copyable, _ plan: ReadingPlan,
    _ waveform: SyntheticWaveform
  ) throws(BenchError) {
    let frontEnd = plan.frontEnd.choosing(plan.channels)
    var meter: Meter
    do throws(FrontEndError) {
      meter = try Meter(MeterParameters(frontEnd: frontEnd, identity: DeviceIdentity()))
    } catch {
      throw BenchError(error, file: plan.condition.text)
    }
    truth = waveform.segments[0].truth
    var tally = Tally(frontEnd, plan.condition)
    meter.restore(Registers())
    var sets = [SampleSet](repeating: .zero, count: Self.setsPerRun)
    var emptyRuns = 0
    while !tally.isComplete, emptyRuns < Self.emptyRunsMax {
      var span = sets.mutableSpan
      guard case .sets(let count, let stamp) = source.next(into: &span), count > 0 else {
        emptyRuns += 1
        continue
      }
      emptyRuns = 0
      meter.sampled(sets.span.extracting(0..<count), stamp, &tally)
      tally.count(meter.blocks, meter.registers)
      if let interval = meter.tenSeconds { tally.count(interval) }
      if stamp.end.nanoseconds > tally.lastNanoseconds { break }
    }
    guard tally.isSufficient else {
      throw BenchError(
        .software, "condition \(plan.condition.text), seed \(plan.seed)",
        "the meter measured \(tally.blocks) whole blocks of \(tally.blocksWanted)")
    }
    take(tally)
  }

  private mutating func take(_ tally: Tally) {
    let count = Double(tally.figures)
    blocks = tally.blocks
    seconds = Double(tally.blocks * tally.cyclesPerBlock) / tally.hertz
    activeWattHours = tally.active
    grossWattHours = tally.gross
    reactiveVarHours = tally.hasReactive ? tally.reactive : nil
    voltage = tally.volts / count
    current = tally.amperes / count
    // A stall of the bus costs a block its frequency; more than one in ten costs the reading.
    let isKnown = tally.frequencies * 10 >= tally.figures * 9
    frequencyError =
      isKnown ? (tally.squaredHertz / Double(tally.frequencies)).squareRoot() : nil
    if tally.intervals > 0 {
      frequencyError10Seconds =
        (tally.squaredHertz10Seconds / Double(tally.intervals)).squareRoot()
    }
    ranges = tally.ranges
  }

  /// Counts blocks and registers between two instants; a gap takes its block out.
  private struct Tally: MeterOutput {
    let hertz: Double
    let cyclesPerBlock: Int
    let blocksWanted: Int
    let leadBlocks: UInt64
    let lastNanoseconds: UInt64
    var (blocks, figures, frequencies) = (0, 0, 0)
    var (active, gross) = (0.0, 0.0)
    var (reactive, hasReactive) = (0.0, false)
    var (volts, amperes, squaredHertz) = (0.0, 0.0, 0.0)
    var ranges: Set<CurrentRange> = []
    var (intervals, squaredHertz10Seconds) = (0, 0.0)
    private var lastInterval: Instant?
    private var seen: UInt64 = 0
    private var anchor: (blocks: UInt64, registers: Registers)?

    init(_ frontEnd: FrontEnd, _ condition: TestCondition) {
      hertz = condition.frequency
      cyclesPerBlock = frontEnd.nominalFrequency.cyclesPerBlock
      let perSecond = condition.frequency / Double(cyclesPerBlock)
      let steps = condition.seconds * perSecond / Double(MeterReading.blocksPerStep)
      blocksWanted = Int(steps.rounded(.up)) * MeterReading.blocksPerStep
      leadBlocks = UInt64(TestCondition.leadSeconds * perSecond)
      let end = TestCondition.leadSeconds + condition.seconds + TestCondition.restSeconds
      lastNanoseconds = UInt64(end * 1e9)
    }

    var isComplete: Bool { blocks >= blocksWanted }

    /// Gaps may take some blocks out, but not most of them.
    var isSufficient: Bool { blocks > 0 && 2 * blocks >= blocksWanted }

    /// Reads the registers, which hold the blocks so far.
    mutating func count(_ meterBlocks: UInt64, _ registers: Registers) {
      guard meterBlocks >= leadBlocks, meterBlocks > (anchor?.blocks ?? 0) else { return }
      guard let (from, before) = anchor else {
        anchor = (meterBlocks, registers)
        return
      }
      guard registers.gapNanoseconds == before.gapNanoseconds else {
        anchor = (meterBlocks, registers)
        return
      }
      guard (meterBlocks - from) % UInt64(MeterReading.blocksPerStep) == 0 else { return }
      let received = registers.energyImport.hours - before.energyImport.hours
      let delivered = registers.energyExport.hours - before.energyExport.hours
      active += received - delivered
      gross += received + delivered
      reactive += registers.reactive.netHours - before.reactive.netHours
      hasReactive = hasReactive || registers.reactive != ReactiveRegisters()
      blocks += Int(meterBlocks - from)
      anchor = (meterBlocks, registers)
    }

    mutating func measured(_ block: BlockFigures) {
      seen += 1
      guard seen > leadBlocks else { return }
      figures += 1
      volts += Double(block.voltage.microvolts) / 1e6
      amperes += Double(block.current.microamperes) / 1e6
      ranges.insert(block.range)
      guard let frequency = block.frequency else { return }
      frequencies += 1
      let error = Double(frequency.microhertz) / 1e6 - hertz
      squaredHertz += error * error
    }

    /// Takes an interval of 10 s once; the first one may be a part.
    mutating func count(_ interval: FrequencyInterval) {
      guard interval.start != lastInterval else { return }
      let isFirst = lastInterval == nil
      lastInterval = interval.start
      guard !isFirst, let frequency = interval.frequency else { return }
      let error = Double(frequency.microhertz) / 1e6 - hertz
      intervals += 1
      squaredHertz10Seconds += error * error
    }

    mutating func transmit(_ bytes: Span<UInt8>) {}
    mutating func show(_ screen: TextScreen) {}
    mutating func save(_ registers: Registers) {}
    mutating func occurred(_ event: QualityEvent) {}
    mutating func pulsed(_ change: TestOutputChange) {}
  }
}

extension EnergyRegister {
  /// Unit: watt-, var- or volt-ampere-hours, residual included.
  fileprivate var hours: Double { Double(value.raw) / 0x1p64 / 1e6 }
}

extension ReactiveRegisters {
  /// Inductive less capacitive. Unit: var-hours.
  fileprivate var netHours: Double {
    quadrantI.hours + quadrantII.hours - quadrantIII.hours - quadrantIV.hours
  }
}
