// SPDX-License-Identifier: Apache-2.0

/// What converts, clocked by the bus: 18 SCL periods a conversion.
public enum ConverterKind: Equatable, Sendable {
  /// The reference board's, 12 bits.
  case ad7991
  /// A successive-approximation converter of 16 bits with the same sequencer: no chip of that
  /// kind is driven, it shows what the method does with more bits.
  case generic16Bit

  /// How many codes it has.
  public var codes: Int {
    switch self {
    case .ad7991: 1 << 12
    case .generic16Bit: 1 << 16
    }
  }
}

/// One board with all its errors, and the temperature it has.
public struct SimulatedBoard: Equatable, Sendable {
  /// Sensors, reference and converter noise.
  public var frontEnd: AnalogFrontEnd
  /// The converter.
  public var converter = ConverterKind.ad7991
  /// The converter's, of all its inputs.
  public var nonlinearity = IntegralNonlinearity.none
  /// The current sensor. It acts on synthetic waveforms alone, whose currents are known.
  public var transformer = CurrentTransformer.none
  /// Bus and reader.
  public var bus = BusTiming.exact
  /// Of the sensors and the reference; sensors are exact at 23 °C. Unit: degrees Celsius.
  public var temperatureCelsius = AnalogFrontEnd.referenceCelsius

  /// Makes a board whose only errors are those of its front end.
  public init(_ frontEnd: AnalogFrontEnd) { self.frontEnd = frontEnd }

  /// The code at which an input rests without errors: 1,960 of 4,096 on the reference board.
  public func biasCode(_ channel: AnalogChannel) -> Int32 {
    Int32((channel.biasVolts / frontEnd.referenceVolts * Double(converter.codes)).rounded())
  }

  /// What the converter's pins are driven by.
  func secondary(of waveform: any Waveform) -> any Waveform {
    guard transformer != .none, let synthetic = waveform as? SyntheticWaveform else {
      return waveform
    }
    return synthetic.seen(through: transformer)
  }
}
