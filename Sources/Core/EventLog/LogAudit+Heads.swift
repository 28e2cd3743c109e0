// SPDX-License-Identifier: Apache-2.0

import Seal

extension LogAudit {
  mutating func checkHeads(_ found: (LogFinding) -> Void) -> LogHead? {
    guard let (head, copy) = HeadContent.newest(a, b) else {
      let isTorn = (a == .blank || b == .blank) && newestByReading <= 1
      let kind: LogFinding.Kind = isTorn ? .headTorn : .headLost
      report(LogFinding(kind: kind, sequence: newestByReading, place: 0), found)
      return nil
    }
    if head.count != min(head.sequence, shape.entriesMax) {
      let place = UInt64(copy.rawValue)
      report(LogFinding(kind: .headAltered, sequence: head.sequence, place: place), found)
    }
    let place = UInt64(copy.other.rawValue)
    switch copy == .a ? b : a {
    case .whole(let other):
      let behind = head.sequence &- other.sequence
      let isBefore = other.number == head.number &- 1 && behind >= 1
      if !isBefore || behind > LogRestart.beyondHeadMax {
        report(LogFinding(kind: .headReplayed, sequence: other.sequence, place: place), found)
      } else if behind == 1, let previous = previousOfNewest(head), previous != other.digest {
        report(LogFinding(kind: .headAltered, sequence: other.sequence, place: place), found)
      }
    case .damaged:
      report(LogFinding(kind: .headTorn, sequence: head.sequence, place: place), found)
    case .blank:
      if head.number != 1 {
        report(LogFinding(kind: .headTorn, sequence: head.sequence, place: place), found)
      }
    }
    return head
  }

  /// The digest before the newest entry; nil where that entry is not the one that the head knows.
  private func previousOfNewest(_ head: LogHead) -> Digest? {
    guard let bytes = bytes(of: head.sequence), EntryFormat.digest(bytes) == head.digest else {
      return nil
    }
    return EventEntry(bytes)?.previous
  }

  /// Where the walk begins: the newest entry, and what is known of the one at the head.
  mutating func findEnd(
    _ head: LogHead?, _ found: (LogFinding) -> Void
  ) -> (newest: UInt64, end: Proof) {
    guard let head else {
      let newest = newestByReading
      return (newest, Proof(sequence: newest, digest: nil, isTrusted: false))
    }
    let end = Proof(sequence: head.sequence, digest: head.digest, isTrusted: true)
    let next = head.sequence + 1
    let place = shape.place(next)
    guard let bytes = bytes(of: next), !isBlank(place: place) else { return (head.sequence, end) }
    guard let beyond = EventEntry(bytes) else {
      report(LogFinding(kind: .nextTorn, sequence: next, place: place), found)
      return (head.sequence, end)
    }
    guard beyond.sequence == next else {
      if beyond.sequence > next {
        report(LogFinding(kind: .headReplayed, sequence: beyond.sequence, place: place), found)
      }
      return (head.sequence, end)
    }
    guard beyond.previous == head.digest else {
      report(LogFinding(kind: .notContinuing, sequence: next, place: place), found)
      return (head.sequence, end)
    }
    let isSecond = entry(next + 1)?.previous == EntryFormat.digest(bytes)
    let kind: LogFinding.Kind = isSecond ? .headReplayed : .beyondHead
    report(LogFinding(kind: kind, sequence: next, place: place), found)
    return (next, end)
  }

  /// The highest number that a whole entry in its own place has.
  private var newestByReading: UInt64 {
    var newest: UInt64 = 0
    for place in 0..<shape.places {
      guard let bytes = bytes(of: place), let entry = EventEntry(bytes),
        shape.place(entry.sequence) == place
      else { continue }
      newest = max(newest, entry.sequence)
    }
    return newest
  }
}
