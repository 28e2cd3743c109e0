// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// The stored form of a calendar. `SPEC.md` has it byte by byte.
public enum CalendarFormat {
  /// Bytes of the longest calendar: all tables full.
  public static let bytesMax = 856

  /// "LMTC".
  static let magic: UInt32 = 0x4354_4D4C
  static let version: UInt16 = 1
  static let headBytes = 20
  static let checksumBytes = 4
  /// Stands for every year. Source: [DLMS Blue Book] date: a year that is not specified.
  static let everyYear: UInt16 = 0xFFFF
}

/// Why bytes are no calendar.
public enum CalendarFormatError: Error, Equatable, Sendable {
  /// Not the magic, the lengths or the checksum of a calendar.
  case damaged
  /// A version that this firmware does not know; its checksum holds.
  case unknownVersion(UInt16)
  /// More rows than a table has place for, or a number that a field cannot have.
  case content
  /// It was read, and is not whole.
  case notWhole(CalendarError)
}

extension TariffCalendar {
  /// The bytes to store.
  public var encoded: FixedBytes<856> {
    var bytes = FixedBytes<856>()
    bytes.append(littleEndian: CalendarFormat.magic)
    bytes.append(littleEndian: CalendarFormat.version)
    bytes.append(littleEndian: UInt16(length))
    bytes.append(littleEndian: content.name.littleEndian)
    for count in counts.indices { bytes.append(UInt8(counts[count])) }
    for index in content.seasons.indices { bytes.append(season: content.seasons[index]) }
    for index in content.weeks.indices { bytes.append(week: content.weeks[index]) }
    for index in content.days.indices { bytes.append(day: content.days[index]) }
    for index in content.specialDays.indices {
      bytes.append(specialDay: content.specialDays[index])
    }
    bytes.append(littleEndian: CRC32.of(bytes.span))
    return bytes
  }

  /// Reads what `encoded` wrote: these bytes and no more.
  public init(stored bytes: Span<UInt8>) throws(CalendarFormatError) {
    let content = try CalendarContent(stored: bytes)
    do {
      try self.init(content)
    } catch {
      throw .notWhole(error)
    }
  }

  private var counts: InlineArray<4, Int> {
    [content.seasons.count, content.weeks.count, content.days.count, content.specialDays.count]
  }

  private var length: Int {
    var length = CalendarFormat.headBytes + CalendarFormat.checksumBytes
    length += 4 * content.seasons.count + 8 * content.weeks.count
    length += 2 * content.days.count + 5 * content.specialDays.count
    for index in content.days.indices { length += 2 * content.days[index].daySchedule.count }
    return length
  }
}

extension FixedBytes {
  fileprivate mutating func append(season: SeasonProfile) {
    append(season.name)
    append(season.month)
    append(season.day)
    append(season.week)
  }

  fileprivate mutating func append(week: WeekProfile) {
    append(week.name)
    for number in Weekday.monday.rawValue...Weekday.sunday.rawValue {
      if let weekday = Weekday(rawValue: number) { append(week[weekday]) }
    }
  }

  fileprivate mutating func append(day: DayProfile) {
    append(day.dayID)
    append(UInt8(day.daySchedule.count))
    for index in day.daySchedule.indices {
      let action = day.daySchedule[index]
      append(littleEndian: action.startMinute | UInt16(action.tier.number - 1) << 11)
    }
  }

  fileprivate mutating func append(specialDay entry: SpecialDay) {
    append(littleEndian: entry.year ?? CalendarFormat.everyYear)
    append(entry.month)
    append(entry.day)
    append(entry.dayID)
  }
}
