// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

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

  /// Bytes of one set: two codes, or three with the amplified channel.
  public var setBytes: Int {
    Int(sampleWidth.rawValue) * (frontEnd.currentAmplified == nil ? 2 : 3)
  }
}

/// Bits of the head's second byte.
enum HeadFlag {
  static let amplified: UInt8 = 1 << 0
  static let calibrated: UInt8 = 1 << 1
  static let known = amplified | calibrated
}

extension RecordingHead {
  /// Writes the payload of the head frame.
  func encode<let capacity: Int>(into frame: inout FixedBytes<capacity>) -> Bool {
    var flags: UInt8 = frontEnd.isCalibrated ? HeadFlag.calibrated : 0
    if frontEnd.currentAmplified != nil { flags |= HeadFlag.amplified }
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
    return frame.append(station.span)
  }

  /// Reads the payload of the head frame; nil with the field that is wrong.
  init(_ reader: inout ByteReader) throws(RecordingFault) {
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
    try readStation(Int(stationCount), &reader)
    if let field = fieldOutOfRange { throw .badField(field) }
  }

  private mutating func readStation(
    _ count: Int, _ reader: inout ByteReader
  ) throws(RecordingFault) {
    guard count <= RecordingFormat.stationBytesMax, reader.remaining == count else {
      throw .badField(.station)
    }
    for _ in 0..<count { station.append(try reader.field(.station)) }
  }
}
