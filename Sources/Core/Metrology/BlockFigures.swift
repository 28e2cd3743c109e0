// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Which current channel a figure comes from.
public enum CurrentRange: UInt8, Sendable {
  /// Gain ×1.
  case direct
  /// Gain ×16.
  case amplified
}

/// What was measured over one block of 10 (50 Hz) or 12 (60 Hz) cycles.
///
/// Direct components are excluded from all figures but the two that are named for them.
public struct BlockFigures: Equatable, Sendable {
  /// RMS voltage. Rounding: nearest.
  public var voltage: Voltage
  /// RMS current. Rounding: nearest.
  public var current: Current
  /// Mean power; positive is import. Rounding: nearest.
  public var activePower: ActivePower
  /// RMS voltage times RMS current. Rounding: nearest.
  public var apparentPower: ApparentPower
  /// Active over apparent power; nil without apparent power.
  public var powerFactor: PowerFactor?
  /// The fundamental's frequency; nil where the line was dead in any cycle of the block.
  public var frequency: Frequency?
  /// Mean voltage. Rounding: nearest.
  public var voltageDC: Voltage
  /// Mean current. Rounding: nearest.
  public var currentDC: Current
  /// The current channel that was used.
  public var range: CurrentRange
  /// How long the block was. Unit: nanoseconds. Rounding: nearest.
  public var nanoseconds: Int64
}

/// The energy of one stretch of time: a block, or what lies before the first or after the last.
public struct EnergyStep: Equatable, Sendable {
  /// Energy without the direct components' product; positive is import, negative export.
  public var energy: Q64_64
  /// The energy of the direct components' product, excluded from `energy`.
  public var energyDC: Q64_64
}

/// Takes what a measuring element measures, as it measures it.
public protocol MeasurementSink: ~Copyable {
  /// Takes the figures of a complete block.
  mutating func measured(_ block: BlockFigures)
  /// Takes energy, once for each stretch of time.
  mutating func metered(_ step: EnergyStep)
}
