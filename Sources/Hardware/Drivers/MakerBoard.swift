// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// The maker's board: two ADS1015 or two ADS1115 where the reference board has its AD7991.
///
/// One converter sees the voltage, one the current, each AIN0 against AIN1 at ±2.048 V; the
/// current's gain goes up eightfold (±0.256 V) while the current is small. `Board/Devices.csv` and
/// `Board/Pins.csv` say the same.
public enum MakerBoard {
  /// U1A, ADDR at GND [ADS1115].
  public static let voltageAddress: UInt8 = 0x48
  /// U1B, ADDR at VDD.
  public static let currentAddress: UInt8 = 0x49

  /// ALERT/RDY of the two converters. K1 and K2 are not fitted on this board: their lines are
  /// taken.
  public enum Line: UInt32, Sendable {
    /// U1A, falling edge.
    case voltageReady = 26
    /// U1B, falling edge.
    case currentReady = 27

    /// As the table calls it.
    public var name: StaticString { self == .voltageReady ? "voltageReady" : "currentReady" }
  }

  /// Whether a line of the reference board is none of this board: those of K1 and K2.
  public static func lacks(_ line: ReferenceBoard.Line) -> Bool {
    switch line {
    case .disconnectSet, .disconnectReset, .disconnectFeedback, .loadControl: true
    default: false
    }
  }

  /// Full scale of the voltage and of the direct current range.
  public static let fullScale = ADS1x15Configuration.FullScale.millivolts2048
  /// Full scale of the amplified current range: an eighth.
  public static let fullScaleAmplified = ADS1x15Configuration.FullScale.millivolts256

  /// Peak of full scale. Unit: microvolts.
  public static let voltageFullScaleMicrovolts: Int64 = 510_000_000
  /// Peak of full scale of the direct range. Unit: microamperes.
  public static let currentFullScaleMicroamperes: Int64 = 100_000_000
  /// Peak of full scale of the amplified range. Unit: microamperes.
  public static let currentAmplifiedFullScaleMicroamperes: Int64 = 12_500_000

  /// Counts of a full-scale code: 16 bits and four more from the resampling.
  public static let countsFullScale: Int64 = 1 << 19
  /// The largest |code| that keeps the amplified range: 94.6 % of full scale.
  public static let amplifiedCodeMax: Int32 = 31_000
  /// Below this |code × 8| over 200 ms the amplified range is taken: 75 % of full scale.
  public static let amplifiedCodeReturn: Int32 = 24_576
  /// The largest |count| of the amplified range that is surely not clipped: code 32,000.
  public static let amplifiedPeakMax: Int32 = 512_000

  /// The largest |count| of the voltage and of the direct current that is surely not clipped: code
  /// 32,500, 99.2 % of full scale.
  public static let peakMax: Int32 = 520_000

  /// Ist of class 1: 0.004 Ib [IEC 62053-21]. Unit: microamperes.
  public static let startingMicroamperes: Int64 = 20_000

  /// The period of the common grid: 4,000 or 1,000 sets a second, above what the fastest converter
  /// of its kind makes. Unit: nanoseconds.
  public static func gridNanoseconds(_ part: ADS1x15Part) -> UInt64 {
    part == .ads1015 ? 250_000 : 1_000_000
  }

  /// Whether so many sets a second are this board's, exactly. The reference board follows SCL: any
  /// rate may be its own that is no grid's.
  public static func isGrid(of part: ADS1x15Part, _ rate: Ratio) -> Bool {
    Int128(rate.numerator) * Int128(gridNanoseconds(part))
      == Int128(rate.denominator) * 1_000_000_000
  }

  /// Whether that is so of one of its parts.
  public static func isGrid(_ rate: Ratio) -> Bool {
    isGrid(of: .ads1015, rate) || isGrid(of: .ads1115, rate)
  }

  /// Over how many edges a converter's period is fitted: 0.5 s and 0.6 s.
  public static func edgesMax(_ part: ADS1x15Part) -> Int { part == .ads1015 ? 1_600 : 512 }

  /// The highest harmonic that may be stated: what lies below 0.4 of the slowest converter's rate;
  /// an ADS1115's are not measured, beyond the fundamental.
  public static func harmonicOrderMax(
    _ part: ADS1x15Part, nominalFrequency: NominalFrequency
  ) -> Int {
    part == .ads1115 ? 1 : 2_970 * 4 / 10 / Int(nominalFrequency.rawValue)
  }

  /// The front end as drawn, before any calibration. Both converters' samples are on one grid: no
  /// channel has a delay.
  ///
  /// - Range: Un 230 V at 50 Hz and 120 V at 60 Hz; set `nominalVoltage` for other networks.
  public static func frontEnd(
    _ part: ADS1x15Part, nominalFrequency: NominalFrequency
  ) -> FrontEnd {
    let network: Int64 = nominalFrequency == .hertz50 ? 230_000_000 : 120_000_000
    var frontEnd = FrontEnd(
      rate: Ratio(constant: 1_000_000_000, over: Int64(gridNanoseconds(part))),
      voltage: channel(voltageFullScaleMicrovolts), current: channel(currentFullScaleMicroamperes),
      nominalFrequency: nominalFrequency, nominalVoltage: Voltage(microvolts: network))
    frontEnd.currentAmplified = channel(currentAmplifiedFullScaleMicroamperes)
    frontEnd.amplifiedPeakMax = amplifiedPeakMax
    frontEnd.startingCurrent = Current(microamperes: startingMicroamperes)
    return frontEnd
  }

  private static func channel(_ fullScale: Int64) -> Channel {
    var channel = Channel(gain: Ratio(constant: fullScale, over: countsFullScale))
    channel.peakMax = peakMax
    return channel
  }
}
