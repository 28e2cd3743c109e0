// SPDX-License-Identifier: Apache-2.0

import Quantities

extension ZoneRules {
  /// The latest time that the local clock has shown: where it was set back, it stands still until
  /// the clock has caught up. It never goes back.
  ///
  /// Unit: milliseconds since 1970-01-01 00:00 of the local clock. The last one before the clock
  /// was set back is the last millisecond that it showed.
  func reachedMilliseconds(_ utc: UTC) -> Int64 {
    let local = localMilliseconds(utc)
    guard let change = lastChange(notAfter: utc) else { return local }
    let before = localBefore(change)
    return max(local, before)
  }

  /// When the local clock first shows a time, or jumps over it.
  ///
  /// - Range: times of the years 1970 to 9999, and a day to both sides.
  func firstReached(_ local: Int64) -> UTC {
    let offsets = (offsetMinutes(isDaylightSaving: false), offsetMinutes(isDaylightSaving: true))
    let early = local - max(offsets.0, offsets.1) * CivilTime.millisecondsPerMinute
    let late = local - min(offsets.0, offsets.1) * CivilTime.millisecondsPerMinute
    if localMilliseconds(UTC(milliseconds: early)) >= local { return UTC(milliseconds: early) }
    guard let change = nextChange(after: UTC(milliseconds: early)), change.milliseconds <= late
    else { return UTC(milliseconds: late) }
    return localMilliseconds(change) >= local ? change : UTC(milliseconds: late)
  }

  /// The last millisecond that the local clock shows before a change.
  private func localBefore(_ change: UTC) -> Int64 {
    localMilliseconds(UTC(milliseconds: change.milliseconds.addingSaturating(-1)))
  }
}
