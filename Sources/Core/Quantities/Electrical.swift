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

/// Reactive power of the fundamental; positive is inductive: the current lags the voltage while
/// active power is imported.
public struct ReactivePower: Equatable, Sendable {
  /// Unit: microvars.
  public var microvars: Int64

  /// Makes a reactive power from microvars.
  public init(microvars: Int64) { self.microvars = microvars }
}

/// Where active and reactive power lie in the plane, active power to the right.
///
/// Source: [IEC 60375] clauses 12 and 14; the energies of the four quadrants are 5.8.0, 6.8.0, 7.8.0
/// and 8.8.0 of [IEC 62056-61].
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
    self =
      switch (active.microwatts >= 0, reactive.microvars >= 0) {
      case (true, true): .first
      case (false, true): .second
      case (false, false): .third
      case (true, false): .fourth
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

/// What harmonics add to the fundamental, as total harmonic distortion or one harmonic's share.
public struct Distortion: Equatable, Sendable {
  /// Unit: one millionth of the fundamental's RMS. What is more is held at the largest.
  public var partsPerMillion: UInt32

  /// Makes a distortion from parts per million.
  public init(partsPerMillion: UInt32) { self.partsPerMillion = partsPerMillion }

  /// The RMS of the harmonics over that of the fundamental, both in one unit; nil without a
  /// fundamental. Rounding: nearest. Range: every value; held at the largest.
  public init?(harmonics: UInt64, overFundamental fundamental: UInt64) {
    guard fundamental > 0 else { return nil }
    let quotient = (UInt128(harmonics) * 1_000_000).roundedQuotient(UInt128(fundamental))
    partsPerMillion = UInt32(clamping: quotient)
  }
}

/// The peak over the RMS of a voltage or a current: 1,414 for a sine.
public struct CrestFactor: Equatable, Sendable {
  /// Unit: one thousandth. What is more is held at the largest.
  public var thousandths: UInt32

  /// Makes a crest factor from thousandths.
  public init(thousandths: UInt32) { self.thousandths = thousandths }

  /// The largest magnitude over the RMS, both in one unit; nil without an RMS. Rounding: nearest.
  /// Range: every value; held at the largest.
  public init?(peak: UInt64, overRMS rms: UInt64) {
    guard rms > 0 else { return nil }
    thousandths = UInt32(clamping: (UInt128(peak) * 1_000).roundedQuotient(UInt128(rms)))
  }
}
