// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities

/// Date and time lines of a .cfg file.
///
/// 1991 writes mm/dd/yy, later editions dd/mm/yyyy. 2013 says how far the times are from UTC; those
/// of earlier editions are taken as UTC.
enum COMTRADETime {
  /// Whether the seconds have more than six decimals.
  static func hasNanoseconds(_ fields: [String]) -> Bool {
    guard fields.count > 1, let point = fields[1].lastIndex(of: ".") else { return false }
    return fields[1].distance(from: point, to: fields[1].endIndex) > 7
  }

  /// The time of the first sample; nil where the file leaves it empty or unknown, or has it
  /// before 1970.
  static func start(
    _ fields: [String], _ lines: ConfigurationLines, _ edition: COMTRADE.Edition,
    _ offset: UTCOffset
  ) throws(BenchError) -> UTC? {
    if fields.allSatisfy(\.isEmpty) { return nil }
    guard fields.count >= 2, let utc = milliseconds(fields, edition) else {
      throw lines.error("\"\(fields.joined(separator: ","))\" is not a date and a time")
    }
    switch offset {
    case .none: return nil
    case .minutes(let minutes):
      let milliseconds = utc - Int64(minutes) * 60_000
      return milliseconds < 0 ? nil : UTC(milliseconds: milliseconds)
    }
  }

  private static func milliseconds(_ fields: [String], _ edition: COMTRADE.Edition) -> Int64? {
    let date = fields[0].split(separator: "/").compactMap { Int($0) }
    let time = fields[1].split(separator: ":")
    guard date.count == 3, time.count == 3, let hour = Int(time[0]), let minute = Int(time[1]),
      let second = ExactDecimal(time[2])?.double, (0..<24).contains(hour),
      (0..<60).contains(minute), (0..<61).contains(second)
    else { return nil }
    let (day, month) = edition == .year1991 ? (date[1], date[0]) : (date[0], date[1])
    let year = date[2] >= 100 ? date[2] : date[2] + (date[2] < 70 ? 2_000 : 1_900)
    guard (1...12).contains(month), (1...31).contains(day), (1..<10_000).contains(year) else {
      return nil
    }
    let minutes = (daysSince1970(year, month, day) * 24 + hour) * 60 + minute
    return Int64(minutes) * 60_000 + Int64((second * 1_000).rounded())
  }

  /// Days of the Gregorian calendar, counted in years that begin in March.
  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let marchYear = month > 2 ? year : year - 1
    let marchMonth = (month + 9) % 12
    let days = 365 * marchYear + marchYear / 4 - marchYear / 100 + marchYear / 400
    return days + (153 * marchMonth + 2) / 5 + day - 1 - 719_468
  }

  /// How far a file's times are from UTC.
  enum UTCOffset: Equatable {
    /// The file says that it does not apply.
    case none
    case minutes(Int)
  }

  /// Reads `time_code` of the line after the multiplier: `-4`, `+10h30`, `0`, `x`.
  static func utcOffset(
    _ lines: inout ConfigurationLines, _ edition: COMTRADE.Edition
  ) throws(BenchError) -> UTCOffset {
    guard edition == .year2013, !lines.isAtEnd else { return .minutes(0) }
    let code = try lines.fields(of: "the time code")[0].lowercased()
    if code == "x" { return .none }
    if code.isEmpty { return .minutes(0) }
    let parts = code.split(separator: "h", maxSplits: 1)
    guard let hours = parts.first.flatMap({ Int($0) }), abs(hours) <= 24,
      let minutes = parts.count > 1 ? Int(parts[1]) : 0, (0..<60).contains(minutes)
    else { throw lines.error("time code \"\(code)\" is not like -4, +5h30, 0 or x") }
    return .minutes(hours * 60 + (code.hasPrefix("-") ? -minutes : minutes))
  }

  /// `dd/mm/yyyy,hh:mm:ss.ssssss`.
  static func text(_ utc: UTC) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let seconds = Double(utc.milliseconds) / 1_000
    let date = Date(timeIntervalSince1970: seconds.rounded(.down))
    let parts = calendar.dateComponents(
      [.day, .month, .year, .hour, .minute, .second], from: date)
    let rest = utc.milliseconds - Int64(seconds.rounded(.down)) * 1_000
    return String(
      format: "%02d/%02d/%04d,%02d:%02d:%02d.%06d", parts.day ?? 1, parts.month ?? 1,
      parts.year ?? 1970, parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0,
      Int(rest) * 1_000)
  }
}
