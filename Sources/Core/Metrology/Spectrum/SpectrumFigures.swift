// SPDX-License-Identifier: Apache-2.0

/// What one block of 10 or 12 cycles says of its fundamental and its harmonics.
public struct SpectrumFigures: Sendable {
  /// The highest order that the rate allows: at 0.4 of it, at most 50.
  public internal(set) var highestOrder = 0
  /// The frequency of the fundamental; nil where the voltage has none within 10 % of the block's.
  ///
  /// - Unit: 2^-48 turns a set. Rounding: see `SpectrumFrequency`.
  public internal(set) var turnsPerSet: Int64?
  /// Power of the fundamental. Unit: 2^-32 counts² of voltage and current.
  public internal(set) var fundamentalActive: Int128 = 0
  /// Reactive power of the fundamental, positive where the current lags.
  ///
  /// - Unit: 2^-32 counts² of voltage and current.
  public internal(set) var fundamentalReactive: Int128 = 0
  /// The phase of the voltage's fundamental, a sine, at the window's start.
  ///
  /// - Unit: 2^-40 turns. Range: -1/2 ..< 1/2 turn.
  public internal(set) var voltagePhase: Int64 = 0
  /// The voltage.
  public internal(set) var voltage = ChannelSpectrum()
  /// The current.
  public internal(set) var current = ChannelSpectrum()
}

/// The spectrum of one channel, by IEC 61000-4-7.
public struct ChannelSpectrum: Sendable {
  /// The highest order of a subgroup.
  public static let orderMax = 50
  /// The highest order in a distortion.
  public static let distortionOrderMax = 40
  /// A fundamental below this has no distortion: a quarter of a count. Unit: 2^-32 counts RMS.
  public static let fundamentalMin: Int64 = 1 << 30

  /// RMS of the fundamental line. Unit: 2^-32 counts.
  public internal(set) var fundamental: Int64 = 0
  /// Total harmonic distortion: lines of order 2 to 40 over the fundamental.
  ///
  /// - Unit: 10^-6. Rounding: down. Nil where the fundamental is too small.
  /// - Source: [IEC 61000-4-7], section 3.3.1.
  public internal(set) var distortion: UInt32?
  /// The same over subgroups. Source: [IEC 61000-4-7], section 3.3.3.
  public internal(set) var subgroupDistortion: UInt32?
  private var subgroups = InlineArray<50, Int64>(repeating: 0)

  /// RMS of a harmonic subgroup: a line and the two beside it.
  ///
  /// - Unit: 2^-16 counts. Range: 0 for orders outside 1 ... highest order.
  public func subgroup(_ order: Int) -> Int64 {
    order >= 1 && order <= Self.orderMax ? subgroups[order - 1] : 0
  }

  /// Order: 1 ... 50.
  mutating func setSubgroup(_ order: Int, _ value: Int64) {
    subgroups[order - 1] = value
  }
}
