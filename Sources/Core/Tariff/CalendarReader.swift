// SPDX-License-Identifier: Apache-2.0

import Bytes

extension CalendarContent {
  /// Reads the stored form; what it says is not judged.
  init(stored bytes: Span<UInt8>) throws(CalendarFormatError) {
    let bodyBytes = bytes.count - CalendarFormat.checksumBytes
    guard bodyBytes >= CalendarFormat.headBytes else { throw .damaged }
    guard CRC32.isAtEnd(of: bytes) else { throw .damaged }
    self.init()
    var reader = CalendarReader(ByteReader(bytes.extracting(0..<bodyBytes)))
    try reader.head(length: bytes.count)
    try reader.tables(of: &self)
  }
}

/// Reads a calendar front to back; the checksum holds already.
private struct CalendarReader: ~Copyable, ~Escapable {
  private var reader: ByteReader

  @_lifetime(copy reader)
  init(_ reader: consuming ByteReader) { self.reader = reader }

  mutating func head(length: Int) throws(CalendarFormatError) {
    guard reader.littleEndian(UInt32.self) == CalendarFormat.magic else { throw .damaged }
    let version: UInt16 = try next()
    guard version == CalendarFormat.version else { throw .unknownVersion(version) }
    guard Int(try next() as UInt16) == length else { throw .damaged }
  }

  mutating func tables(of content: inout CalendarContent) throws(CalendarFormatError) {
    content.name = CalendarName(littleEndian: try next())
    let seasons: UInt8 = try next()
    let weeks: UInt8 = try next()
    let days: UInt8 = try next()
    let specialDays: UInt8 = try next()
    for _ in 0..<seasons { try add(try season(), to: &content.seasons) }
    for _ in 0..<weeks { try add(try week(), to: &content.weeks) }
    for _ in 0..<days { try add(try day(), to: &content.days) }
    for _ in 0..<specialDays { try add(try specialDay(), to: &content.specialDays) }
    guard reader.remaining == 0 else { throw .content }
  }

  private func add<let capacity: Int, Row>(
    _ row: Row, to table: inout Table<capacity, Row>
  ) throws(CalendarFormatError) {
    guard table.append(row) else { throw .content }
  }

  private mutating func season() throws(CalendarFormatError) -> SeasonProfile {
    SeasonProfile(name: try next(), month: try next(), day: try next(), week: try next())
  }

  private mutating func week() throws(CalendarFormatError) -> WeekProfile {
    var week = WeekProfile(name: try next(), everyDay: 0)
    for number in Weekday.monday.rawValue...Weekday.sunday.rawValue {
      guard let weekday = Weekday(rawValue: number) else { throw .content }
      week[weekday] = try next()
    }
    return week
  }

  private mutating func day() throws(CalendarFormatError) -> DayProfile {
    var day = DayProfile(dayID: try next())
    let actions: UInt8 = try next()
    for _ in 0..<actions { try add(try action(), to: &day.daySchedule) }
    return day
  }

  private mutating func action() throws(CalendarFormatError) -> DayAction {
    let packed: UInt16 = try next()
    // Bits 14 and 15 would be a tier that there is not.
    guard let tier = Tier(UInt8(packed >> 11) + 1) else { throw .content }
    return DayAction(startMinute: packed & 0x07FF, tier: tier)
  }

  private mutating func specialDay() throws(CalendarFormatError) -> SpecialDay {
    let year: UInt16 = try next()
    return SpecialDay(
      year: year == CalendarFormat.everyYear ? nil : year, month: try next(), day: try next(),
      dayID: try next())
  }

  private mutating func next<T: FixedWidthInteger>() throws(CalendarFormatError) -> T {
    guard let value: T = reader.littleEndian() else { throw .content }
    return value
  }
}
