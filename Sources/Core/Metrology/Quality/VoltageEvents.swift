// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Finds dips, interruptions, swells and rapid changes in the values of Urms(1/2).
///
/// An event begins with the first value beyond its threshold and ends with the first that is
/// inside by the hysteresis; both instants are the ends of those cycles. A dip that deepens into
/// an interruption stays one event. Where the measurement has a gap an event ends with the last
/// value before, its end marked unknown; what goes on behind the gap is a new one.
///
/// - Source: [IEC 61000-4-30], 5.4, 5.5, 5.11. Rounding: none in comparisons. Allocates: never.
public struct VoltageEvents: Sendable {
  /// What the events are measured against.
  public let limits: VoltageEventLimits
  /// The sliding reference; it moves where the limits use it.
  public private(set) var slidingReference: SlidingReference
  /// The dip or swell under way.
  public private(set) var underWay: VoltageEvent?
  private var rapidChanges: RapidVoltageChanges
  private var spans = EventSpans()
  /// Begin of the cycle with which the open event began.
  private var touchedFrom = Instant.zero
  /// End of the last value; nil at the start and after a gap.
  private var last: Instant?

  /// Starts with no value seen; nil where the limits are not usable.
  public init?(_ limits: VoltageEventLimits) {
    guard limits.isUsable else { return nil }
    self.limits = limits
    slidingReference = SlidingReference(declaredVoltage: limits.declaredVoltage)
    rapidChanges = RapidVoltageChanges(limits)
  }

  /// Takes the next value.
  public mutating func add(
    _ half: HalfCycle, into sink: inout some VoltageEventSink & ~Copyable
  ) {
    var isDisturbed = underWay != nil
    follow(half, &sink)
    if underWay == nil { begin(half, &sink) }
    isDisturbed = isDisturbed || underWay != nil
    if let change = rapidChanges.add(half, isDisturbed: isDisturbed) { sink.changed(change) }
    last = half.end
  }

  /// Takes the RMS voltage of a block, for the sliding reference.
  public mutating func add(block voltage: Voltage, isFlagged: Bool) {
    if limits.usesSlidingReference { slidingReference.add(voltage, isFlagged: isFlagged) }
  }

  /// Ends what is known: the values that come later do not follow the last one.
  public mutating func interrupted(into sink: inout some VoltageEventSink & ~Copyable) {
    if var event = underWay {
      event.isEndUnknown = true
      end(event, at: last ?? event.start, &sink)
    }
    rapidChanges.restart()
    last = nil
  }

  /// Whether an event touches a stretch of time: one that begins or ends inside, one that lasts
  /// longer, or one under way.
  ///
  /// An event touches from the begin of the cycle that crossed. The answer is final once a value
  /// was added whose cycle begins at `end` or later. Events of the last 16 cycles are known for
  /// sure; where more is asked and so many were that some are forgotten, the answer is true.
  public func overlaps(from start: Instant, to end: Instant) -> Bool {
    if underWay != nil && touchedFrom < end { return true }
    return spans.overlap(from: start, to: end)
  }

  private var reference: Voltage {
    limits.usesSlidingReference ? slidingReference.voltage : limits.declaredVoltage
  }

  private mutating func begin(
    _ half: HalfCycle, _ sink: inout some VoltageEventSink & ~Copyable
  ) {
    let position = Position(half.voltage, reference)
    guard position.isBelow(limits.dip) || position.isAbove(limits.swell) else { return }
    var event = VoltageEvent(
      kind: position.isBelow(limits.dip) ? .dip : .swell, start: half.end, nanoseconds: nil,
      extreme: half.voltage, reference: reference, interruption: nil)
    event.isStartUnknown = last == nil
    if event.kind == .dip { event.interruption = followed(nil, half) }
    touchedFrom = half.start
    underWay = event
    sink.began(event)
  }

  private mutating func follow(
    _ half: HalfCycle, _ sink: inout some VoltageEventSink & ~Copyable
  ) {
    guard var event = underWay else { return }
    let position = Position(half.voltage, event.reference)
    let isOver: Bool
    switch event.kind {
    case .dip:
      event.extreme.microvolts = min(event.extreme.microvolts, half.voltage.microvolts)
      event.interruption = followed(event.interruption, half)
      isOver = !position.isBelow(limits.dip + limits.hysteresis)
    case .swell:
      event.extreme.microvolts = max(event.extreme.microvolts, half.voltage.microvolts)
      isOver = !position.isAbove(limits.swell - limits.hysteresis)
    }
    underWay = event
    if isOver { end(event, at: half.end, &sink) }
  }

  private mutating func end(
    _ event: VoltageEvent, at instant: Instant,
    _ sink: inout some VoltageEventSink & ~Copyable
  ) {
    var event = event
    event.nanoseconds = max(0, instant.signedNanoseconds(since: event.start))
    event.interruption?.isUnderWay = false
    spans.add(from: touchedFrom, to: max(instant, event.start))
    underWay = nil
    sink.ended(event)
  }

  /// The interruption of a dip, with one more value of the dip.
  private func followed(_ interruption: Interruption?, _ half: HalfCycle) -> Interruption? {
    let position = Position(half.voltage, limits.declaredVoltage)
    guard var open = interruption else {
      return position.isBelow(limits.interruption) ? Interruption(start: half.end) : nil
    }
    if open.isUnderWay {
      open.nanoseconds = open.nanoseconds.addingSaturating(half.end.since(last ?? half.end))
      open.isUnderWay = position.isBelow(limits.interruption + limits.hysteresis)
    } else if position.isBelow(limits.interruption) {
      open.isUnderWay = true
      open.count += 1
    }
    return open
  }
}

/// A voltage against a reference, compared without rounding.
private struct Position {
  /// Unit: 10^-12 volts.
  let value: Int128
  /// Unit: microvolts.
  let reference: Int128

  init(_ voltage: Voltage, _ reference: Voltage) {
    value = Int128(voltage.microvolts) * 1_000_000
    self.reference = Int128(reference.microvolts)
  }

  func isBelow(_ millionths: Int64) -> Bool { value < reference * Int128(millionths) }
  func isAbove(_ millionths: Int64) -> Bool { value > reference * Int128(millionths) }
}
