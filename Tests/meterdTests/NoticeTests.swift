// SPDX-License-Identifier: Apache-2.0

import Ledger
import MeterBoard
import Testing

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

  static let faults: [BoardFault] = [
    .converter, .overrun, .display, .radio, .store, .saveOutstanding, .registersWentDown,
    .registersNegative, .testOutput, .state, .stateLost, .supply, .profile, .staging,
    .button,
  ]

  @Test("Each fault has a line and a time of its own, within the room for times")
  func rows() {
    let rows = Self.faults.map { FaultReport.row($0) }
    #expect(Set(rows.map(\.0)) == Set(0..<FaultReport.Times.count))
    #expect(Set(rows.map { "\($0.1)" }).count == Self.faults.count)
  }
}
