// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// A quick passage from one steady voltage to another that is neither dip nor swell.
///
/// Source: [IEC 61000-4-30] edition 3, 5.11.
public struct RapidVoltageChange: Equatable, Sendable {
  /// End of the cycle with which the voltage ceased to be steady.
  public var start: Instant
  /// How long it took: the unsteady time less the values that tell that it is steady again.
  /// Unit: nanoseconds.
  public var nanoseconds: Int64
  /// ΔUmax: the largest |Urms(1/2) - the steady voltage before|. Rounding: nearest.
  public var deltaMaximum: Voltage
  /// ΔUss: the steady voltage after less that before; the standard states its magnitude.
  /// Rounding: nearest.
  public var deltaSteady: Voltage
}

/// Finds rapid voltage changes in the values of Urms(1/2).
///
/// Steady is a voltage whose last 100 or 120 values all lie within a threshold of their mean.
/// Each value costs a constant amount of work, but for the few that were the window's extreme.
struct RapidVoltageChanges {
  /// A second of half cycles at 60 Hz.
  static let valuesMax = 120

  private struct Change {
    var start: Instant
    /// Unit: microvolts, times `size`.
    var sumBefore: Int64
    /// Unit: microvolts, times `size`.
    var farthest: Int64 = 0
    var values: Int64 = 0
    var isDisturbed = false
  }

  /// Unit: microvolts.
  private var window = InlineArray<120, UInt32>(repeating: 0)
  private let size: Int
  /// Unit: microvolts.
  private let threshold: Int64
  /// Unit: microvolts.
  private let thresholdUnsteady: Int64
  private var count = 0
  private var next = 0
  /// Of all in the window. Range: below 120 × 2^32.
  private var sum: Int64 = 0
  private var lowest: UInt32 = .max
  private var highest: UInt32 = 0
  private var isSteady = false
  private var open: Change?

  /// Range: limits that are usable.
  init(_ limits: VoltageEventLimits) {
    size = max(2, min(Self.valuesMax, limits.steadyValues))
    let declared = Int128(limits.declaredVoltage.microvolts)
    threshold = Int64(clamping: declared * Int128(limits.rapidChange) / 1_000_000)
    let part = limits.rapidChange - limits.rapidChangeHysteresis
    thresholdUnsteady = Int64(clamping: declared * Int128(part) / 1_000_000)
  }

  /// Takes the next value. A change during which a dip or swell is under way is dropped.
  mutating func add(_ half: HalfCycle, isDisturbed: Bool) -> RapidVoltageChange? {
    let sumBefore = sum
    push(UInt32(clamping: half.voltage.microvolts))
    guard count == size else { return nil }
    let wasSteady = isSteady
    let limit = (isSteady ? threshold : thresholdUnsteady) * Int64(size)
    isSteady =
      Int64(highest) * Int64(size) - sum <= limit
      && sum - Int64(lowest) * Int64(size) <= limit
    if wasSteady && !isSteady { open = Change(start: half.end, sumBefore: sumBefore) }
    follow(half, isDisturbed)
    guard isSteady, let change = open else { return nil }
    open = nil
    return change.isDisturbed ? nil : finished(change, half.end)
  }

  /// Forgets all: the values after a gap do not follow those before.
  mutating func restart() {
    (count, next, sum, isSteady, open) = (0, 0, 0, false, nil)
    (lowest, highest) = (.max, 0)
  }

  private mutating func follow(_ half: HalfCycle, _ isDisturbed: Bool) {
    guard var change = open else { return }
    let value = Int64(UInt32(clamping: half.voltage.microvolts)) * Int64(size)
    change.farthest = max(change.farthest, abs(value - change.sumBefore))
    change.values += 1
    change.isDisturbed = change.isDisturbed || isDisturbed
    open = change
  }

  private func finished(_ change: Change, _ end: Instant) -> RapidVoltageChange {
    // The value that finds it steady is one past the event, like the first is its begin.
    let spans = max(1, change.values - 1)
    let elapsed = Int128(end.signedNanoseconds(since: change.start))
    let counted = Int128(max(0, spans - Int64(size)))
    return RapidVoltageChange(
      start: change.start,
      nanoseconds: Int64(clamping: (elapsed * counted).roundedQuotient(Int128(spans))),
      deltaMaximum: Voltage(microvolts: change.farthest.roundedQuotient(Int64(size))),
      deltaSteady: Voltage(
        microvolts: (sum - change.sumBefore).roundedQuotient(Int64(size))))
  }

  private mutating func push(_ value: UInt32) {
    let leaving = window[next]
    window[next] = value
    next = next + 1 == size ? 0 : next + 1
    sum += Int64(value)
    if count < size {
      count += 1
    } else {
      sum -= Int64(leaving)
      if leaving == lowest || leaving == highest { return findExtremes() }
    }
    lowest = min(lowest, value)
    highest = max(highest, value)
  }

  private mutating func findExtremes() {
    (lowest, highest) = (.max, 0)
    for index in 0..<size {
      lowest = min(lowest, window[index])
      highest = max(highest, window[index])
    }
  }
}
