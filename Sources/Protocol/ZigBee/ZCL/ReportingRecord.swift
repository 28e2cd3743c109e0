// SPDX-License-Identifier: Apache-2.0

import Bytes

/// One record of Configure Reporting.
///
///     00 00 00 25 1E 00 84 03 01 00 00 00 00 00     report 0000, uint48, 30 s, 900 s, 1
///     00 00 02 18 01 00 84 03                       report 0200, map8, 1 s, 900 s
///     01 00 00 3C 00                                expect reports of 0000 within 60 s
///
/// Source: [ZCL] 2.5.7 Configure Reporting.
struct ReportingRecord {
  /// Which way reports go: 0 from this device, 1 to it.
  let direction: UInt8
  let id: UInt16
  /// Nil unless reports go from this device.
  let wish: (type: WireType, rule: ReportingRule)?
  /// Whether the reportable change is below zero.
  let isNegative: Bool

  /// Reports from this device.
  static let sent: UInt8 = 0
  /// Reports to this device.
  static let expected: UInt8 = 1

  /// Whether nothing behind it can be read, because nobody knows what is in it.
  var isLast: Bool { direction > Self.expected }

  /// Reads a record; nil when it is cut short.
  init?(_ reader: inout ByteReader) {
    guard let direction = reader.littleEndian(UInt8.self),
      let id = reader.littleEndian(UInt16.self)
    else { return nil }
    self.direction = direction
    self.id = id
    guard direction == Self.sent else {
      wish = nil
      isNegative = false
      if direction == Self.expected, !reader.skip(2) { return nil }
      return
    }
    guard let type = reader.littleEndian(UInt8.self).map({ WireType(id: $0) }),
      let minimum = reader.littleEndian(UInt16.self),
      let maximum = reader.littleEndian(UInt16.self)
    else { return nil }
    var rule = ReportingRule(
      minimumSeconds: minimum, maximumSeconds: maximum, reportableChange: 0)
    var isNegative = false
    if type.isAnalog, case .bytes(let width) = type.length {
      guard let change = reader.littleEndian(bytes: width) else { return nil }
      rule.reportableChange = change
      isNegative = type.isSigned && change >> UInt64(8 * width - 1) != 0
    }
    wish = (type, rule)
    self.isNegative = isNegative
  }

  /// Whether bytes are records, one at least, and nothing else.
  static func areWhole(_ body: ApplicationMessage.Payload) -> Bool {
    var reader = ByteReader(body.span)
    repeat {
      guard let record = ReportingRecord(&reader) else { return false }
      if record.isLast { return true }
    } while reader.remaining > 0
    return true
  }
}
