// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import Quantities

/// What a recording says once, at its start: where it was taken and what its counts mean.
public struct RecordingHead: Sendable {
  /// The converter and its sensors.
  public var frontEnd: FrontEnd
  /// The station's name, UTF-8.
  public var station: FixedBytes<64>
  /// How many bytes one code takes.
  public var sampleWidth: SampleWidth

  /// Makes a head. A station's name is cut at `RecordingFormat.stationBytesMax` by the caller.
  public init(frontEnd: FrontEnd, station: FixedBytes<64>, sampleWidth: SampleWidth) {
    self.frontEnd = frontEnd
    self.station = station
    self.sampleWidth = sampleWidth
  }

  /// Bytes of the head frame's payload.
  var payloadBytes: Int {
    let channels = frontEnd.currentAmplified == nil ? 2 : 3
    return 4 + 16 + 24 * channels + 4 + 8 + station.count + frontEnd.fineCalibrationBytes
  }

  /// Bytes of one set: two codes, or three with the amplified channel.
  public var setBytes: Int {
    Int(sampleWidth.rawValue) * (frontEnd.currentAmplified == nil ? 2 : 3)
  }
}

/// Bits of the head's second byte.
enum HeadFlag {
  static let amplified: UInt8 = 1 << 0
  static let calibrated: UInt8 = 1 << 1
  /// The calibration follows the station's name.
  static let fineCalibration: UInt8 = 1 << 2
  static let known = amplified | calibrated | fineCalibration
}

extension RecordingHead {
  /// Writes the payload of the head frame. Range: `frame` has room for it.
  public func encode<let capacity: Int>(into frame: inout FixedBytes<capacity>) {
    var flags: UInt8 = frontEnd.isCalibrated ? HeadFlag.calibrated : 0
    if frontEnd.currentAmplified != nil { flags |= HeadFlag.amplified }
    if frontEnd.hasFineCalibration { flags |= HeadFlag.fineCalibration }
    frame.append(sampleWidth.rawValue)
    frame.append(flags)
    frame.append(frontEnd.nominalFrequency.rawValue)
    frame.append(UInt8(station.count))
    frame.append(frontEnd.rate)
    frame.append(frontEnd.voltage)
    frame.append(frontEnd.current)
    if let amplified = frontEnd.currentAmplified { frame.append(amplified) }
    frame.append(littleEndian: frontEnd.amplifiedPeakMax)
    frame.append(littleEndian: frontEnd.nominalVoltage.microvolts)
    frame.append(station.span)
    if frontEnd.hasFineCalibration { frame.append(fineCalibration: frontEnd) }
  }

  /// Reads the payload of the head frame, to its end.
  ///
  /// - Errors: the first field that is missing or out of its range.
  public init(_ reader: inout ByteReader) throws(RecordingFault) {
    guard let width = SampleWidth(rawValue: try reader.field(.sampleWidth)) else {
      throw .badField(.sampleWidth)
    }
    let flags: UInt8 = try reader.field(.flags)
    guard flags & ~HeadFlag.known == 0 else { throw .badField(.flags) }
    guard let nominal = NominalFrequency(rawValue: try reader.field(.nominalFrequency)) else {
      throw .badField(.nominalFrequency)
    }
    let stationCount: UInt8 = try reader.field(.station)
    let rate = try reader.ratio(.rate)
    let voltage = try reader.channel(.voltage)
    let current = try reader.channel(.current)
    let amplified =
      flags & HeadFlag.amplified == 0 ? nil : try reader.channel(.currentAmplified)
    let peak: Int32 = try reader.field(.amplifiedPeakMax)
    let nominalVoltage = Voltage(microvolts: try reader.field(.nominalVoltage))
    frontEnd = FrontEnd(
      rate: rate, voltage: voltage, current: current, nominalFrequency: nominal,
      nominalVoltage: nominalVoltage)
    frontEnd.currentAmplified = amplified
    frontEnd.amplifiedPeakMax = peak
    frontEnd.isCalibrated = flags & HeadFlag.calibrated != 0
    sampleWidth = width
    station = FixedBytes()
    let isFine = flags & HeadFlag.fineCalibration != 0
    guard isFine || reader.remaining == Int(stationCount) else { throw .badField(.station) }
    try readStation(Int(stationCount), &reader)
    if isFine { try reader.fineCalibration(into: &frontEnd) }
    guard reader.remaining == 0 else { throw .badField(.length) }
    if let field = fieldOutOfRange { throw .badField(field) }
  }

  private mutating func readStation(
    _ count: Int, _ reader: inout ByteReader
  ) throws(RecordingFault) {
    guard count <= RecordingFormat.stationBytesMax, reader.remaining >= count else {
      throw .badField(.station)
    }
    for _ in 0..<count { station.append(try reader.field(.station)) }
  }
}
