// SPDX-License-Identifier: Apache-2.0

/// An RMS or direct voltage.
public struct Voltage: Equatable, Sendable {
  /// Unit: microvolts.
  public var microvolts: Int64

  /// Makes a voltage from microvolts.
  public init(microvolts: Int64) { self.microvolts = microvolts }
}

/// An RMS or direct current.
public struct Current: Equatable, Sendable {
  /// Unit: microamperes.
  public var microamperes: Int64

  /// Makes a current from microamperes.
  public init(microamperes: Int64) { self.microamperes = microamperes }
}

/// Active power; positive is import, negative export.
public struct ActivePower: Equatable, Sendable {
  /// Unit: microwatts.
  public var microwatts: Int64

  /// Makes an active power from microwatts.
  public init(microwatts: Int64) { self.microwatts = microwatts }
}

/// Reactive power of the fundamental, or nonactive power where the name says so.
public struct ReactivePower: Equatable, Sendable {
  /// Unit: microvars; positive is inductive: the current lags.
  public var microvars: Int64

  /// Makes a reactive power from microvars.
  public init(microvars: Int64) { self.microvars = microvars }
}

/// Where active and reactive power lie in the plane, active power to the right.
///
/// Source: [IEC 60375] clauses 12 and 14; the energies of the four quadrants are 5.8.0, 6.8.0,
/// 7.8.0 and 8.8.0 of [IEC 62056-61].
public enum Quadrant: UInt8, Sendable {
  /// QI: active import, reactive import; an inductive load.
  case first = 1
  /// QII: active export, reactive import.
  case second = 2
  /// QIII: active export, reactive export.
  case third = 3
  /// QIV: active import, reactive export; a capacitive load.
  case fourth = 4

  /// The quadrant of a point; a point on an axis belongs to import.
  public init(_ active: ActivePower, _ reactive: ReactivePower) {
    self.init(isActiveExport: active.microwatts < 0, isReactiveExport: reactive.microvars < 0)
  }

  /// The quadrant of two directions.
  public init(isActiveExport: Bool, isReactiveExport: Bool) {
    self =
      switch (isActiveExport, isReactiveExport) {
      case (false, false): .first
      case (true, false): .second
      case (true, true): .third
      case (false, true): .fourth
      }
  }
}

/// Apparent power: the product of RMS voltage and RMS current.
public struct ApparentPower: Equatable, Sendable {
  /// Unit: microvolt-amperes.
  public var microvoltamperes: Int64

  /// Makes an apparent power from microvolt-amperes.
  public init(microvoltamperes: Int64) { self.microvoltamperes = microvoltamperes }

  /// The product of RMS voltage and RMS current. Rounding: nearest.
  public init(_ voltage: Voltage, _ current: Current) {
    let picovoltamperes = Int128(voltage.microvolts) * Int128(current.microamperes)
    microvoltamperes = Int64(clamping: picovoltamperes.roundedQuotient(1_000_000))
  }
}

/// Active over apparent power, with the sign of active power.
public struct PowerFactor: Equatable, Sendable {
  /// Unit: one millionth. Range: -1,000,000 ... 1,000,000.
  public var millionths: Int32

  /// Makes a power factor from millionths.
  public init(millionths: Int32) { self.millionths = millionths }

  /// Active over apparent power, clamped to ±1; nil where there is no apparent power.
  public init?(_ active: ActivePower, over apparent: ApparentPower) {
    guard apparent.microvoltamperes > 0 else { return nil }
    let quotient = (Int128(active.microwatts) * 1_000_000)
      .roundedQuotient(Int128(apparent.microvoltamperes))
    millionths = Int32(max(-1_000_000, min(1_000_000, quotient)))
  }
}

/// A frequency.
public struct Frequency: Equatable, Sendable {
  /// Unit: microhertz.
  public var microhertz: Int64

  /// Makes a frequency from microhertz.
  public init(microhertz: Int64) { self.microhertz = microhertz }
}

/// A ratio to the fundamental: total harmonic distortion, or one harmonic.
public struct Distortion: Equatable, Sendable {
  /// Unit: one millionth of the fundamental. A larger value stays at the type's end.
  public var millionths: UInt32

  /// Makes a distortion from millionths.
  public init(millionths: UInt32) { self.millionths = millionths }

  /// The RMS of harmonics over the fundamental's, both in one unit; nil without a fundamental.
  ///
  /// - Range: every value; a larger ratio stays at the type's end. Rounding: nearest.
  public init?(harmonics: UInt64, over fundamental: UInt64) {
    guard fundamental > 0 else { return nil }
    let quotient = (UInt128(harmonics) * 1_000_000).roundedQuotient(UInt128(fundamental))
    millionths = UInt32(clamping: quotient)
  }
}

/// The peak over the RMS value: 1,414 for a sine.
public struct CrestFactor: Equatable, Sendable {
  /// Unit: one thousandth. A larger value stays at the type's end.
  public var thousandths: UInt16

  /// Makes a crest factor from thousandths.
  public init(thousandths: UInt16) { self.thousandths = thousandths }

  /// The largest magnitude over the RMS value, both in one unit; nil without an RMS value.
  ///
  /// - Range: every value; a larger ratio stays at the type's end. Rounding: nearest.
  public init?(peak: UInt64, over rms: UInt64) {
    guard rms > 0 else { return nil }
    thousandths = UInt16(clamping: (UInt128(peak) * 1_000).roundedQuotient(UInt128(rms)))
  }
}
