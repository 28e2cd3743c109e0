// SPDX-License-Identifier: Apache-2.0

/// The ranges of what a person may set, beside those that the types themselves have.
public enum ParameterLimits {
  /// Udin: 1 V to 1 MV. Unit: microvolts.
  public static let declaredMicrovolts: ClosedRange<Int64> = 1_000_000...1_000_000_000_000
  /// The meter constant. Unit: impulses per kilowatt-hour.
  public static let impulsesPerKilowattHour: ClosedRange<UInt32> = 1...100_000
  /// Between two saves. Unit: milliseconds.
  public static let saveMilliseconds: ClosedRange<UInt16> = 1_000...10_000
  /// Powers of contract and limiter: what a signed number of 24 bits holds. Unit: watts.
  public static let watts: ClosedRange<UInt32> = 1...8_388_607
  /// How long a limiter waits: up to a day. Unit: seconds.
  public static let limiterSeconds: ClosedRange<UInt32> = 0...86_400
  /// How long an emergency profile lasts: up to 31 days. Unit: seconds.
  public static let emergencySeconds: ClosedRange<UInt32> = 1...2_678_400
  /// How often a day the limiter closes again.
  public static let reconnectionsPerDay: ClosedRange<UInt8> = 1...255
  /// The years 1970 to 9999. Unit: milliseconds since 1970.
  public static let utcMilliseconds: ClosedRange<Int64> = 0...253_402_300_799_999
  /// The largest step of the clock: up to a day. Unit: milliseconds.
  public static let stepMilliseconds: ClosedRange<UInt32> = 0...86_400_000
  /// The serial number. Unit: bytes.
  public static let serialNumberBytesMax = 24
  /// The point of delivery. Unit: bytes.
  public static let deliveryPointBytesMax = 16
}
