// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// A dip or a swell. Source: [IEC 61000-4-30], 5.4.
///
/// An interruption is the part of a dip that is nearly without voltage: it is told inside of its
/// dip, since on one phase every interruption begins and ends as a dip.
public struct VoltageEvent: Equatable, Sendable {
  /// What the voltage did.
  public enum Kind: UInt8, Sendable {
    /// The voltage was too low.
    case dip
    /// The voltage was too high.
    case swell
  }

  /// What the voltage did.
  public var kind: Kind
  /// End of the cycle that crossed the threshold.
  public var start: Instant
  /// Until the end of the cycle that came back; nil while under way. Unit: nanoseconds.
  ///
  /// Where `isEndUnknown` it is what was seen of the event.
  public var nanoseconds: Int64?
  /// The residual voltage of a dip, the maximum of a swell: the extreme of Urms(1/2).
  public var extreme: Voltage
  /// What the thresholds referred to: the declared voltage, or the sliding reference.
  public var reference: Voltage
  /// What of it was an interruption.
  public var interruption: Interruption?
  /// Whether the very first value after the start or a gap was in the event.
  public var isStartUnknown = false
  /// Whether the measurement stopped while it was under way.
  public var isEndUnknown = false

  /// How far the extreme lies from the reference, below for a dip, above for a swell.
  ///
  /// - Unit: one millionth of the reference. Rounding: nearest.
  public var depthMillionths: Int64 {
    let away = Int128(reference.microvolts) - Int128(extreme.microvolts)
    let parts = (1_000_000 * away).roundedQuotient(Int128(max(1, reference.microvolts)))
    return Int64(clamping: kind == .dip ? parts : -parts)
  }
}

/// The time in a dip that was nearly without voltage. Source: [IEC 61000-4-30], 5.5.
public struct Interruption: Equatable, Sendable {
  /// End of the first cycle below the threshold.
  public var start: Instant
  /// How long there was none, up to the last value of the dip. Unit: nanoseconds.
  public var nanoseconds: UInt64 = 0
  /// How often the voltage went in the dip.
  public var count = 1
  /// Whether there still is none.
  public var isUnderWay = true
}

/// Takes voltage events as they begin and end.
public protocol VoltageEventSink: ~Copyable {
  /// Takes an event that has begun: its extreme may grow.
  mutating func began(_ event: VoltageEvent)
  /// Takes an event that is over, or lost from sight.
  mutating func ended(_ event: VoltageEvent)
  /// Takes a rapid change that is over.
  mutating func changed(_ change: RapidVoltageChange)
}
