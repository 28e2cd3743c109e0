// SPDX-License-Identifier: Apache-2.0

import Quantities

extension SampleSource {
  /// Bytes of one analog value.
  private var width: Int { configuration.fileType == .binary ? 2 : 4 }

  /// Bytes of one sample: number, stamp, analog values, digital channels packed by sixteen.
  var rowBytes: Int {
    8 + width * configuration.channels.count + 2 * ((configuration.digitalCount + 15) / 16)
  }

  /// Reads BINARY, BINARY32 or FLOAT32.
  func binary(_ bytes: [UInt8]) throws(BenchError) -> SampleTable {
    let count = bytes.count / rowBytes
    guard bytes.count % rowBytes == 0 else {
      throw error(
        at: .byte(bytes.count), "the file ends inside sample \(count + 1)",
        advice: "a sample has \(rowBytes) bytes; the file was cut or is not of this .cfg")
    }
    try checkCount(count)
    let stamps = try stamps(bytes)
    let voltage = try column(selection.voltage.channel, bytes)
    let current = try column(selection.current.channel, bytes)
    return SampleTable(voltage: voltage, current: current, stamps: stamps)
  }

  private func stamps(_ bytes: [UInt8]) throws(BenchError) -> [UInt32?] {
    var sequence = RowSequence()
    var stamps: [UInt32?] = []
    stamps.reserveCapacity(bytes.count / rowBytes)
    for row in stride(from: 0, to: bytes.count, by: rowBytes) {
      let raw = word(bytes, row + 4)
      let stamp = raw == UInt32.max ? nil : raw
      if let fault = sequence.fault(number: word(bytes, row), stamp: stamp) {
        throw error(at: .byte(row), fault)
      }
      stamps.append(stamp)
    }
    return stamps
  }

  private func column(
    _ channel: AnalogChannel, _ bytes: [UInt8]
  ) throws(BenchError) -> SampleColumn {
    let first = 8 + width * (channel.index - 1)
    if configuration.fileType == .float32 { return .numbers(try floats(channel, bytes, first)) }
    var counts: [Int32] = []
    counts.reserveCapacity(bytes.count / rowBytes)
    for offset in stride(from: first, to: bytes.count, by: rowBytes) {
      let count = width == 2 ? short(bytes, offset) : Int32(bitPattern: word(bytes, offset))
      if isMissing(count, channel) {
        throw missing(channel, at: .byte(offset), row: counts.count)
      }
      counts.append(count)
    }
    return .counts(counts)
  }

  /// 8000 and 80000000 hexadecimal mark a missing value since 1999. Writers of 1991 also used FFFF,
  /// which is taken as a mark only where the channel's least value shows that -1 cannot be meant.
  private func isMissing(_ count: Int32, _ channel: AnalogChannel) -> Bool {
    if count == (width == 2 ? -0x8000 : Int32.min) { return true }
    guard configuration.edition == .year1991, count == -1 else { return false }
    return (channel.minimum?.mantissa ?? -1) >= 0
  }

  private func floats(
    _ channel: AnalogChannel, _ bytes: [UInt8], _ first: Int
  ) throws(BenchError) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(bytes.count / rowBytes)
    for offset in stride(from: first, to: bytes.count, by: rowBytes) {
      let value = Float(bitPattern: word(bytes, offset))
      guard value.isFinite, value.magnitude < Float.greatestFiniteMagnitude else {
        throw error(
          at: .byte(offset),
          "sample \(values.count + 1) of channel \"\(channel.name)\" is \(value)",
          advice: "only finite values can be measured")
      }
      values.append(Double(value))
    }
    return values
  }

  private func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2]) << 16
      | UInt32(bytes[offset + 3]) << 24
  }

  private func short(_ bytes: [UInt8], _ offset: Int) -> Int32 {
    Int32(Int16(truncatingIfNeeded: Int(bytes[offset]) | Int(bytes[offset + 1]) << 8))
  }
}
