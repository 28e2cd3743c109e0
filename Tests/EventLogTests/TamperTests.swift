// SPDX-License-Identifier: Apache-2.0

import EventLog
import Seal
import SimulatedHardware
import Testing

/// A store that somebody changed: the audit names what he touched, and nothing else.
@Suite("Event log and hands")
struct TamperTests {
  /// Not full; full to the place; wrapped; wrapped more than once, and each phase of an anchor.
  static let lengths: [UInt64] = [1, 2, 7, 15, 16, 17, 30, 31, 32, 33, 50, 67]

  private static func wrong(_ content: [UInt8]) -> [LogFinding] {
    LogBench.audit(content).findings.filter { !$0.isNormalAfterCut }
  }

  private static func kept(_ length: UInt64) -> ClosedRange<UInt64> {
    max(1, length - min(length, 15) + 1)...length
  }

  private static func finding(_ kind: LogFinding.Kind, _ sequence: UInt64) -> LogFinding {
    LogFinding(kind: kind, sequence: sequence, place: sequence % 16)
  }

  @Test("A log that nobody touched is whole, to its oldest entry", arguments: lengths)
  func untouched(length: UInt64) throws {
    let (findings, result) = LogBench.audit(try LogBench.filled(length).content())
    #expect(findings == [])
    #expect(result.isWhole)
    #expect(result.newest == length)
    #expect(result.oldest == Self.kept(length).lowerBound)
    #expect(result.signedTo >= length - length % 4)
    #expect(result.unproven == 0)
  }

  @Test("Bits all over each entry: that entry is named, and no other", arguments: [2, 16, 33])
  func bits(length: UInt64) throws {
    let content = try LogBench.filled(length).content()
    for sequence in Self.kept(length) {
      for bit in stride(from: Int(sequence % 13), to: 8 * EntryFormat.length, by: 13) {
        var changed = content
        changed[LogBench.range(sequence).lowerBound + bit / 8] ^= 1 << UInt8(bit % 8)
        let wrong = Self.wrong(changed)
        #expect(wrong == [Self.finding(.altered, sequence)], "bit \(bit)")
      }
    }
  }

  @Test("A byte changed and the checksum made right again: the chain names it", arguments: lengths)
  func checksumMadeRight(length: UInt64) throws {
    let content = try LogBench.filled(length).content()
    for sequence in Self.kept(length) {
      // all fields but magic, version and sequence: without these it is no entry of that number
      for byte in [5, 6, 16, 24, 32, 48, 60, 207, 208, 239, 240, 251] {
        var changed = content
        let range = LogBench.range(sequence)
        changed[range.lowerBound + byte] ^= 0x10
        let end = range.lowerBound + 252
        changed.replaceSubrange(
          end..<range.upperBound, with: LogBench.checksum(changed[range.lowerBound..<end]))
        let wrong = Self.wrong(changed)
        #expect(wrong == [Self.finding(.altered, sequence)], "byte \(byte) of \(sequence)")
      }
    }
  }

  @Test("Each entry, dropped: it is named", arguments: lengths, [0x00, 0xFF] as [UInt8])
  func dropped(length: UInt64, fill: UInt8) throws {
    let content = try LogBench.filled(length).content()
    for sequence in Self.kept(length) {
      var changed = content
      changed.replaceSubrange(LogBench.range(sequence), with: [UInt8](repeating: fill, count: 256))
      #expect(Self.wrong(changed) == [Self.finding(.dropped, sequence)])
    }
  }

