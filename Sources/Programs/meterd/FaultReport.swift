// SPDX-License-Identifier: Apache-2.0

import LinuxHardware
import Meter
import MeterBoard
import Quantities

/// Tells faults on standard error: each kind when it comes, then every `repeatMilliseconds`.
struct FaultReport: BoardObserver {
  static let repeatMilliseconds: UInt64 = 10_000

  /// When each kind of fault was last told. Unit: nanoseconds of the clock.
  typealias Times = InlineArray<15, UInt64?>

  private var toldAt = Times(repeating: nil)
  private var clock = LinuxClock()

  mutating func restored(_ slot: Span<UInt8>) {}
  mutating func sampled(_ sets: Span<SampleSet>, _ stamp: SampleStamp) {}
  mutating func received(_ bytes: Span<UInt8>, at now: Instant) {}
  mutating func ticked(at now: Instant, utc: UTC?) {}
  mutating func felt(millidegrees: Int32, at now: Instant) {}
  mutating func kept(_ state: Span<UInt8>) {}
  mutating func kept(profile bytes: Span<UInt8>) {}
  mutating func saved(_ outcome: SaveOutcome, at now: Instant) {}
  mutating func changed(line: UInt8, isHigh: Bool, at now: Instant) {}

  mutating func noted(_ note: RadioNote) { LinuxProgram.complain("meterd: \(note.text)") }

  mutating func failed(_ fault: BoardFault) {
    let (index, text) = Self.row(fault)
    let now = clock.now()
    if let told = toldAt[index], now.since(Instant(nanoseconds: told)) < Self.repeatNanoseconds {
      return
    }
    toldAt[index] = now.nanoseconds
    LinuxProgram.complain("meterd: \(text)")
  }

  private static let repeatNanoseconds = repeatMilliseconds * 1_000_000

  /// The place of a fault's time, and what is said of it.
  static func row(_ fault: BoardFault) -> (Int, StaticString) {
    switch fault {
    case .converter: (0, "the converter does not answer as it must: samples are missing")
    case .display: (1, "the display cannot be written")
    case .testOutput: (8, "the metrology LED cannot be switched")
    case .radio: (2, "the radio cannot be reached, or its queue is full")
    case .store: (3, "the registers could not be saved; the next save tries again")
    case .overrun: (4, "samples were not taken in time: the newest are missing")
    case .saveOutstanding: (5, "the registers were not saved: the save before has not ended")
    case .registersWentDown: (6, "registers below the saved ones were not saved")
    case .registersNegative: (7, "registers with a negative energy were not saved")
    case .state: (9, "the state of radio and relay could not be kept; it is tried again")
    case .stateLost: (10, "the kept state of radio and relay is damaged: the radio joins anew")
    case .profile: (12, "an interval of the load profile could not be kept")
    case .snapshot: (15, "a snapshot of the registers could not be kept")
    case .staging: (13, "the image of an upgrade could not be staged: it will not be activated")
    case .button: (14, "the page button cannot be read")
    case .supply: (11, "the supply relay or its contact cannot be reached")
    }
  }
}
