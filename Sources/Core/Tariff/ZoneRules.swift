// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Daylight saving time that comes and goes by the same two rules every year.
public struct DaylightSaving: Equatable, Sendable {
  /// Unit: minutes, to both sides; below 0 where, as in Ireland, the winter is the exception.
  public static let savingMinutesLimit: Int64 = 180

  /// What is added to the standard offset. Unit: minutes. Range: -180 to 180, not 0.
  public let savingMinutes: Int64
  /// When it begins, by standard time.
  public let start: YearlyChange
  /// When it ends, by daylight saving time.
  public let end: YearlyChange

  /// Makes the rules; nil where the saving is 0 or out of its range.
  public init?(savingMinutes: Int64 = 60, start: YearlyChange, end: YearlyChange) {
    guard savingMinutes != 0, abs(savingMinutes) <= Self.savingMinutesLimit else { return nil }
    self.savingMinutes = savingMinutes
    self.start = start
    self.end = end
  }
}

/// How local time follows from universal time: an offset, and the rules of daylight saving.
///
/// Rules that were changed by a law are told by a new value; there is no table of history.
/// Source: [POSIX.1-2024] XBD 8.3 TZ.
public struct ZoneRules: Equatable, Sendable {
  /// Unit: minutes, to both sides: 14 hours.
  public static let offsetMinutesLimit: Int64 = 840
  /// Universal time.
  public static let utc = ZoneRules(offset: 0)

  /// East of Greenwich is above 0. Unit: minutes. Range: -840 to 840.
  public let standardOffsetMinutes: Int64
  /// nil where there is none.
  public let daylightSaving: DaylightSaving?

  /// Makes the rules; nil where the offset, or that with the saving, is out of its range.
  public init?(standardOffsetMinutes: Int64, daylightSaving: DaylightSaving? = nil) {
    let limit = Self.offsetMinutesLimit
    guard abs(standardOffsetMinutes) <= limit,
      abs(standardOffsetMinutes + (daylightSaving?.savingMinutes ?? 0)) <= limit
    else { return nil }
    self.standardOffsetMinutes = standardOffsetMinutes
    self.daylightSaving = daylightSaving
  }

  private init(offset: Int64) {
    standardOffsetMinutes = offset
    daylightSaving = nil
  }

  /// What local time is ahead of universal time. Unit: minutes.
  public func offsetMinutes(at utc: UTC) -> Int64 {
    offsetMinutes(isDaylightSaving: isDaylightSaving(at: utc))
  }

  /// Whether daylight saving is in force; from the millisecond of its start on, to before its end.
  public func isDaylightSaving(at utc: UTC) -> Bool {
    guard daylightSaving != nil else { return false }
    // Of two changes at one instant the start counts: so is saving all the year written.
    return latest(.start, notAfter: utc) >= latest(.end, notAfter: utc)
  }

  /// Local time.
  public func local(_ utc: UTC) -> CivilTime { CivilTime(milliseconds: localMilliseconds(utc)) }

  /// The next instant at which the offset changes; nil where it never does.
  public func nextChange(after utc: UTC) -> UTC? {
    guard daylightSaving != nil else { return nil }
    let isSaving = isDaylightSaving(at: utc)
    let year = Self.year(utc)
    var next: Int64?
    for candidate in year - 1...year + 2 {
      let change = milliseconds(isSaving ? .end : .start, in: candidate)
      guard change > utc.milliseconds, change < next ?? .max,
        isDaylightSaving(at: UTC(milliseconds: change)) != isSaving
      else { continue }
      next = change
    }
    return next.map { UTC(milliseconds: $0) }
  }

  /// Range: times whose local time fits; at the ends of the type it stays there.
  func localMilliseconds(_ utc: UTC) -> Int64 {
    utc.milliseconds.addingSaturating(offsetMinutes(at: utc) * CivilTime.millisecondsPerMinute)
  }

  func offsetMinutes(isDaylightSaving: Bool) -> Int64 {
    standardOffsetMinutes + (isDaylightSaving ? daylightSaving?.savingMinutes ?? 0 : 0)
  }

  /// The latest change of the offset, not after a time; nil where it never changes.
  func lastChange(notAfter utc: UTC) -> UTC? {
    guard daylightSaving != nil else { return nil }
    let change = latest(isDaylightSaving(at: utc) ? .start : .end, notAfter: utc)
    let before = UTC(milliseconds: change.addingSaturating(-1))
    return isDaylightSaving(at: before) == isDaylightSaving(at: utc)
      ? nil : UTC(milliseconds: change)
  }

  private enum Edge { case start, end }

  /// The latest change not after a time; a change may lie up to 167 hours outside its year.
  private func latest(_ edge: Edge, notAfter utc: UTC) -> Int64 {
    let year = Self.year(utc)
    var candidate = year + 1
    while candidate > year - 2 {
      let change = milliseconds(edge, in: candidate)
      if change <= utc.milliseconds { return change }
      candidate -= 1
    }
    return milliseconds(edge, in: candidate)
  }

  private func milliseconds(_ edge: Edge, in year: Int64) -> Int64 {
    guard let daylightSaving else { return 0 }
    return switch edge {
    case .start:
      daylightSaving.start.milliseconds(in: year, offsetMinutes: standardOffsetMinutes)
    case .end:
      daylightSaving.end.milliseconds(
        in: year, offsetMinutes: standardOffsetMinutes + daylightSaving.savingMinutes)
    }
  }

  private static func year(_ utc: UTC) -> Int64 {
    // Far from the ends of the type, so that no change of a neighbouring year is beyond them.
    let held = max(Int64.min / 2, min(Int64.max / 2, utc.milliseconds))
    let days = held.flooredQuotient(CivilTime.millisecondsPerDay)
    return CivilDate(daysSince1970: days).year
  }
}
