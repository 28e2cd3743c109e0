// SPDX-License-Identifier: Apache-2.0

import Bytes
public import Quantities

extension RecordingFormat {
  /// The variance of a channel's noise. Unit: 2^-16 counts².
  public static let noiseVarianceMax: Int64 = 1 << 40
  /// The |change| of a gain with temperature. Unit: 10^-9 per kelvin.
  public static let gainBillionthsPerKelvinMax: Int32 = 1_000_000
  /// Bytes of one channel's calibration without its points.
  static let calibrationBytes = 17
  /// Bytes of one point of a curve.
  static let pointBytes = 16
}

extension FrontEnd {
  /// What a front end has where nobody says else.
  private static let usualMillidegrees: Int32 = 23_000

  /// Whether the calibration says more than gains and delays.
  public var hasFineCalibration: Bool {
    let isAmplifiedFine = currentAmplified?.hasFineCalibration ?? false
    return voltage.hasFineCalibration || current.hasFineCalibration || isAmplifiedFine
      || calibrationMillidegrees != Self.usualMillidegrees || startingCurrent != nil
  }

  /// Unit: bytes in the head, 0 where it says nothing.
  var fineCalibrationBytes: Int {
    guard hasFineCalibration else { return 0 }
    let amplified = currentAmplified?.fineCalibrationBytes ?? 0
    return 12 + voltage.fineCalibrationBytes + current.fineCalibrationBytes + amplified
  }

  /// The first value of the calibration that no bench could have found; nil where there is none.
  var calibrationOutOfRange: RecordingField? {
    guard TemperatureLimits.contain(calibrationMillidegrees) else {
      return .calibrationMillidegrees
    }
    if let startingCurrent, startingCurrent.microamperes <= 0 { return .startingCurrent }
    // The curve is of a current: where a voltage has one, somebody mixed up the channels.
    if voltage.curve.count > 0 { return .curve }
    if let field = voltage.calibrationOutOfRange ?? current.calibrationOutOfRange { return field }
    return currentAmplified?.calibrationOutOfRange
  }
}

extension Channel {
  var hasFineCalibration: Bool {
    noiseVariance != 0 || curve.count > 0 || gainBillionthsPerKelvin != 0 || peakMax != 0
  }

  var fineCalibrationBytes: Int {
    RecordingFormat.calibrationBytes + RecordingFormat.pointBytes * curve.count
  }

  var calibrationOutOfRange: RecordingField? {
    guard noiseVariance >= 0, noiseVariance <= RecordingFormat.noiseVarianceMax else {
      return .noiseVariance
    }
    let perKelvin = gainBillionthsPerKelvin.magnitude
    guard perKelvin <= RecordingFormat.gainBillionthsPerKelvinMax.magnitude else {
      return .gainBillionthsPerKelvin
    }
    return peakMax >= 0 && peakMax <= RecordingFormat.codeMax ? nil : .peakMax
  }
}

extension FixedBytes {
  /// Appends what the calibration says beyond gains and delays.
  mutating func append(fineCalibration frontEnd: FrontEnd) {
    append(littleEndian: frontEnd.calibrationMillidegrees)
    append(littleEndian: frontEnd.startingCurrent?.microamperes ?? 0)
    append(fineCalibration: frontEnd.voltage)
    append(fineCalibration: frontEnd.current)
    if let amplified = frontEnd.currentAmplified { append(fineCalibration: amplified) }
  }

  private mutating func append(fineCalibration channel: Channel) {
    append(littleEndian: channel.noiseVariance)
    append(littleEndian: channel.gainBillionthsPerKelvin)
    append(littleEndian: channel.peakMax)
    append(UInt8(channel.curve.count))
    for index in 0..<channel.curve.count {
      append(littleEndian: channel.curve[index].current.microamperes)
      append(littleEndian: channel.curve[index].gainBillionths)
      append(littleEndian: channel.curve[index].delayNanoseconds)
    }
  }
}

extension ByteReader {
  /// Reads what `append(fineCalibration:)` wrote; ranges are checked with the whole head.
  mutating func fineCalibration(into frontEnd: inout FrontEnd) throws(RecordingFault) {
    frontEnd.calibrationMillidegrees = try field(.calibrationMillidegrees)
    let starting: Int64 = try field(.startingCurrent)
    guard starting >= 0 else { throw .badField(.startingCurrent) }
    frontEnd.startingCurrent = starting == 0 ? nil : Current(microamperes: starting)
    try fineCalibration(into: &frontEnd.voltage)
    try fineCalibration(into: &frontEnd.current)
    guard var amplified = frontEnd.currentAmplified else { return }
    try fineCalibration(into: &amplified)
    frontEnd.currentAmplified = amplified
  }

  private mutating func fineCalibration(into channel: inout Channel) throws(RecordingFault) {
    channel.noiseVariance = try field(.noiseVariance)
    channel.gainBillionthsPerKelvin = try field(.gainBillionthsPerKelvin)
    channel.peakMax = try field(.peakMax)
    let count: UInt8 = try field(.curve)
    for _ in 0..<count {
      let point = CalibrationPoint(
        current: Current(microamperes: try field(.curve)), gainBillionths: try field(.curve),
        delayNanoseconds: try field(.curve))
      guard channel.curve.add(point) else { throw .badField(.curve) }
    }
  }
}
