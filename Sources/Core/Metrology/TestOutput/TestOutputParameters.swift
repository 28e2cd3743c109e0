// SPDX-License-Identifier: Apache-2.0

/// Which energy makes pulses.
public enum TestOutputDirection: UInt8, Sendable {
  /// Import and export alike, by magnitude.
  case both
  /// Import alone.
  case energyImport
  /// Export alone.
  case energyExport
}

/// How a test output turns energy into pulses.
public struct TestOutputParameters: Equatable, Sendable {
  /// The meter constant. Unit: impulses per kilowatt-hour. Range: 1 ... 100,000.
  public var impulsesPerKilowattHour = 1_000
  /// Which energy makes pulses.
  public var direction = TestOutputDirection.both
  /// How long a pulse is on. Range: 200 µs ... 500 ms. On wires 30 ms or more
  /// [IEC 62053-31, 4.1.3.3].
  public var pulseNanoseconds: UInt64 = 30_000_000
  /// How long it is off at least between two. Range: as the pulse's. On wires 30 ms or more
  /// [IEC 62053-31, 4.1.3.3].
  public var pauseNanoseconds: UInt64 = 30_000_000
  /// From the instant at which the energy is complete to the edge. Range: at most 10 s.
  ///
  /// It must be at least the longest stretch of energy, plus what it takes to learn of it: an
  /// edge inside a stretch is known only after its end.
  public var delayNanoseconds: UInt64 = 500_000_000

  /// 1,000 impulses per kilowatt-hour, by magnitude, half a second late.
  public init() {}

  /// Whether all are in their ranges.
  public var isUsable: Bool {
    let times = 200_000...500_000_000 as ClosedRange<UInt64>
    return impulsesPerKilowattHour >= 1 && impulsesPerKilowattHour <= 100_000
      && times.contains(pulseNanoseconds) && times.contains(pauseNanoseconds)
      && delayNanoseconds <= 10_000_000_000
  }

  /// The most power whose pulses keep to pulse and pause. Unit: watts. Rounding: down.
  public var wattsMax: Int64 {
    let perHour = 3_600_000_000_000_000 / Int64(pulseNanoseconds + pauseNanoseconds)
    return perHour / Int64(impulsesPerKilowattHour)
  }
}
