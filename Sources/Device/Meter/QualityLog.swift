// SPDX-License-Identifier: Apache-2.0

import Ledger
import Metrology
import Quantities

/// The quality of the voltage: events, aggregates, the frequency over ten seconds.
struct QualityLog {
  /// Events that one run of samples can bring: one each half cycle would be 270.
  static let eventsMax = 16

  /// A clock that moved by more against the monotonic one was set. Unit: milliseconds.
  static let clockStepMilliseconds: UInt64 = 2_000

  /// Events that found the row full.
  private(set) var lostEvents: UInt32 = 0
  /// The newest aggregates, by their period.
  private(set) var aggregates = AggregateRow()
  /// The newest interval of ten seconds.
  private(set) var tenSeconds: FrequencyInterval?
  private var events: VoltageEvents?
  private var row = EventRow()
  private var sums = Aggregates()
  private var frequency = TenSecondFrequency()
  /// When what time of day was, newest.
  private var clock: (instant: Instant, utc: UTC)?
  private let cyclesPerBlock: Int

  init(_ declaredVoltage: Voltage, _ nominal: NominalFrequency) {
    events = VoltageEvents(
      VoltageEventLimits(declaredVoltage: declaredVoltage, nominalFrequency: nominal))
    cyclesPerBlock = nominal.cyclesPerBlock
  }

  /// The dip or swell under way.
  var underWay: VoltageEvent? { events?.underWay }

  /// Takes the time of day; nil where it is not known.
  ///
  /// - Returns: whether the clock was set since it was told last.
  mutating func set(_ utc: UTC?, at instant: Instant) -> Bool {
    let expected = time(at: instant)
    clock = utc.map { (instant, $0) }
    guard let utc, let expected else { return false }
    let (difference, isOver) = utc.milliseconds.subtractingReportingOverflow(expected.milliseconds)
    return isOver || difference.magnitude > Self.clockStepMilliseconds
  }

  mutating func add(_ halfCycle: HalfCycle) { events?.add(halfCycle, into: &row) }

  /// Flags a block that an event touches.
  func flag(_ block: inout BlockFigures) {
    if events?.overlaps(from: block.start, to: block.end) == true { block.flags.insert(.event) }
  }

  /// Takes a block, flagged.
  mutating func add(_ block: BlockFigures) {
    let utc = time(at: block.end)
    events?.add(block: block.voltage, isFlagged: block.flags.contains(.event))
    sums.add(block, end: block.end, utc: utc, into: &aggregates)
    let cycles = BlockCycles(
      start: block.start, end: block.end, cycles: cyclesPerBlock, frequency: block.frequency,
      fundamentalCrossing: block.fundamentalCrossing)
    if let interval = frequency.add(cycles, utc: utc) { tenSeconds = interval }
  }

  /// What comes later does not follow what was.
  mutating func interrupted() { events?.interrupted(into: &row) }

  /// Hands the events since the last call to an output.
  mutating func hand(
    _ output: inout some MeterOutput & ~Copyable, counting counters: inout EventCounters
  ) {
    for index in 0..<row.count {
      guard let event = row[index] else { continue }
      if case .ended(let event) = event { counters.count(event) }
      output.occurred(event)
    }
    lostEvents = lostEvents.addingSaturating(row.lost)
    row.removeAll()
  }

  /// The time of day at an instant; nil where it is not known.
  func time(at instant: Instant) -> UTC? {
    clock.map { known in
      let later = Int64(clamping: instant.since(known.instant))
      let earlier = Int64(clamping: known.instant.since(instant))
      let more = (later - earlier) / 1_000_000
      return UTC(milliseconds: known.utc.milliseconds.addingSaturating(more))
    }
  }
}

extension EventCounters {
  /// Counts an event that is over.
  fileprivate mutating func count(_ event: VoltageEvent) {
    switch event.kind {
    case .swell: swells = swells.addingSaturating(1)
    case .dip:
      dips = dips.addingSaturating(1)
      if event.interruption != nil { interruptions = interruptions.addingSaturating(1) }
    }
  }
}

/// What became of the voltage.
public enum QualityEvent: Equatable, Sendable {
  /// A dip or swell has begun: its extreme may grow.
  case began(VoltageEvent)
  /// A dip or swell is over, or lost from sight.
  case ended(VoltageEvent)
  /// The voltage passed from one steady level to another.
  case changed(RapidVoltageChange)
}

/// A short row of events, oldest first.
private struct EventRow: VoltageEventSink {
  private(set) var count = 0
  private(set) var lost: UInt32 = 0
  private var events = InlineArray<16, QualityEvent?>(repeating: nil)

  subscript(index: Int) -> QualityEvent? { events[index] }

  mutating func began(_ event: VoltageEvent) { append(.began(event)) }
  mutating func ended(_ event: VoltageEvent) { append(.ended(event)) }
  mutating func changed(_ change: RapidVoltageChange) { append(.changed(change)) }

  mutating func removeAll() { (count, lost) = (0, 0) }

  private mutating func append(_ event: QualityEvent) {
    guard count < QualityLog.eventsMax else {
      lost += 1
      return
    }
    events[count] = event
    count += 1
  }
}

/// The newest aggregate of each period.
struct AggregateRow: AggregateSink {
  private(set) var cycles150: Aggregate?
  private(set) var minutes10: Aggregate?
  private(set) var hours2: Aggregate?

  mutating func aggregated(_ aggregate: Aggregate) {
    switch aggregate.period {
    case .cycles150: cycles150 = aggregate
    case .minutes10: minutes10 = aggregate
    case .hours2: hours2 = aggregate
    }
  }
}
