// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Foundation
import Quantities
import Seal

/// What `meterbench ledger events` says.
struct EventList: Encodable, Equatable {
  struct Row: Encodable, Equatable {
    var sequence: UInt64
    /// ISO 8601, or nothing where the clock was not known.
    var utc: String?
    var clock: String
    var start: UInt64
    var uptimeMilliseconds: UInt64
    var kind: UInt16
    /// What happened; the payload's digits where this program does not know.
    var event: String
  }

  let events: [Row]

  init(_ entries: [EventEntry]) {
    events = entries.map { entry in
      Row(
        sequence: entry.sequence, utc: entry.time.utc.map(Self.utc), clock: Self.clock(entry),
        start: entry.time.start, uptimeMilliseconds: entry.time.uptimeMilliseconds,
        kind: entry.kind, event: entry.event.map(\.sentence) ?? Self.unknown(entry))
    }
  }

  /// A line an event.
  var table: String {
    let width = max(8, events.last.map { "\($0.sequence)".count } ?? 0)
    let head = "\(Self.padded("sequence", width))  \(Self.padded("UTC", 24))  clock  start  event"
    return
      ([head]
      + events.map { row in
        let place = Self.padded("\(row.sequence)", width)
        let utc = Self.padded(row.utc ?? "-", 24)
        let start = Self.padded("\(row.start)", 5)
        return "\(place)  \(utc)  \(Self.padded(row.clock, 5))  \(start)  \(row.event)"
      }).joined(separator: "\n")
  }

  /// RFC 4180, a line an event.
  var csv: String {
    (["sequence,utc,clock,start,uptimeMilliseconds,kind,event"]
      + events.map { row in
        let numbers = "\(row.start),\(row.uptimeMilliseconds),\(row.kind)"
        return "\(row.sequence),\(row.utc ?? ""),\(row.clock),\(numbers),\"\(row.event)\""
      }).joined(separator: "\r\n")
  }

  private static func padded(_ text: String, _ width: Int) -> String { text.padded(to: width) }

  static func utc(_ utc: UTC) -> String {
    // ten thousand years are beyond what a formatter must write
    guard utc.milliseconds < 253_402_300_800_000 else { return "\(utc.milliseconds) ms" }
    // whole seconds for the formatter: a Double of milliseconds may lie one below
    let (seconds, rest) = utc.milliseconds.quotientAndRemainder(dividingBy: 1000)
    let text = Date(timeIntervalSince1970: Double(seconds)).formatted(
      Date.ISO8601FormatStyle(timeZone: .gmt))
    return text.dropLast() + "." + "\(1000 + rest)".dropFirst() + "Z"
  }

  private static func clock(_ entry: EventEntry) -> String {
    switch ClockState(rawValue: entry.clock) {
    case .unknown: "none"
    case .kept: "kept"
    case .set: "set"
    case .setAuthenticated: "auth"
    case nil: "\(entry.clock)"
    }
  }

  private static func unknown(_ entry: EventEntry) -> String {
    let payload = (0..<entry.payload.count).map { entry.payload[$0] }
    return "kind \(entry.kind): \(Hexadecimal.digits(payload))"
  }
}

extension String {
  /// With spaces behind it, up to a width; a longer one is not cut.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
