// SPDX-License-Identifier: Apache-2.0

import Parameters
import Seal
import Testing

@Suite("Seal decision")
struct SealDecisionTests {
  private static func decide(
    _ candidate: [UInt8], _ standing: ParameterStanding, open: Bool
  ) -> SealDecision {
    SealDecision(candidate: candidate.span, standing: standing, isSealOpen: open)
  }

  private static func candidate(_ counter: UInt64) -> [UInt8] {
    TypedBlock(counter: counter, sections: Golden.smallBlock.sections).bytes
  }

  private static func digest() throws -> Digest { try ParameterBlockTests.mark(1).digest }

  /// Another content in force under this counter.
  private static func inForce(_ counter: UInt64) throws -> ParameterStanding {
    .inForce(try ParameterBlockTests.mark(counter, other: true))
  }

  @Test("The first block is adopted without the seal, as number 1, whatever it asks for")
  func first() throws {
    for counter in [0, 1, 9, .max] as [UInt64] {
      for open in [false, true] {
        let decision = Self.decide(Self.candidate(counter), .neverSet, open: open)
        guard case .adopt(let adoption) = decision else {
          Issue.record("\(decision)")
          continue
        }
        #expect(adoption.mark == ParameterMark(counter: 1, digest: try Self.digest()))
        #expect(adoption.oldDigest == .zero)
      }
    }
  }

  @Test("A change needs the open seal; it gets the next counter, and both hashes are told")
  func change() throws {
    let standing = try Self.inForce(7)
    for counter in [0, 8, 100] as [UInt64] {
      let candidate = Self.candidate(counter)
      #expect(Self.decide(candidate, standing, open: false) == .refused(.sealClosed))
      guard case .adopt(let adoption) = Self.decide(candidate, standing, open: true) else {
        Issue.record("counter \(counter)")
        continue
      }
      #expect(adoption.mark == ParameterMark(counter: 8, digest: try Self.digest()))
      #expect(adoption.oldDigest == (try ParameterBlockTests.mark(7, other: true).digest))
      #expect(adoption.standing == standing)
    }
  }

  @Test("A candidate that says it is not newer is refused, seal open or closed")
  func older() throws {
    let standing = try Self.inForce(7)
    for counter in [1, 6, 7] as [UInt64] {
      for open in [false, true] {
        let decision = Self.decide(Self.candidate(counter), standing, open: open)
        #expect(decision == .refused(.olderCounter), "\(counter)")
      }
    }
  }

  @Test("After the last counter there is none")
  func last() throws {
    let last = try Self.inForce(.max)
    #expect(Self.decide(Self.candidate(0), last, open: true) == .refused(.olderCounter))
    let before = try Self.inForce(.max - 1)
    guard case .adopt(let adoption) = Self.decide(Self.candidate(.max), before, open: true) else {
      Issue.record("refused")
      return
    }
    #expect(adoption.mark.counter == .max)
  }

  @Test("What is in force already is the same, whatever its counter and the seal")
  func same() throws {
    let standing = ParameterStanding.inForce(try ParameterBlockTests.mark(7))
    for counter in [0, 1, 7, 8, .max] as [UInt64] {
      for open in [false, true] {
        #expect(Self.decide(Self.candidate(counter), standing, open: open) == .same)
      }
    }
  }

  @Test("Bytes that are no block are refused with the reason, before anything else")
  func unreadable() throws {
    let good = Golden.smallBlock
    var strange = good
    strange.version = 9
    var section = good
    section.sections.append((77, []))
    let range = good.changing(2) { ($0[12], $0[13]) = (0xE7, 3) }
    let cases: [([UInt8], ParameterFault)] = [
      ([], .damaged), (Array(good.bytes.dropLast()), .damaged),
      (strange.bytes, .unknownVersion(9)), (section.bytes, .unknownSection(77)),
      (range.bytes, .outOfRange(.saveMilliseconds)),
      (good.changing(10) { $0 = [] }.bytes, .malformed(10)),
    ]
    let standings = [
      .neverSet, try Self.inForce(7), .lost(after: 3), .notUnderstood,
    ]
    for (bytes, fault) in cases {
      for standing in standings {
        for open in [false, true] {
          #expect(Self.decide(bytes, standing, open: open) == .refused(.unreadable(fault)))
        }
      }
    }
  }

  @Test("Lost parameters are no first block: the seal is needed, and the counter goes on")
  func lost() throws {
    let lost = ParameterStanding.lost(after: 8)
    #expect(Self.decide(Self.candidate(0), lost, open: false) == .refused(.sealClosed))
    #expect(Self.decide(Self.candidate(8), lost, open: true) == .refused(.olderCounter))
    guard case .adopt(let adoption) = Self.decide(Self.candidate(0), lost, open: true) else {
      Issue.record("refused")
      return
    }
    #expect(adoption.mark.counter == 9)
    #expect(adoption.oldDigest == .zero)
  }

  @Test("Parameters of a newer firmware are not replaced")
  func notUnderstood() {
    for open in [false, true] {
      let decision = Self.decide(Self.candidate(0), .notUnderstood, open: open)
      #expect(decision == .refused(.inForceNotUnderstood))
    }
  }
}
