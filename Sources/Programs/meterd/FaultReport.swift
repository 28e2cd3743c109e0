// SPDX-License-Identifier: Apache-2.0

import LinuxHardware
import MeterBoard
import Quantities

/// Tells faults on standard error: each kind when it comes, then every `repeatMilliseconds`.
struct FaultReport: BoardObserver {
  static let repeatMilliseconds: UInt64 = 10_000

  private var toldAt = InlineArray<6, UInt64?>(repeating: nil)
  private var clock = LinuxClock()

  mutating func restored(_ slot: Span<UInt8>) {}
  mutating func sampled(_ sets: Span<SampleSet>, _ stamp: SampleStamp) {}
  mutating func received(_ bytes: Span<UInt8>, at now: Instant) {}
  mutating func ticked(at now: Instant, utc: UTC?) {}

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

  private static func row(_ fault: BoardFault) -> (Int, StaticString) {
    switch fault {
    case .converter: (0, "the converter does not answer as it must: samples are missing")
    case .display: (1, "the display cannot be written")
    case .radio: (2, "the radio cannot be reached, or its queue is full")
    case .store: (3, "the registers could not be saved; the next save tries again")
    case .registersWentDown: (4, "registers below the saved ones were not saved")
    case .overrun: (5, "samples were not taken in time: the newest are missing")
    }
  }
}
