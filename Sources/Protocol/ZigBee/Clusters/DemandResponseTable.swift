// SPDX-License-Identifier: Apache-2.0

import Bytes

/// An event of the table.
struct ScheduledEvent: Sendable {
  let event: LoadControlEvent
  let server: ServerAddress?
  /// Unit: seconds since 2000, as asked, before any randomisation.
  let start: UInt32
  /// Unit: seconds that the start is later by, and that the duration is longer by.
  let startDelay: UInt32
  let endDelay: UInt32
  /// Unit: seconds since 2000; when it ends before its time, and how.
  var endsEarly: (at: UInt32, status: LoadControlStatus)?
  var isRunning = false
  var isOptedOut = false
  /// Whether the user was in, and out, while it ran.
  var wasIn = false
  var wasOut = false

  init(
    _ event: LoadControlEvent, _ server: ServerAddress?, at start: UInt32,
    delays: (start: UInt32, end: UInt32)
  ) {
    self.event = event
    self.server = server
    self.start = start
    startDelay = delays.start
    endDelay = delays.end
  }

  var effectiveStart: UInt32 { UInt32(clamping: UInt64(start) + UInt64(startDelay)) }

  /// Without randomisation.
  var end: UInt32 { UInt32(clamping: UInt64(start) + UInt64(event.duration) * 60) }

  /// A late start leaves the duration whole; a randomised duration is longer.
  var effectiveEnd: UInt32 {
    UInt32(clamping: UInt64(end) + UInt64(startDelay) + UInt64(endDelay))
  }

  func overlaps(_ other: ScheduledEvent) -> Bool { start < other.end && other.start < end }

  /// How it ended that came to its time.
  var completion: LoadControlStatus {
    if !wasIn { return .completedWithoutUser }
    if !wasOut { return .completed }
    return isOptedOut ? .partlyOptedOut : .partlyOptedIn
  }

  /// Whether it wants the load off at this time.
  func sheds(at time: UInt32) -> Bool {
    guard isRunning, !isOptedOut else { return false }
    guard event.dutyCycle != DemandResponse.noDutyCycle, time >= effectiveStart else { return true }
    let place = (time - effectiveStart) % DemandResponse.dutyPeriodSeconds
    return place >= DemandResponse.dutyPeriodSeconds * UInt32(event.dutyCycle) / 100
  }
}

/// The events of now and later, and what must be reported of them.
///
/// Rules: a later event supersedes those of its class that it overlaps, from its start on.
/// Source: [ZCL] 10.3, overlapping events.
struct LoadControlTable: Sendable {
  /// Events kept; further ones are rejected.
  static let eventsMax = 4
  /// Reports that wait; further ones are counted as lost.
  static let reportsMax = 16

  private var events = InlineArray<4, ScheduledEvent?>(repeating: nil)
  private var reports = FixedQueue<16, LoadControlReport>()
  private(set) var lostReports = 0

  mutating func nextReport() -> LoadControlReport? { reports.popFirst() }

  mutating func report(
    _ event: LoadControlEvent, _ status: LoadControlStatus, _ server: ServerAddress?,
    at time: UInt32
  ) {
    let report = LoadControlReport(event: event, status: status, time: time, server: server)
    if !reports.append(report) { lostReports += 1 }
  }

  func holds(_ id: UInt32) -> Bool {
    for index in events.indices where events[index]?.event.id == id { return true }
    return false
  }

  /// Takes a valid event that is not known.
  mutating func take(_ new: ScheduledEvent, at time: UInt32) {
    guard hasRoom(for: new) else {
      return report(new.event, .rejected, new.server, at: time)
    }
    for index in events.indices {
      guard var old = events[index], old.event.deviceClass & new.event.deviceClass != 0,
        old.overlaps(new)
      else { continue }
      let from = old.isRunning ? new.effectiveStart : old.start < new.start ? new.start : time
      if old.endsEarly.map({ $0.at > from }) ?? true { old.endsEarly = (from, .superseded) }
      events[index] = old
    }
    advance(at: time)
    for index in events.indices where events[index] == nil {
      events[index] = new
      break
    }
    report(new.event, .received, new.server, at: time)
    advance(at: time)
  }

  /// An event that the new one supersedes before it begins leaves its place.
  private func hasRoom(for new: ScheduledEvent) -> Bool {
    for index in events.indices {
      guard let old = events[index] else { return true }
      if old.event.deviceClass & new.event.deviceClass != 0, old.overlaps(new), !old.isRunning,
        old.start >= new.start
      {
        return true
      }
    }
    return false
  }

  /// Ends an event at a time, later by a randomised delay where that is asked for; all events
  /// where no identifier is given.
  mutating func cancel(_ id: UInt32?, at effective: UInt32, randomly: Bool, now time: UInt32) {
    for index in events.indices {
      guard var event = events[index], id == nil || event.event.id == id else { continue }
      guard effective <= event.end else {
        report(event.event, .invalidEffectiveTime, event.server, at: time)
        continue
      }
      let delay = event.endDelay > 0 ? event.endDelay : event.startDelay
      let at = UInt32(clamping: UInt64(effective) + UInt64(randomly ? delay : 0))
      event.endsEarly = (at, .cancelled)
      events[index] = event
    }
    advance(at: time)
  }

  /// The user leaves, or joins again, the event that runs, else the one that begins next; false
  /// where there is none.
  mutating func opt(out: Bool, at time: UInt32) -> Bool {
    guard let chosen = first(where: { $0.isOptedOut != out }), var event = events[chosen] else {
      return false
    }
    event.isOptedOut = out
    if event.isRunning, out { event.wasOut = true } else if event.isRunning { event.wasIn = true }
    events[chosen] = event
    report(event.event, out ? .optedOut : .optedIn, event.server, at: time)
    return true
  }

  /// Whether the user has left the event that runs, else the one that begins next; nil where
  /// there is none.
  var isOptedOut: Bool? { first { _ in true }.flatMap { events[$0]?.isOptedOut } }

  /// The event that runs, else the one that begins next, of those meant.
  private func first(where isMeant: (ScheduledEvent) -> Bool) -> Int? {
    var chosen: Int?
    for index in events.indices {
      guard let event = events[index], isMeant(event) else { continue }
      guard let place = chosen, let other = events[place] else {
        chosen = index
        continue
      }
      if event.isRunning || (!other.isRunning && event.start < other.start) { chosen = index }
    }
    return chosen
  }

  /// Begins and ends events.
  mutating func advance(at time: UInt32) {
    for index in events.indices {
      guard var event = events[index] else { continue }
      if let early = event.endsEarly, early.at <= time {
        report(event.event, early.status, event.server, at: time)
        events[index] = nil
        continue
      }
      if !event.isRunning, event.effectiveStart <= time {
        event.isRunning = true
        if event.isOptedOut { event.wasOut = true } else { event.wasIn = true }
        report(event.event, .started, event.server, at: time)
      }
      let isOver = event.effectiveEnd <= time
      events[index] = isOver ? nil : event
      if isOver { report(event.event, event.completion, event.server, at: time) }
    }
  }

  /// Whether the load must be off at this time.
  func sheds(at time: UInt32) -> Bool {
    for index in events.indices where events[index]?.sheds(at: time) ?? false { return true }
    return false
  }
}
