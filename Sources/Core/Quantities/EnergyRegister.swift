// SPDX-License-Identifier: Apache-2.0

/// The integral of a power over time with its residual: it only grows.
///
/// The power is named so that active, reactive and apparent energies do not mix.
public struct EnergyRegister<Power>: Equatable, Sendable {
  /// Unit: a millionth of the power's unit times an hour, with 64 fraction bits as the residual.
  public var value: Q64_64

  /// Nothing yet.
  public static var zero: Self { Self(value: Q64_64(raw: 0)) }

  /// Makes a register from its fixed-point value.
  public init(value: Q64_64) { self.value = value }

  /// Adds what was measured, which is not negative. A register that is full stays full.
  public mutating func add(_ step: Q64_64) {
    value.raw = value.raw.addingSaturating(max(0, step.raw))
  }

  /// The fraction that is not yet one of the whole unit. Unit: 2^-64 of it.
  public var residual: UInt64 { UInt64(truncatingIfNeeded: value.raw) }

  /// The whole part: a millionth of the power's unit times an hour. Rounding: down.
  fileprivate var whole: Int64 { Int64(truncatingIfNeeded: value.raw >> 64) }
}

/// Active energy.
public typealias Energy = EnergyRegister<ActivePower>
/// Reactive energy of one quadrant.
public typealias ReactiveEnergy = EnergyRegister<ReactivePower>
/// Apparent energy of one direction.
public typealias ApparentEnergy = EnergyRegister<ApparentPower>

extension EnergyRegister<ActivePower> {
  /// Whole microwatt-hours. Rounding: down; the rest stays in the residual.
  public var microwattHours: Int64 { whole }

  /// Whole watt-hours. Rounding: down.
  public var wattHours: Int64 { whole / 1_000_000 }
}

extension EnergyRegister<ReactivePower> {
  /// Whole microvar-hours. Rounding: down; the rest stays in the residual.
  public var microvarHours: Int64 { whole }

  /// Whole var-hours. Rounding: down.
  public var varHours: Int64 { whole / 1_000_000 }
}

extension EnergyRegister<ApparentPower> {
  /// Whole microvolt-ampere-hours. Rounding: down; the rest stays in the residual.
  public var microvoltampereHours: Int64 { whole }

  /// Whole volt-ampere-hours. Rounding: down.
  public var voltampereHours: Int64 { whole / 1_000_000 }
}
