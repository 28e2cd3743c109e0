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
  /// It must be at least what it takes to learn of an edge, which is known when its half cycle is
  /// over, or its cycle where a load was just switched. With the reference board's bus at 400 kHz
  /// that is at most:
  ///
  ///     184.3 ms  a run of 1,365 sets is that old at its begin when it is there
  ///      20.0 ms  the cycle in which the edge lies at 50 Hz; 22.2 ms at 45 Hz
  ///       3.5 ms  25 sets that must follow the last one before it is summed, and that one
  ///       0.1 ms  dead time between two runs; at most 5 ms, longer is a gap
  ///       5.8 ms  what else the run loop is at: a part for the FRAM and some of a page, at most,
  ///               where both are on one bus of 100 kHz
  ///
  /// together 213.7 ms, 215.9 at 45 Hz. A run loop that is held for longer tells its pulses so much
  /// later, and one that is just then at something else by up to these 6 ms. So does a line whose
  /// voltage vanishes: its last cycle ends only after one and a half periods. A converter's bus at
  /// 100 kHz has runs of 737 ms where they are as long: there the delay must be 800 ms, or a run
  /// 340 sets at most.
  ///
  /// Before a gap the last cycle is registered once no run can follow it: 5 ms later than a run
  /// would be there, so 218.7 ms after its begin. After a start, and behind a load that was off,
  /// less than makes a block with a load is not foreseen, half the starting power over 300 ms:
  /// 0.17 J on the reference board. A pulse in it is told when the block ends, up to 0.2 s late.
  public var delayNanoseconds: UInt64 = 216_000_000

  /// 1,000 impulses per kilowatt-hour, by magnitude, 216 ms late.
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
