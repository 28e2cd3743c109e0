// SPDX-License-Identifier: Apache-2.0

import Ledger
import LinuxHardware
import Meter
import MeterBoard
import Testing
import ZigBee

@testable import meterd

/// What the operator is told, one line each.
@Suite("Lines on standard error")
struct NoticeTests {
  private static func line(of restored: Restored) -> String? {
    notice(of: restored).map { "\($0)" }
  }

  @Test("One damaged copy of the registers is told, and which one the meter went on from")
  func oneCopyDamaged() {
    #expect(
      Self.line(of: .registers(.zero, isOtherDamaged: true))
        == "one copy of the registers is damaged: went on from the other")
  }

  @Test("A first save that was cut short is told")
  func firstSaveTorn() {
    #expect(
      Self.line(of: .firstSaveTorn)
        == "the first save of the registers was cut short: went on from zero")
  }

  @Test("Nothing is told of registers that are whole, or of a first start")
  func nothing() {
    #expect(Self.line(of: .registers(.zero, isOtherDamaged: false)) == nil)
    #expect(Self.line(of: .firstStart) == nil)
  }

  @Test("What somebody did by radio is a line that names him, and what came of it")
  func notes() {
    var message = ApplicationMessage(peer: 0x5678, endpoints: (1, 1), cluster: 6, profile: 0x0104)
    let short = CommandOrigin(message)
    message.peerEUI64 = 0x0013_A200_4C4D_0001
    let known = CommandOrigin(message)
    let lines: [(RadioNote, String)] = [
      (.switchedSupply(false, known), "the supply is opened for 5678 (13a2004c4d0001)"),
      (.switchedSupply(true, .startUp), "the supply is closed for StartUpOnOff"),
      (
        .refusedSupply(nil, short, .notArmed),
        "toggle of 5678 to the supply was refused: the relay is not armed"
      ),
      (
        .refusedSupply(true, short, .notEncrypted),
        "on of 5678 to the supply was refused: it was not under the link key"
      ),
      (.lost(count: 3), "3 more things done by radio at once are not told here"),
      (.bindingsChanged(count: 2), "the radio now reports by 2 bindings"),
      (.left(rejoins: true), "the radio left its network and looks for one"),
    ]
    for (note, said) in lines {
      var line = LogLine("")
      note.tell(&line)
      #expect(Self.text(line) == said)
    }
  }

  private static func text(_ line: LogLine) -> String {
    let bytes = line.span
    return String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
  }

  @Test("Each fault has a line and a time of its own, within the room for times")
  func rows() {
    let faults = (UInt8.min...UInt8.max).compactMap(BoardFault.init)
    #expect(faults.map { Int($0.rawValue) } == Array(0..<FaultReport.Times.count))
    #expect(Set(faults.map { "\(FaultReport.text($0))" }).count == faults.count)
  }
}
