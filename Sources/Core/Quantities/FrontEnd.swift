// SPDX-License-Identifier: Apache-2.0

/// The frequency the network is meant to have; it sets how many cycles make a block.
public enum NominalFrequency: UInt8, Sendable {
  /// 50 Hz, 10 cycles a block [IEC 61000-4-30].
  case hertz50 = 50
  /// 60 Hz, 12 cycles a block [IEC 61000-4-30].
  case hertz60 = 60

  /// Whole cycles in one block of nominally 200 ms.
  public var cyclesPerBlock: Int { Int(rawValue) / 5 }
}

/// What turns one channel's counts into a quantity.
public struct Channel: Equatable, Sendable {
  /// Unit: microvolts or microamperes per count.
  public var gain: Ratio
  /// When this channel is sampled, after the start of its set, sensor delay included.
  /// Unit: nanoseconds. Range: |x| below one set period.
  public var delayNanoseconds: Int64
  /// Variance of the channel's noise, taken from each mean square; 0 where it is not known.
  /// Unit: 2^-16 counts². Range: 0 ... 2^40.
  public var noiseVariance: Int64 = 0
  /// What gain and delay alone do not tell of a current channel; none changes nothing.
  public var curve = CalibrationCurve()
  /// How the gain grows with temperature. Unit: 10^-9 per kelvin. Range: |x| ≤ 10^6.
  public var gainBillionthsPerKelvin: Int32 = 0
  /// The largest |count| that is surely not clipped; 0 where there is no limit.
  public var peakMax: Int32 = 0

  /// Makes a channel.
  public init(gain: Ratio, delayNanoseconds: Int64 = 0) {
    self.gain = gain
    self.delayNanoseconds = delayNanoseconds
  }
}

/// The converter and its sensors as the metrology sees them: one voltage, one or two currents.
public struct FrontEnd: Equatable, Sendable {
  /// Sample sets a second.
  public var rate: Ratio
  /// The voltage channel; gain in microvolts per count.
  public var voltage: Channel
  /// The current channel at ×1; gain in microamperes per count.
  public var current: Channel
  /// The current channel at ×16; nil where the board has none.
  public var currentAmplified: Channel?
  /// The largest |count| of the amplified channel that is surely not clipped.
  public var amplifiedPeakMax: Int32
  /// The network's nominal frequency.
  public var nominalFrequency: NominalFrequency
  /// The network's nominal voltage Un.
  public var nominalVoltage: Voltage
  /// Whether gains and delays come from a calibration.
  public var isCalibrated: Bool
  /// Ist: the smallest current that must register; nil registers everything.
  public var startingCurrent: Current?
  /// The temperature at which it was calibrated. Unit: millidegrees Celsius.
  public var calibrationMillidegrees: Int32 = 23_000

  /// Makes a front end with one current range.
  public init(
    rate: Ratio, voltage: Channel, current: Channel,
    nominalFrequency: NominalFrequency, nominalVoltage: Voltage
  ) {
    self.rate = rate
    self.voltage = voltage
    self.current = current
    self.currentAmplified = nil
    self.amplifiedPeakMax = 0
    self.nominalFrequency = nominalFrequency
    self.nominalVoltage = nominalVoltage
    self.isCalibrated = false
  }
}
