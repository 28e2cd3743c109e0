// SPDX-License-Identifier: Apache-2.0

import EventLog
import Quantities

/// How often one kind of event is logged: `burst` times, then once an hour. Whoever moves a switch
/// all day does not push what happened before out of the log; what is not logged is counted, and
/// told when an hour has passed, with the state that stands then.
struct EventBudget {
  /// Logged in a row.
  static let burst: UInt64 = 8
  /// After which one more is logged. Unit: nanoseconds.
  static let periodNanoseconds: UInt64 = 3_600_000_000_000

  /// Logged, and not made up for by time.
  private var used: UInt64 = 0
  /// What time has made up for is counted from here.
  private var since = Instant.zero
  /// Not logged, and not told.
  private var unlogged: UInt64 = 0
  /// Whether what began last was logged: its end is, too, and no other.
  private var isLogged = false

  /// Logs an event where it may be, after how many before it were not.
  ///
  /// - Parameter begins: false for the end of what began before.
  mutating func log(
    _ event: MeterEvent, begins: Bool = true, at time: EventTime, _ now: Instant,
    _ output: inout some MeterOutput & ~Copyable
  ) {
    guard begins ? mayBegin(at: now) : isLogged else {
      unlogged += 1
      isLogged = false
      return
    }
    tellUnlogged(at: time, &output)
    isLogged = begins
    output.log(event, at: time)
  }

  /// Tells what was not logged as soon as it may: how much, and what stands now.
  ///
  /// - Parameter standing: what began and has not ended; nil where nothing stands.
  mutating func catchUp(
    _ standing: MeterEvent?, at time: EventTime, _ now: Instant,
    _ output: inout some MeterOutput & ~Copyable
  ) {
    guard unlogged > 0, mayBegin(at: now) else { return }
    if let standing, !isLogged {
      // It is logged now: it is not among those that are not.
      unlogged -= 1
      tellUnlogged(at: time, &output)
      isLogged = true
      output.log(standing, at: time)
    } else {
      tellUnlogged(at: time, &output)
    }
  }

  private mutating func tellUnlogged(
    at time: EventTime, _ output: inout some MeterOutput & ~Copyable
  ) {
    if unlogged > 0 { output.log(.eventsLost(count: unlogged), at: time) }
    unlogged = 0
  }

  private mutating func mayBegin(at now: Instant) -> Bool {
    let periods = now.since(since) / Self.periodNanoseconds
    used -= min(used, periods)
    since = since.adding(milliseconds: periods * (Self.periodNanoseconds / 1_000_000))
    guard used < Self.burst else { return false }
    if used == 0 { since = now }
    used += 1
    return true
  }
}
