// SPDX-License-Identifier: Apache-2.0

/// Which temperatures a meter takes from a sensor: beyond them the sensor is broken, not the air.
public enum TemperatureLimits {
  /// The lowest. Unit: millidegrees Celsius.
  public static let millidegreesMin: Int32 = -100_000
  /// The highest. Unit: millidegrees Celsius.
  public static let millidegreesMax: Int32 = 200_000

  /// Whether a temperature is one of them. Unit: millidegrees Celsius.
  public static func contain(_ millidegrees: Int32) -> Bool {
    millidegrees >= millidegreesMin && millidegrees <= millidegreesMax
  }
}
