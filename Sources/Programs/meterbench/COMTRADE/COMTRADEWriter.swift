// SPDX-License-Identifier: Apache-2.0

import Quantities
import Recording

/// A waveform as a COMTRADE record: BINARY where every code fits 16 bits, else BINARY32.
///
/// Codes are written as they are and gains with all their digits, up to eighteen: read back, the
/// record has the same codes, and the same gains where they have no more digits.
struct COMTRADEWriter {
  let waveform: Waveform
  let edition: COMTRADE.Edition
  private let fileType: COMTRADE.FileType
  /// The power of ten that keeps time stamps below 32 bits. Unit: of microseconds.
  private let stampPlaces: Int

  /// Chooses the file type.
  init(_ waveform: Waveform, edition: COMTRADE.Edition, file: String) throws(BenchError) {
    self.waveform = waveform
    self.edition = edition
    fileType = waveform.sampleWidth == .two ? .binary : .binary32
    guard edition == .year2013 || edition == .year1999 && fileType == .binary else {
      throw BenchError(
        .usage, file, "codes of more than 16 bits cannot be written as \(edition.rawValue) BINARY",
        advice: "write the 2013 edition")
    }
    guard !waveform.sets.isEmpty, waveform.sets.count < UInt32.max else {
      throw BenchError(file, "\(waveform.sets.count) sets cannot be a COMTRADE record")
    }
    let longest = COMTRADEWriter.offset(waveform.sets.count - 1, waveform) / 1_000
    var places = 0
    while longest / UInt64(ExactDecimal.power(places)) >= UInt64(UInt32.max) { places += 1 }
    stampPlaces = places
  }

  /// The .cfg file. Source: [C37.111] configuration file.
  var configuration: String {
    let frontEnd = waveform.frontEnd
    var channels = [line("V", "V", frontEnd.voltage), line("I", "A", frontEnd.current)]
    if let amplified = frontEnd.currentAmplified { channels.append(line("I16", "A", amplified)) }
    var lines = ["\(station),1,\(edition.rawValue)", "\(channels.count),\(channels.count)A,0D"]
    lines += channels.enumerated().map { "\($0.offset + 1),\($0.element)" }
    let time = COMTRADETime.text(waveform.start ?? UTC(milliseconds: 0))
    let rate = waveform.effectiveRate.text(shifted: 0)
    lines += ["\(frontEnd.nominalFrequency.rawValue)", "1", "\(rate),\(waveform.sets.count)"]
    lines += [time, time, fileType.rawValue, "1\(String(repeating: "0", count: stampPlaces))"]
    if edition == .year2013 { lines += waveform.start == nil ? ["x,x", "F,3"] : ["0,0", "0,3"] }
    return lines.joined(separator: "\r\n") + "\r\n"
  }

  /// The rate that is written and the one stated, where they differ.
  var replacedRate: (written: String, stated: String)? {
    let written = waveform.effectiveRate
    let stated = waveform.frontEnd.rate
    return written == stated ? nil : (written.text(shifted: 0), stated.text(shifted: 0))
  }

  /// The .dat file.
  var samples: [UInt8] {
    let hasThree = waveform.frontEnd.currentAmplified != nil
    let width = fileType == .binary ? 2 : 4
    var bytes: [UInt8] = []
    bytes.reserveCapacity(waveform.sets.count * (8 + width * (hasThree ? 3 : 2)))
    let unit = UInt64(1_000 * ExactDecimal.power(stampPlaces))
    for (index, set) in waveform.sets.enumerated() {
      append(UInt32(index + 1), 4, to: &bytes)
      let stamp = (COMTRADEWriter.offset(index, waveform) + unit / 2) / unit
      append(UInt32(truncatingIfNeeded: min(stamp, UInt64(UInt32.max) - 1)), 4, to: &bytes)
      append(UInt32(bitPattern: set.voltage), width, to: &bytes)
      append(UInt32(bitPattern: set.current), width, to: &bytes)
      if hasThree { append(UInt32(bitPattern: set.currentAmplified), width, to: &bytes) }
    }
    return bytes
  }

  private var station: String {
    String(waveform.station.map { $0 == "," || $0.isNewline ? " " : $0 })
  }

  private func line(_ name: String, _ unit: String, _ channel: Channel) -> String {
    let skew = ExactDecimal(mantissa: channel.delayNanoseconds, exponent: -3).text
    let most = fileType == .binary ? 32_767 : 8_388_608
    let gain = channel.gain.text(shifted: -6)
    return "\(name),,,\(unit),\(gain),0,\(skew),-\(most),\(most),1,1,P"
  }

  private static func offset(_ index: Int, _ waveform: Waveform) -> UInt64 {
    if index < waveform.offsets.count { return waveform.offsets[index] }
    return waveform.frontEnd.rate.instant(ofSet: index).nanoseconds
  }

  private func append(_ value: UInt32, _ width: Int, to bytes: inout [UInt8]) {
    for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * index))) }
  }
}
