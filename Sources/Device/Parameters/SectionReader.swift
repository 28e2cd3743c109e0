// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Tariff

/// Takes the sections of a content apart, in their order.
struct SectionReader: ~Copyable, ~Escapable {
  private let content: Span<UInt8>
  private var position = 0

  @_lifetime(copy content)
  init(_ content: Span<UInt8>) { self.content = content }

  /// Whether the next section has this tag.
  func isNext(_ tag: ParameterFormat.Tag) -> Bool {
    position < content.count && content[position] == tag.rawValue
  }

  /// The next section, which must have this tag.
  @_lifetime(copy self)
  mutating func need(_ tag: ParameterFormat.Tag) throws(ParameterFault) -> Section {
    guard isNext(tag) else { throw unexpected(wanted: tag.rawValue) }
    var reader = ByteReader(content.extracting(position + 1..<content.count))
    guard let length = reader.littleEndian(UInt16.self).map(Int.init),
      reader.remaining >= length
    else { throw .malformed(tag.rawValue) }
    let first = position + 3
    position = first + length
    return Section(tag, content.extracting(first..<position))
  }

  /// Nothing may come after the last section.
  func end() throws(ParameterFault) {
    guard position == content.count else { throw unexpected(wanted: content[position]) }
  }

  private func unexpected(wanted: UInt8) -> ParameterFault {
    guard position < content.count else { return .malformed(wanted) }
    let found = content[position]
    return ParameterFormat.Tag(rawValue: found) == nil
      ? .unknownSection(found) : .malformed(wanted)
  }
}

/// One section, read front to back.
struct Section: ~Copyable, ~Escapable {
  private let tag: ParameterFormat.Tag
  private let bytes: Span<UInt8>
  var reader: ByteReader

  @_lifetime(copy bytes)
  init(_ tag: ParameterFormat.Tag, _ bytes: Span<UInt8>) {
    self.tag = tag
    self.bytes = bytes
    reader = ByteReader(bytes)
  }

  /// That it is not as long as it must be.
  var malformed: ParameterFault { .malformed(tag.rawValue) }

  /// All of its bytes.
  var rest: Span<UInt8> {
    @_lifetime(copy self) get { bytes }
  }

  /// The next integer.
  mutating func next<T: FixedWidthInteger>() throws(ParameterFault) -> T {
    guard let value = reader.littleEndian(T.self) else { throw malformed }
    return value
  }

  /// The next integer, nil where it is 0.
  mutating func optional() throws(ParameterFault) -> UInt32? {
    let value: UInt32 = try next()
    return value == 0 ? nil : value
  }

  /// The next time, nil where there is none.
  mutating func time() throws(ParameterFault) -> UTC? {
    let milliseconds: Int64 = try next()
    return milliseconds == NoValue.time ? nil : UTC(milliseconds: milliseconds)
  }

  /// The next bytes after their count, no more than there is room for.
  mutating func text<let capacity: Int>(
    _ key: ParameterKey
  ) throws(ParameterFault) -> FixedBytes<capacity> {
    var text = FixedBytes<capacity>()
    let count: UInt8 = try next()
    guard Int(count) <= capacity else { throw .outOfRange(key) }
    for _ in 0..<count { text.append(try next()) }
    return text
  }

  /// The next yearly change of a zone.
  mutating func change() throws(ParameterFault) -> YearlyChange {
    let code: UInt8 = try next()
    let day: YearlyDay
    if code == ChangeCode.weekdayOfMonth {
      let (month, week): (UInt8, UInt8) = (try next(), try next())
      guard let weekday = Weekday(rawValue: try next()) else { throw .outOfRange(.zone) }
      day = .weekdayOfMonth(month: Int64(month), week: Int64(week), weekday: weekday)
    } else {
      let number: UInt16 = try next()
      let nothing: UInt8 = try next()
      guard code <= ChangeCode.dayFromZero, nothing == 0 else { throw .outOfRange(.zone) }
      day =
        code == ChangeCode.dayWithoutLeap
        ? .dayWithoutLeap(Int64(number)) : .dayFromZero(Int64(number))
    }
    let seconds: Int32 = try next()
    guard let change = YearlyChange(day, secondsOfDay: Int64(seconds)) else {
      throw .outOfRange(.zone)
    }
    return change
  }

  /// Nothing may be left.
  func end() throws(ParameterFault) {
    guard reader.remaining == 0 else { throw malformed }
  }
}
