// SPDX-License-Identifier: Apache-2.0

import EventLog
import Seal
import SimulatedHardware
import Testing

/// What a start makes of a damaged store: it goes on, and the first event says what was found.
@Suite("Event log at a start")
struct RestartTests {
  private static func damaged(
    _ length: UInt64, _ change: (inout [UInt8]) -> Void
  ) throws -> LogBench {
    var content = try LogBench.filled(length).content()
    change(&content)
    var bench = try LogBench(MemoryBlock(capacity: content.count, content: content))
    let signer = try LogBench.signer()
    let isDone = bench.drain(signer)
    #expect(isDone)
    return bench
  }

  private static func event(_ sequence: UInt64, _ bench: LogBench) throws -> MeterEvent? {
    LogBench.entries(try bench.content()).first { $0.sequence == sequence }?.event
  }

  @Test("A first start begins the log and signs it")
  func firstStart() throws {
    let bench = try LogBench.filled(1)
    #expect(try Self.event(1, bench) == .logBegun(cause: .firstStart, last: 0))
    let (findings, result) = LogBench.audit(try bench.content())
    #expect(findings == [])
    #expect(result.signedTo == 1)
    #expect(result.anchors == 1)
  }

  @Test("A start on a whole log logs nothing by itself, and signs what there is")
  func wholeLog() throws {
    let bench = try Self.damaged(22) { _ in }
    #expect(bench.log.sequence == 22)
    #expect(bench.log.count == 15)
    let (findings, result) = LogBench.audit(try bench.content())
    #expect(findings == [])
    #expect(result.signedTo == 22)
  }

  @Test("The newest entry is missing: the chain goes on from the head, and it is said")
  func entryMissing() throws {
    for fill in [0x00, 0x33] as [UInt8] {
      let bench = try Self.damaged(20) {
        $0.replaceSubrange(LogBench.range(20), with: [UInt8](repeating: fill, count: 256))
      }
      #expect(try Self.event(21, bench) == .logFault(.entryMissing(20)))
      let (findings, _) = LogBench.audit(try bench.content())
      let wrong = findings.filter { !$0.isNormalAfterCut }
      #expect(wrong.map(\.sequence) == [20])
    }
  }

  @Test("The newest entry is another than the head knows: it is said")
  func chainBroken() throws {
    let bench = try Self.damaged(20) {
      let range = LogBench.range(20)
      $0[range.lowerBound + 48] ^= 1
      let end = range.lowerBound + 252
      $0.replaceSubrange(
        end..<range.upperBound, with: LogBench.checksum($0[range.lowerBound..<end]))
    }
    #expect(try Self.event(21, bench) == .logFault(.chainBroken(20)))
  }

  @Test("Both heads are gone: the newest entry is found by reading, and numbers go on")
  func headLost() throws {
    let bench = try Self.damaged(40) {
      for copy in [0, 4096] { $0[copy + 9] ^= 0xFF }
    }
    #expect(try Self.event(41, bench) == .logFault(.headLost))
    let (findings, result) = LogBench.audit(try bench.content())
    #expect(findings.allSatisfy { $0.isNormalAfterCut })
    #expect(result.newest == 41)
  }

  @Test("Heads of before: the entries beyond them are taken over, and it is said")
  func headBehind() throws {
    let older = try LogBench.filled(18).content()
    let bench = try Self.damaged(22) {
      $0.replaceSubrange(0..<8192, with: older[0..<8192])
    }
    #expect(try Self.event(23, bench) == .logFault(.headBehind(18)))
  }

  @Test("A head of another shape: the log is found by reading, and it is said")
  func otherShape() throws {
    let content = try LogBench.filled(9).content()
    let other = LogShape(places: 32, entriesPerAnchor: 4)
    let block = MemoryBlock(capacity: LogBench.capacity(other), content: content)
    var bench = try LogBench(block, shape: other)
    #expect(bench.log.sequence == 9)
    let signer = try LogBench.signer()
    bench.drain(signer)
    #expect(try Self.event(10, bench) == .logFault(.otherShape))
  }

  @Test("A store that cannot be read where the newest entry is: the chain goes on from the head")
  func unreadable() throws {
    let content = try LogBench.filled(9).content()
    let headA = Array(content[0..<HeadFormat.length])
    let headB = Array(content[4096..<4096 + HeadFormat.length])
    var restart = LogRestart(headA: headA.span, headB: headB.span, shape: LogBench.shape)
    let nothing: [UInt8] = []
    var reads = 0
    while restart.wanted != nil {
      restart.take(nothing.span)
      reads += 1
    }
    #expect(reads == 2)
    let log = restart.finish(at: LogBench.time(0))
    #expect(log.sequence == 9)
    #expect(log.waiting == 1)
  }

  @Test("Events that come faster than the store takes them are counted, and the count is logged")
  func overflow() throws {
    var bench = try LogBench.filled(3)
    for number in UInt64(0)..<40 {
      let isTaken = bench.log.append(LogBench.event(100 + number), at: LogBench.time(number))
      #expect(isTaken == (number < UInt64(EventLog.pendingMax)))
    }
    #expect(bench.log.lost == 8)
    let signer = try LogBench.signer()
    bench.drain(signer)
    #expect(bench.log.lost == 0)
    #expect(bench.log.sequence == 3 + 32 + 1)
    #expect(try Self.event(36, bench) == .eventsLost(count: 8))
    let (findings, _) = LogBench.audit(try bench.content())
    #expect(findings == [])
  }

  @Test("Nothing is handed out while something is under way; another's number confirms nothing")
  func outstanding() throws {
    var bench = try LogBench.filled(3)
    let signer = try LogBench.signer()
    bench.log.append(LogBench.event(1), at: LogBench.time(1))
    let handedOut = bench.log.next(signer)
    let first = try #require(handedOut)
    let none = bench.log.next(signer)
    #expect(none == nil)
    #expect(bench.log.outstanding == first.number)
    bench.log.giveUp(first)
    let again = bench.log.next(signer)
    let second = try #require(again)
    #expect(second.part == .entry(4))
    bench.log.confirm(first)
    #expect(bench.log.outstanding == second.number)
    bench.log.confirm(second)
    #expect(bench.log.sequence == 4)
  }

  @Test("An anchor on demand signs the newest entry at once")
  func onDemand() throws {
    var bench = try LogBench.filled(6)
    let signer = try LogBench.signer()
    #expect(LogBench.audit(try bench.content()).result.signedTo == 4)
    bench.log.askForAnchor()
    bench.drain(signer)
    let (findings, result) = LogBench.audit(try bench.content())
    #expect(findings == [])
    #expect(result.signedTo == 6)
  }

  @Test("The head may count past its end")
  func wrap() {
    let a = LogHead(number: .max, sequence: 5, digest: .zero, shape: LogBench.shape)
    var b = a
    (b.number, b.sequence) = (0, 6)
    let newest = HeadContent.newest(.whole(a), .whole(b))
    #expect(newest?.head == b)
    b.number = .max
    let contradiction = HeadContent.newest(.whole(a), .whole(b))
    #expect(contradiction == nil)
  }
}
