// SPDX-License-Identifier: Apache-2.0

import LinuxHardware
import Meter
import MeterBoard
import Quantities

/// Tells faults on standard error: each kind when it comes, then every `repeatMilliseconds`; and
/// what is done by radio, `notesMax` lines a minute. What was left out is counted, and told later.
struct FaultReport: BoardObserver {
  static let repeatMilliseconds: UInt64 = 10_000
  /// Lines about the radio in a minute.
  static let notesMax = 20

  /// When each kind of fault was last told, by its number. Unit: nanoseconds of the clock.
  typealias Times = InlineArray<21, UInt64?>

  private static let minuteNanoseconds: UInt64 = 60_000_000_000
  private static let repeatNanoseconds = repeatMilliseconds * 1_000_000

  private var minute = Instant.zero
  private var notes = 0
  private var toldAt = Times(repeating: nil)
  /// How often each kind came since then.
  private var untold = InlineArray<21, Int>(repeating: 0)
  /// Runs of samples lost since the start.
  private var lostRuns: UInt32 = 0
  private var clock = LinuxClock()

  /// What is done by radio: who asks all day does not fill the journal.
  mutating func noted(_ note: RadioNote) {
    let now = clock.now()
    if let line = lineOfMoreNotes(at: now) { LinuxProgram.complain(line, .notice) }
    if let line = line(of: note) { LinuxProgram.complain(line, .notice) }
  }

  mutating func overran(runs: UInt32) {
    if let line = line(ofLost: runs, at: clock.now()) { LinuxProgram.complain(line) }
  }

  mutating func failed(_ fault: BoardFault) {
    if let line = line(of: fault, at: clock.now()) { LinuxProgram.complain(line) }
  }

  /// Tells what is still untold: the meter has stopped.
  mutating func end() {
    if let line = takeMoreNotes() { LinuxProgram.complain(line, .notice) }
    for index in untold.indices {
      if let line = lastLine(UInt8(index)) { LinuxProgram.complain(line) }
    }
  }

  /// The line of a fault now, or nil where its kind was told a short time ago.
  mutating func line(of fault: BoardFault, at now: Instant) -> LogLine? {
    let index = Int(fault.rawValue)
    if let told = toldAt[index], now.since(Instant(nanoseconds: told)) < Self.repeatNanoseconds {
      untold[index] += 1
      return nil
    }
    toldAt[index] = now.nanoseconds
    return takeLine(fault)
  }

  /// The line of an overrun now, after which so many runs were lost.
  mutating func line(ofLost runs: UInt32, at now: Instant) -> LogLine? {
    lostRuns = runs
    return line(of: .overrun, at: now)
  }

  /// The line of what came of a kind after its last line, or nil where nothing did. The last of
  /// these is told as itself, and the others as more.
  mutating func lastLine(_ kind: UInt8) -> LogLine? {
    guard let fault = BoardFault(rawValue: kind), untold[Int(kind)] > 0 else { return nil }
    untold[Int(kind)] -= 1
    return takeLine(fault)
  }

  /// The line of a note, or nil where the minute has had its lines.
  mutating func line(of note: RadioNote) -> LogLine? {
    notes += 1
    guard notes <= Self.notesMax else { return nil }
    var line = LogLine("meterd: ")
    note.tell(&line)
    return line
  }

  /// Begins a minute where the one before is over: the line of what it left out, where it did.
  mutating func lineOfMoreNotes(at now: Instant) -> LogLine? {
    guard now.since(minute) >= Self.minuteNanoseconds else { return nil }
    minute = now
    return takeMoreNotes()
  }

  private mutating func takeMoreNotes() -> LogLine? {
    defer { notes = 0 }
    guard notes > Self.notesMax else { return nil }
    var line = LogLine("meterd: ")
    line.append(decimal: notes - Self.notesMax)
    line.append(" more things were done by radio within a minute")
    return line
  }

  private mutating func takeLine(_ fault: BoardFault) -> LogLine {
    var line = LogLine("meterd: ")
    line.append(Self.text(fault))
    if fault == .overrun {
      line.append(", ")
      line.append(decimal: Int(lostRuns))
      line.append(" runs since the start")
    }
    let more = untold[Int(fault.rawValue)]
    untold[Int(fault.rawValue)] = 0
    if more > 0 {
      line.append(" (")
      line.append(decimal: more)
      line.append(" more since the last such line)")
    }
    return line
  }

  /// What is said of a fault.
  static func text(_ fault: BoardFault) -> StaticString {
    switch fault {
    case .converter: "the converter does not answer as it must: samples are missing"
    case .display: "the display cannot be written"
    case .testOutput: "the metrology LED cannot be switched"
    case .radio: "the radio cannot be reached, or its queue is full"
    case .store: "the registers could not be saved; the next save tries again"
    case .bus: "the converter's bus is stuck or gone: it is opened anew each second"
    case .overrun: "samples were not taken in time: the newest are missing"
    case .saveOutstanding: "the registers were not saved: the save before has not ended"
    case .registersWentDown: "registers below the saved ones were not saved"
    case .registersNegative: "registers with a negative energy were not saved"
    case .state: "the state of radio and relay could not be kept; it is tried again"
    case .stateLost: "the kept state of radio and relay is damaged: the radio joins anew"
    case .profile: "an interval of the load profile could not be kept; it is tried again"
    case .snapshot: "a snapshot of the registers could not be kept; it is tried again"
    case .events: "the event log could not be written; it is tried again"
    case .staging: "the image of an upgrade could not be staged: it will not be activated"
    case .localPort: "the local port cannot be read or written"
    case .guards: "the seal, cover, magnet or power-fail line cannot be read"
    case .button: "the page button cannot be read"
    case .storeUnread: "a part of the store cannot be read: the meter goes on without it"
    case .supply: "the supply relay or its contact cannot be reached"
    }
  }
}
