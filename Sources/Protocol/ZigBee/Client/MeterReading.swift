// SPDX-License-Identifier: Apache-2.0

/// How a meter's numbers become kWh and kW. Source: [ZCL] Metering, formatting attributes.
public struct MeteringScale: Equatable, Sendable {
  /// UnitOfMeasure; 0 is kW and kWh.
  public var unitOfMeasure: UInt64
  /// Multiplier, never 0 in a scale.
  public var multiplier: UInt64
  /// Divisor, never 0 in a scale.
  public var divisor: UInt64

  /// Makes a scale, or nil where a part is not known or nonsense.
  init?(unitOfMeasure: UInt64?, multiplier: UInt64?, divisor: UInt64?) {
    guard let unitOfMeasure, let multiplier, let divisor, multiplier > 0, divisor > 0 else {
      return nil
    }
    self.unitOfMeasure = unitOfMeasure
    self.multiplier = multiplier
    self.divisor = divisor
  }
}

/// One attribute as a device told it.
public struct MeterReading: Sendable {
  /// The device's short address.
  public var shortAddress: UInt16
  /// The device's EUI-64 where it is known.
  public var eui64: UInt64?
  /// The cluster.
  public var cluster: UInt16
  /// The attribute's identifier.
  public var attribute: UInt16
  /// The value as it was told.
  public var value: AttributeValue
  /// The device's scale, nil while it has not told it.
  public var scale: MeteringScale?
  /// Whether the device told it unasked.
  public var isReport: Bool
}
