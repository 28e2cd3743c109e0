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

/// Reactive power of the fundamental, or nonactive power where the name says so.
public struct ReactivePower: Equatable, Sendable {
  /// Unit: microvars; positive is inductive: the current lags.
  public var microvars: Int64

  /// Makes a reactive power from microvars.
  public init(microvars: Int64) { self.microvars = microvars }
}

/// A ratio to the fundamental: total harmonic distortion, or one harmonic.
public struct Distortion: Equatable, Sendable {
  /// Unit: one millionth of the fundamental. A larger value stays at the type's end.
  public var millionths: UInt32

  /// Makes a distortion from millionths.
  public init(millionths: UInt32) { self.millionths = millionths }
}

/// The peak over the RMS value.
public struct CrestFactor: Equatable, Sendable {
  /// Unit: one thousandth. A larger value stays at the type's end.
  public var thousandths: UInt16

  /// Makes a crest factor from thousandths.
  public init(thousandths: UInt16) { self.thousandths = thousandths }
}

/// One energy register with its residual: it only grows.
public struct Energy: Equatable, Sendable {
  /// Unit: microwatt-hours, with 64 fraction bits as the residual.
  public var value: Q64_64

  /// Nothing yet.
  public static let zero = Energy(value: Q64_64(raw: 0))

  /// Makes an energy from its fixed-point value.
  public init(value: Q64_64) { self.value = value }

  /// Adds what was measured, which is not negative. A register that is full stays full.
  public mutating func add(_ step: Q64_64) {
    value.raw = value.raw.addingSaturating(max(0, step.raw))
  }

  /// Whole microwatt-hours. Rounding: down; the rest stays in the residual.
  public var microwattHours: Int64 { Int64(truncatingIfNeeded: value.raw >> 64) }

  /// Whole watt-hours. Rounding: down.
  public var wattHours: Int64 { microwattHours / 1_000_000 }

  /// What is not yet a whole microwatt-hour. Unit: 2^-64 microwatt-hours.
  public var residual: UInt64 { UInt64(truncatingIfNeeded: value.raw) }
}
