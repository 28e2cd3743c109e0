// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Two free-running converters, one of the voltage and one of the current, brought to one grid.
///
/// The grid lies on the clock of the stamps: set n belongs to the instant n · `gridNanoseconds`
/// exactly. A set is there when both converters' conversions around its instant are; where one is
/// missing there is none.
///
/// - Unit: counts of which `countsFullScale` are a code's full scale; |x| ≤ 2^23. Rounding:
///   nearest, once, at 1/16 of a 16-bit code. Allocates: never.
public struct Resampler: ~Copyable {
  /// What the next set is.
  public enum Step: Equatable, Sendable {
    /// The set.
    case set(SampleSet)
    /// Not there yet.
    case waiting
    /// It cannot be: a conversion is missing. The grid has moved on.
    case missing
  }

  /// Counts of a full-scale code.
  public static let countsFullScale: Int64 = 1 << 19
  /// What stands for an amplified current where the amplified range was not used: beyond every
  /// count that it can have.
  public static let countsClipped: Int32 = 1 << 20
  private static let countsMax: Int64 = 1 << 23

  /// The converter of the voltage.
  public var voltage: ConvertedChannel
  /// The converter of the current.
  public var current: ConvertedChannel
  /// The grid's period. Unit: nanoseconds.
  public let gridNanoseconds: UInt64
  /// The next set's place on the grid.
  public private(set) var grid: UInt64 = 0

  /// Waits for the first edges.
  ///
  /// - Range: a grid of 5 µs ... 2 ms; it is clamped to that.
  public init(voltage: ConvertedChannel, current: ConvertedChannel, gridNanoseconds: UInt64) {
    self.voltage = voltage
    self.current = current
    self.gridNanoseconds = max(5_000, min(2_000_000, gridNanoseconds))
  }

  /// The instant of a place on the grid.
  public func instant(of place: UInt64) -> Instant {
    let (product, overflow) = place.multipliedReportingOverflow(by: gridNanoseconds)
    return Instant(nanoseconds: overflow ? .max : product)
  }

  /// The next set.
  public mutating func next() -> Step {
    let instant = Int128(instant(of: grid).nanoseconds) << 32
    switch (voltage.sample(at: instant), current.sample(at: instant)) {
    case (.value(let volts, _), .value(let amperes, let isAmplified)):
      grid += 1
      return .set(set(volts, amperes, isAmplified))
    case (.missing, _), (_, .missing):
      grid = max(grid + 1, max(first(after: voltage), first(after: current)))
      return .missing
    default:
      return .waiting
    }
  }

  /// The first place that a channel's conversions may serve.
  private func first(after channel: ConvertedChannel) -> UInt64 {
    guard channel.clock.isSteady else { return 0 }
    let oldest = UInt64(clamping: channel.oldest >> 32)
    return oldest / gridNanoseconds + 1
  }

  private func set(_ volts: Int64, _ amperes: Int64, _ isAmplified: Bool) -> SampleSet {
    // A direct code is eight fine counts and sixteen counts: one fine count is two counts.
    let direct = Self.counts(amperes, ResamplingKernel.valueBits - 1)
    let clipped = direct < 0 ? -Self.countsClipped : Self.countsClipped
    return SampleSet(
      voltage: Self.counts(volts, ResamplingKernel.valueBits - 1), current: direct,
      currentAmplified: isAmplified
        ? Self.counts(amperes, ResamplingKernel.valueBits - 4) : clipped)
  }

  private static func counts(_ value: Int64, _ bits: Int) -> Int32 {
    Int32(max(-countsMax, min(countsMax, value.roundedShift(bits))))
  }
}
