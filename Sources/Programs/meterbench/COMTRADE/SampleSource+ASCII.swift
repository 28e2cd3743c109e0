// SPDX-License-Identifier: Apache-2.0

import Quantities

extension SampleSource {
  /// Reads ASCII: one line a sample, fields between commas.
  func ascii(_ bytes: [UInt8]) throws(BenchError) -> SampleTable {
    var rows = ASCIIRows()
    for line in bytes.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A }) {
      rows.line += 1
      let text = trimmed(line)
      if text.isEmpty { continue }
      try row(text, &rows)
    }
    try checkCount(rows.stamps.count)
    return SampleTable(
      voltage: rows.voltage.column, current: rows.current.column, stamps: rows.stamps)
  }

  private func row(_ line: ArraySlice<UInt8>, _ rows: inout ASCIIRows) throws(BenchError) {
    let fields = line.split(separator: 0x2C, omittingEmptySubsequences: false)
    let needed = 2 + configuration.channels.count + configuration.digitalCount
    guard fields.count == needed || fields.count == needed + 1 && fields[needed].isEmpty else {
      throw error(
        at: .line(rows.line), "\(fields.count) fields are here, \(needed) belong in a sample",
        advice: "the line was cut, or the file is not of this .cfg")
    }
    guard let number = integer(fields[0]), let number = UInt32(exactly: number) else {
      throw error(at: .line(rows.line), "\"\(text(fields[0]))\" is not a sample number")
    }
    let stamp = try stamp(fields[1], line: rows.line)
    if let fault = rows.sequence.fault(number: number, stamp: stamp) {
      throw error(at: .line(rows.line), fault)
    }
    rows.stamps.append(stamp)
    let columns = columns
    try add(fields[2 + columns.voltage], selection.voltage.channel, rows, to: &rows.voltage)
    try add(fields[2 + columns.current], selection.current.channel, rows, to: &rows.current)
  }

  private func stamp(
    _ field: ArraySlice<UInt8>, line: Int
  ) throws(BenchError) -> UInt32? {
    let written = text(field)
    if written.allSatisfy(\.isWhitespace) { return nil }
    guard let value = ExactDecimal(written)?.double, value >= 0, value < 4_294_967_295 else {
      throw error(at: .line(line), "\"\(written)\" is not a time stamp")
    }
    return UInt32(value)
  }

  private func add(
    _ field: ArraySlice<UInt8>, _ channel: AnalogChannel, _ rows: ASCIIRows,
    to column: inout ASCIIColumn
  ) throws(BenchError) {
    let place = BenchError.Place.line(rows.line)
    let row = rows.stamps.count - 1
    if let count = integer(field) {
      if count == missingCount { throw missing(channel, at: place, row: row) }
      return column.append(count)
    }
    let written = text(field)
    if written.allSatisfy(\.isWhitespace) { throw missing(channel, at: place, row: row) }
    guard let value = ExactDecimal(written)?.double, value.isFinite else {
      throw error(
        at: place,
        "sample \(row + 1) of channel \"\(channel.name)\" is \"\(written)\", not a number")
    }
    column.append(value)
  }

  /// What marks a missing value beside an empty field. Source: [C37.111] ASCII data, each edition.
  private var missingCount: Int64? {
    switch configuration.edition {
    case .year1991: 999_999
    case .year1999: 99_999
    case .year2013: nil
    }
  }

  /// A plain integer of at most 18 digits; nil for anything else.
  private func integer(_ field: ArraySlice<UInt8>) -> Int64? {
    var digits = field
    while digits.first == 0x20 { digits.removeFirst() }
    while digits.last == 0x20 { digits.removeLast() }
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    guard !digits.isEmpty, digits.count <= ExactDecimal.digitsMax else { return nil }
    var value: Int64 = 0
    for byte in digits {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      value = value * 10 + Int64(byte - 0x30)
    }
    return isNegative ? -value : value
  }

  /// Without the carriage return, blanks and the end-of-file mark of old systems.
  private func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = line
    while let last = line.last, [0x0D, 0x20, 0x1A].contains(last) { line.removeLast() }
    return line
  }

  private func text(_ field: ArraySlice<UInt8>) -> String { String(decoding: field, as: UTF8.self) }
}

/// What has been read of an ASCII file.
private struct ASCIIRows {
  var line = 0
  var sequence = RowSequence()
  var stamps: [UInt32?] = []
  var voltage = ASCIIColumn()
  var current = ASCIIColumn()
}

/// Counts until the first value that is none, then numbers.
private struct ASCIIColumn {
  private var counts: [Int32] = []
  private var numbers: [Double] = []
  private var isWhole = true

  var column: SampleColumn { isWhole ? .counts(counts) : .numbers(numbers) }

  mutating func append(_ count: Int64) {
    if isWhole, let count = Int32(exactly: count) {
      counts.append(count)
    } else {
      append(Double(count))
    }
  }

  mutating func append(_ value: Double) {
    if isWhole {
      isWhole = false
      numbers = counts.map(Double.init)
      counts = []
    }
    numbers.append(value)
  }
}
