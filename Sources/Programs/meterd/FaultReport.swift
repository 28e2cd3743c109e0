// SPDX-License-Identifier: Apache-2.0

import LinuxHardware
import Meter
import MeterBoard
import Quantities

/// Tells faults on standard error: each kind when it comes, then every `repeatMilliseconds`.
struct FaultReport: BoardObserver {
  static let repeatMilliseconds: UInt64 = 10_000

  /// When each kind of fault was last told, by its number. Unit: nanoseconds of the clock.
  typealias Times = InlineArray<21, UInt64?>

  /// Lines about the radio in a minute.
  static let notesMax = 20
  private static let minuteNanoseconds: UInt64 = 60_000_000_000

  private var minute = Instant.zero
  private var notes = 0
  private var toldAt = Times(repeating: nil)
  private var clock = LinuxClock()

  /// What is done by radio, `notesMax` a minute: who asks all day does not fill the journal.
  mutating func noted(_ note: RadioNote) {
    let now = clock.now()
    if now.since(minute) >= Self.minuteNanoseconds {
      if notes > Self.notesMax {
        var line = LogLine("meterd: ")
        line.append(decimal: notes - Self.notesMax)
        line.append(" more things were done by radio within a minute")
        LinuxProgram.complain(line, .notice)
      }
      (minute, notes) = (now, 0)
    }
    notes += 1
    guard notes <= Self.notesMax else { return }
    var line = LogLine("meterd: ")
    note.tell(&line)
    LinuxProgram.complain(line, .notice)
  }

  mutating func failed(_ fault: BoardFault) {
    let index = Int(fault.rawValue)
    let now = clock.now()
    if let told = toldAt[index], now.since(Instant(nanoseconds: told)) < Self.repeatNanoseconds {
      return
    }
    toldAt[index] = now.nanoseconds
    var line = LogLine("meterd: ")
    line.append(Self.text(fault))
    LinuxProgram.complain(line)
  }

  private static let repeatNanoseconds = repeatMilliseconds * 1_000_000

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
