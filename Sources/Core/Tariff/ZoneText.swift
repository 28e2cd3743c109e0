// SPDX-License-Identifier: Apache-2.0

/// Why a text is no rule of a zone, and at which byte of it.
public struct ZoneError: Error, Equatable, Sendable {
  /// What is wrong.
  public enum Reason: Equatable, Sendable {
    /// More than `ZoneRules.textBytesMax` bytes.
    case tooLong
    /// A name: three letters or more; between `<` and `>` also digits, `+` and `-`.
    case name
    /// A number is wanted and there is none.
    case number
    /// A number, or a sum of offsets, is out of its range.
    case range
    /// An offset that is not whole minutes.
    case secondsInOffset
    /// Daylight saving without the rules for its start and end; POSIX leaves them open.
    case rulesMissing
    /// A comma, a point or a slash is wanted and something else is there.
    case separator
    /// Something comes after the end.
    case trailing
  }

  /// What is wrong.
  public let reason: Reason
  /// Counted from 0; the length of the text where it ends too early.
  public let position: Int

  init(_ reason: Reason, _ position: Int) {
    self.reason = reason
    self.position = position
  }
}

extension ZoneRules {
  /// Bytes of the longest text that is read.
  public static let textBytesMax = 64

  /// Reads a POSIX TZ text: `CET-1CEST,M3.5.0,M10.5.0/3`.
  ///
  /// - Range: offsets of whole minutes, at most 14 h; a saving of at most 3 h, not 0; times of
  ///   -167 h to 167 h; the names mean nothing here.
  /// - Source: [POSIX.1-2024] XBD 8.3 TZ; [RFC 9636] 3.3.2.
  public init(posix text: Span<UInt8>) throws(ZoneError) {
    guard text.count <= Self.textBytesMax else { throw ZoneError(.tooLong, Self.textBytesMax) }
    var reader = ZoneText(text)
    self = try reader.rules()
  }
}

/// Reads a POSIX TZ text, front to back.
struct ZoneText: ~Copyable, ~Escapable {
  private let text: Span<UInt8>
  private var position = 0

  @_lifetime(copy text)
  init(_ text: Span<UInt8>) { self.text = text }

  mutating func rules() throws(ZoneError) -> ZoneRules {
    try name()
    let standard = try offset()
    guard position < text.count else { return try made(standard, nil, at: 0) }
    let place = position
    try name()
    // The offset of POSIX counts to the west; without one it is an hour more to the east.
    let saving = isNext(",") || position == text.count ? 60 : try offset() - standard
    guard position < text.count else { throw ZoneError(.rulesMissing, position) }
    try separator(",")
    let start = try change()
    try separator(",")
    let end = try change()
    guard position == text.count else { throw ZoneError(.trailing, position) }
    guard let daylight = DaylightSaving(savingMinutes: saving, start: start, end: end) else {
      throw ZoneError(.range, place)
    }
    return try made(standard, daylight, at: place)
  }

  private func made(
    _ standard: Int64, _ daylight: DaylightSaving?, at place: Int
  ) throws(ZoneError) -> ZoneRules {
    guard let rules = ZoneRules(standardOffsetMinutes: standard, daylightSaving: daylight) else {
      throw ZoneError(.range, place)
    }
    return rules
  }

  private mutating func name() throws(ZoneError) {
    let isQuoted = take("<")
    let start = position
    while position < text.count, Self.isOfName(text[position], isQuoted) { position += 1 }
    let length = position - start
    guard length >= 3, !isQuoted || take(">") else { throw ZoneError(.name, position) }
  }

  /// Unit: minutes east of Greenwich.
  private mutating func offset() throws(ZoneError) -> Int64 {
    let place = position
    let seconds = -(try time(hoursMax: 24))
    guard seconds % 60 == 0 else { throw ZoneError(.secondsInOffset, place) }
    guard abs(seconds) <= ZoneRules.offsetMinutesLimit * 60 else { throw ZoneError(.range, place) }
    return seconds / 60
  }

  private mutating func change() throws(ZoneError) -> YearlyChange {
    let place = position
    let day = try day()
    let seconds = take("/") ? try time(hoursMax: 167) : 7_200
    guard let change = YearlyChange(day, secondsOfDay: seconds) else {
      throw ZoneError(.range, place)
    }
    return change
  }

  private mutating func day() throws(ZoneError) -> YearlyDay {
    if take("J") { return .dayWithoutLeap(try number(1...365)) }
    guard take("M") else { return .dayFromZero(try number(0...365)) }
    let month = try number(1...12)
    try separator(".")
    let week = try number(1...5)
    try separator(".")
    let number = try number(0...6)
    let weekday = Weekday(rawValue: UInt8(number == 0 ? 7 : number)) ?? .sunday
    return .weekdayOfMonth(month: month, week: week, weekday: weekday)
  }

  /// `[+-]hh[:mm[:ss]]`. Unit: seconds.
  private mutating func time(hoursMax: Int64) throws(ZoneError) -> Int64 {
    let isNegative = take("-")
    if !isNegative { _ = take("+") }
    let place = position
    var seconds = try number(0...hoursMax) * 3_600
    if take(":") {
      seconds += try number(0...59) * 60
      if take(":") { seconds += try number(0...59) }
    }
    guard seconds <= hoursMax * 3_600 else { throw ZoneError(.range, place) }
    return isNegative ? -seconds : seconds
  }

  /// A number of at most three digits.
  private mutating func number(_ range: ClosedRange<Int64>) throws(ZoneError) -> Int64 {
    let start = position
    var value: Int64 = 0
    while position < text.count, position - start < 3, let digit = Self.digit(text[position]) {
      value = value * 10 + digit
      position += 1
    }
    guard position > start else { throw ZoneError(.number, position) }
    guard range.contains(value) else { throw ZoneError(.range, start) }
    return value
  }

  private mutating func separator(_ byte: Unicode.Scalar) throws(ZoneError) {
    guard take(byte) else { throw ZoneError(.separator, position) }
  }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard isNext(byte) else { return false }
    position += 1
    return true
  }

  private func isNext(_ byte: Unicode.Scalar) -> Bool {
    position < text.count && text[position] == UInt8(ascii: byte)
  }

  private static func digit(_ byte: UInt8) -> Int64? {
    (0x30...0x39).contains(byte) ? Int64(byte) - 0x30 : nil
  }

  private static func isOfName(_ byte: UInt8, _ isQuoted: Bool) -> Bool {
    if (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) { return true }
    guard isQuoted else { return false }
    return digit(byte) != nil || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
  }
}