  @Test("Each two entries, swapped: both are named", arguments: lengths)
  func swapped(length: UInt64) throws {
    let content = try LogBench.filled(length).content()
    for first in Self.kept(length) {
      for second in Self.kept(length) where second > first {
        var changed = content
        changed.replaceSubrange(LogBench.range(first), with: content[LogBench.range(second)])
        changed.replaceSubrange(LogBench.range(second), with: content[LogBench.range(first)])
        #expect(
          Self.wrong(changed) == [
            Self.finding(.swapped(first), second), Self.finding(.swapped(second), first),
          ])
      }
    }
  }

  @Test("Each entry, replaced by the one that was in its place before: it is named")
  func replayed() throws {
    let shorter = try LogBench.filled(20).content()
    let content = try LogBench.filled(34).content()
    for sequence in UInt64(22)...34 {
      var changed = content
      changed.replaceSubrange(LogBench.range(sequence), with: shorter[LogBench.range(sequence)])
      let found = Self.wrong(changed)
      #expect(found == [Self.finding(.replayed(sequence - 16), sequence)])
    }
  }

  @Test("The newest entries taken away: each of them is named", arguments: 1...6)
  func endTaken(count: UInt64) throws {
    var content = try LogBench.filled(34).content()
    let gone = (35 - count)...34
    for sequence in gone {
      content.replaceSubrange(LogBench.range(sequence), with: [UInt8](repeating: 0, count: 256))
    }
    #expect(Self.wrong(content) == gone.reversed().map { Self.finding(.dropped, $0) })
  }

  @Test("The newest entries and the heads of before: the anchor beyond them tells")
  func rolledBack() throws {
    let older = try LogBench.filled(31).content()
    let content = try LogBench.filled(33).content()
    var changed = older
    // he forgot, or could not make, the anchors
    let anchors = LogBench.logBase + LogBench.shape.offset(anchorPlace: 0)
    changed.replaceSubrange(anchors..., with: content[anchors...])
    let wrong = Self.wrong(changed)
    #expect(wrong.contains { $0.kind == .endMissing && $0.sequence == 32 })
  }

  @Test("The store's file, cut off anywhere: each entry behind the cut is named")
  func fileCut() throws {
    let content = try LogBench.filled(15).content()
    for sequence in UInt64(1)...15 {
      let changed = Array(content[..<(LogBench.range(sequence).upperBound - 1)])
      let wrong = Self.wrong(changed).filter { $0.kind == .truncated }
      #expect(wrong == (sequence...15).reversed().map { Self.finding(.truncated, $0) })
    }
  }

  @Test("A head of before in place of one or both: entries beyond it tell")
  func headReplayed() throws {
    let content = try LogBench.filled(34).content()
    for length in UInt64(20)...31 {
      let older = try LogBench.filled(length).content()
      for copies in [[0], [1], [0, 1]] {
        var changed = content
        for copy in copies {
          let range = 4096 * copy..<4096 * copy + HeadFormat.length
          changed.replaceSubrange(range, with: older[range])
        }
        let kinds = Self.wrong(changed).map(\.kind)
        #expect(kinds.contains(.headReplayed), "copies \(copies) of \(length)")
      }
    }
  }

  @Test("Each bit of each head: at most what a cut leaves, and it is told")
  func headBits() throws {
    let content = try LogBench.filled(34).content()
    for copy in 0..<2 {
      for bit in 0..<8 * HeadFormat.length {
        var changed = content
        changed[4096 * copy + bit / 8] ^= 1 << UInt8(bit % 8)
        let (findings, _) = LogBench.audit(changed)
        #expect(findings.contains { $0.kind == .headTorn })
      }
    }
  }

  @Test("Both heads gone: it is named, and all entries are still looked at")
  func headsLost() throws {
    var content = try LogBench.filled(34).content()
    content[10] ^= 1
    content[4106] ^= 1
    content[LogBench.range(30).lowerBound + 50] ^= 1
    let wrong = Self.wrong(content)
    #expect(wrong.contains { $0.kind == .headLost && $0.sequence == 34 })
    #expect(wrong.contains(Self.finding(.altered, 30)))
  }

  @Test("Heads and entries wiped: what was signed and is gone is named")
  func wiped() throws {
    var content = try LogBench.filled(34).content()
    let anchors = LogBench.logBase + LogBench.shape.offset(anchorPlace: 0)
    content.replaceSubrange(0..<anchors, with: [UInt8](repeating: 0, count: anchors))
    let wrong = Self.wrong(content)
    #expect(wrong.contains { $0.kind == .endMissing && $0.sequence == 32 })
    content.replaceSubrange(
      anchors..., with: [UInt8](repeating: 0, count: content.count - anchors))
    #expect(LogBench.audit(content).result.isBlank)
  }

  @Test("A number at the end of 64 bits, with a right checksum, is no head and no entry")
  func endOfNumbers() throws {
    var content = try LogBench.filled(20).content()
    for (from, field, end) in [
      (0, 16, 72), (4096, 16, 72), (LogBench.range(20).lowerBound, 8, 252),
    ] {
      content.replaceSubrange(
        from + field..<from + field + 8, with: [UInt8](repeating: 0xFF, count: 8))
      content.replaceSubrange(
        from + end..<from + end + 4, with: LogBench.checksum(content[from..<from + end]))
    }
    let wrong = Self.wrong(content)
    #expect(wrong.contains { $0.kind == .headLost && $0.sequence == 19 })
    let bench = try LogBench(MemoryBlock(capacity: content.count, content: content))
    #expect(bench.log.sequence == 19)
  }

  @Test("Each byte of each anchor, with its checksum made right: the signature tells")
  func anchorBytes() throws {
    let content = try LogBench.filled(34).content()
    for place in UInt64(0)..<LogBench.shape.anchorPlaces {
      let from = LogBench.logBase + LogBench.shape.offset(anchorPlace: place)
      let anchor = Array(content[from..<from + AnchorFormat.length])
      guard anchor[0] != 0 else { continue }
      // from the time on: another sequence is another anchor, of no right signature either
      for byte in 8..<184 {
        var changed = content
        changed[from + byte] ^= 0x04
        changed.replaceSubrange(
          from + 184..<from + 188, with: LogBench.checksum(changed[from..<from + 184]))
        let wrong = Self.wrong(changed)
        #expect(wrong.contains { $0.kind == .anchorAltered && $0.place == place }, "byte \(byte)")
      }
    }
  }

  @Test("The first anchor of a stretch, of another key, dropped or of before: it is named")
  func anchorReplaced() throws {
    let content = try LogBench.filled(50).content()
    let older = try LogBench.filled(30).content()
    let place = LogBench.logBase + LogBench.shape.offset(anchorPlace: 2 * (44 / 4 % 6))
    let range = place..<place + 256
    var changed = content
    changed.replaceSubrange(range, with: older[range])
    #expect(Self.wrong(changed).map(\.kind) == [.anchorMissing])
    #expect(Self.wrong(changed).map(\.sequence) == [44])
    changed.replaceSubrange(range, with: [UInt8](repeating: 0, count: 256))
    #expect(Self.wrong(changed).map(\.kind) == [.anchorMissing])
    let other = VerifyingKey(InlineArray(repeating: 9))
    let (findings, result) = LogBench.audit(content, key: other)
    #expect(result.anchors == 0)
    #expect(findings.allSatisfy { $0.kind == .anchorOfOtherKey })
    #expect(!findings.isEmpty)
  }

  @Test("An end rewritten with a right chain and right heads: the anchor of before tells")
  func rewritten() throws {
    let content = try LogBench.filled(34).content()
    var forged = try LogBench.filled(34).content()
    // the whole log of another meter's life, with this meter's anchors
    var other = try LogBench(MemoryBlock(capacity: LogBench.capacity()))
    let signer = try LogBench.signer()
    for number in UInt64(100)... where other.log.sequence < 34 {
      other.log.append(LogBench.event(number), at: LogBench.time(number))
      other.drain(signer)
      if other.log.sequence == 34 { break }
    }
    forged = try other.content()
    let anchors = LogBench.logBase + LogBench.shape.offset(anchorPlace: 0)
    forged.replaceSubrange(anchors..., with: content[anchors...])
    let wrong = Self.wrong(forged)
    #expect(wrong.contains(Self.finding(.altered, 32)))
  }

  @Test("By chance: one change in a store of any length is always found", arguments: 0..<40)
  func chance(seed: UInt64) throws {
    var chance = SplitMix64(seed: seed)
    let length = 1 + chance.next() % 80
    let content = try LogBench.filled(length).content()
    for _ in 0..<20 {
      let kept = Self.kept(length)
      let sequence = kept.lowerBound + chance.next() % UInt64(kept.count)
      var changed = content
      let byte = Int(chance.next() % 256)
      changed[LogBench.range(sequence).lowerBound + byte] ^= UInt8(1 + chance.next() % 255)
      #expect(Self.wrong(changed) == [Self.finding(.altered, sequence)], "seed \(seed)")
    }
  }
}
