// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// The reference board's constants; `Board/Devices.csv` and `Board/Pins.csv` say the same.
public enum ReferenceBoard {
  /// U1 is an AD7991-0; an AD7991-1 has 0x29 [AD7991 ordering guide].
  public static let converterAddress: UInt8 = 0x28
  /// SCL of the metering bus. Unit: hertz.
  public static let converterClockHertz: Int64 = 400_000
  /// The reference at VIN3. Unit: microvolts.
  public static let referenceMicrovolts: Int64 = 2_500_000

  /// Converter codes: 12 bits.
  public static let codes: Int64 = 4096
  /// Peak of full scale: 2,048 codes. Unit: microvolts.
  public static let voltageFullScaleMicrovolts: Int64 = 510_000_000
  /// Peak of full scale at ×1. Unit: microamperes.
  public static let currentFullScaleMicroamperes: Int64 = 100_000_000
  /// Peak of full scale at ×16. Unit: microamperes.
  public static let currentAmplifiedFullScaleMicroamperes: Int64 = 6_250_000

  /// The code of zero, 88 below mid-scale: the major-carry step 0x7FF to 0x800 lies at 22 V,
  /// 4.3 A or 0.27 A, not where small signals live. Range left: -1,960 ... 2,135 counts.
  public static let biasCode: Int32 = 1960
  /// All three inputs rest at the same code.
  public static let bias = AD7991Bias(
    voltage: biasCode, current: biasCode, currentAmplified: biasCode)
  /// The largest |count| of the ×16 input that is surely not clipped, offset and noise included.
  public static let amplifiedPeakMax: Int32 = 1900

  /// The largest |count| of the other inputs that is surely not clipped: 20 codes off the rail.
  public static let peakMax: Int32 = 1940
  /// Ist, In / 1000 [IEC 62053-22]. Unit: microamperes.
  public static let startingMicroamperes: Int64 = 5_000

  /// Sets a second: three conversions of 18 SCL periods each.
  public static let rate = Ratio(constant: converterClockHertz, over: 54)

  /// The baud rate of U2's UART.
  public static let radioBaud = 115_200

  /// The front end as drawn, before any calibration.
  ///
  /// - Range: Un 230 V at 50 Hz and 120 V at 60 Hz; set `nominalVoltage` for other networks.
  public static func frontEnd(nominalFrequency: NominalFrequency) -> FrontEnd {
    let network: Int64 = nominalFrequency == .hertz50 ? 230_000_000 : 120_000_000
    var frontEnd = FrontEnd(
      rate: rate,
      voltage: channel(0, fullScale: voltageFullScaleMicrovolts),
      current: channel(1, fullScale: currentFullScaleMicroamperes),
      nominalFrequency: nominalFrequency, nominalVoltage: Voltage(microvolts: network))
    frontEnd.currentAmplified = channel(2, fullScale: currentAmplifiedFullScaleMicroamperes)
    frontEnd.amplifiedPeakMax = amplifiedPeakMax
    frontEnd.voltage.peakMax = peakMax
    frontEnd.current.peakMax = peakMax
    frontEnd.startingCurrent = Current(microamperes: startingMicroamperes)
    return frontEnd
  }

  /// How long a burst keeps the bus: address byte and conversions.
  ///
  /// - Unit: nanoseconds. Range: 0 ≤ `sets` ≤ `AD7991Limits.setsMax`.
  public static func burstNanoseconds(sets: Int) -> UInt64 {
    let clocks = AD7991Limits.clocksPerAddress + 3 * AD7991Limits.clocksPerConversion * sets
    return UInt64(clocks) * UInt64(1_000_000_000 / converterClockHertz)
  }

  private static func channel(_ input: Int64, fullScale: Int64) -> Channel {
    let conversion = Int64(AD7991Limits.clocksPerConversion) * 1_000_000_000 / converterClockHertz
    return Channel(
      gain: Ratio(constant: fullScale, over: codes / 2), delayNanoseconds: input * conversion)
  }
}
