// SPDX-License-Identifier: Apache-2.0

/// One sensor and its conditioning, from terminal to converter pin.
public struct AnalogChannel: Equatable, Sendable {
  /// Peak of full scale at the terminal. Unit: volts or amperes.
  public var fullScalePeak: Double
  /// The pin's voltage at zero. Unit: volts.
  public var biasVolts: Double
  /// Unit: fraction; 0.01 reads 1 % too much.
  public var gainError = 0.0
  /// How the gain rises with temperature. Unit: parts per million a kelvin.
  public var gainPPMPerKelvin = 0.0
  /// How the gain rises with time. Unit: parts per million an hour.
  public var gainPPMPerHour = 0.0
  /// Unit: volts at the pin.
  public var offsetVolts = 0.0
  /// By how much the pin follows late. Unit: seconds.
  public var delaySeconds = 0.0

  /// Makes a channel without errors.
  public init(fullScalePeak: Double, biasVolts: Double) {
    self.fullScalePeak = fullScalePeak
    self.biasVolts = biasVolts
  }

  /// The gain after so many hours at a temperature: 1 is right.
  func gain(atHours hours: Double, celsius: Double) -> Double {
    let warmth = celsius - AnalogFrontEnd.referenceCelsius
    return (1 + gainError) * (1 + 1e-6 * (gainPPMPerKelvin * warmth + gainPPMPerHour * hours))
  }
}

/// What lies between the terminals and the converter's pins VIN0 to VIN3.
public struct AnalogFrontEnd: Equatable, Sendable {
  /// The reference temperature of meter tests [IEC 62053-21]. Unit: degrees Celsius.
  public static let referenceCelsius = 23.0

  /// VIN0.
  public var voltage: AnalogChannel
  /// VIN1.
  public var current: AnalogChannel
  /// VIN2.
  public var currentAmplified: AnalogChannel
  /// VIN3/VREF. Unit: volts.
  public var referenceVolts = 2.5
  /// The converter's supply. Unit: volts.
  public var supplyVolts = 3.3
  /// Converter noise. Unit: LSB, effective.
  public var noiseRMS = 0.0

  /// Makes a front end without errors and noise.
  public init(voltage: AnalogChannel, current: AnalogChannel, currentAmplified: AnalogChannel) {
    self.voltage = voltage
    self.current = current
    self.currentAmplified = currentAmplified
  }

  /// The reference board as drawn: ±510 V, ±100 A, ±6.25 A peak over 2.5 V, zero at code 1,960.
  public static let referenceBoard = AnalogFrontEnd(
    voltage: AnalogChannel(fullScalePeak: 510, biasVolts: 1960 * 2.5 / 4096),
    current: AnalogChannel(fullScalePeak: 100, biasVolts: 1960 * 2.5 / 4096),
    currentAmplified: AnalogChannel(fullScalePeak: 6.25, biasVolts: 1960 * 2.5 / 4096))

  /// What drives an input; nil for the reference's.
  func input(_ channel: Int) -> (AnalogChannel, TerminalQuantity)? {
    switch channel {
    case 0: (voltage, .voltage)
    case 1: (current, .current)
    case 2: (currentAmplified, .current)
    default: nil
    }
  }
}
