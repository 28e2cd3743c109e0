// SPDX-License-Identifier: Apache-2.0

import Quantities

/// A stretch of time of which the sets are asked for.
struct SnapshotWindow: Equatable {
  /// Counts windows from 1.
  var number: UInt32
  var start: Instant
  /// The first instant that is no more of it.
  var end: Instant
}

/// The windows that are not yet delivered, in the order of time.
struct SnapshotWindows {
  private static let lengthMax = UInt64(SnapshotLimits.windowMillisecondsMax) * 1_000_000

  private var windows = InlineArray<8, SnapshotWindow>(
    repeating: SnapshotWindow(number: 0, start: .zero, end: .zero))
  private var count = 0
  private var number: UInt32 = 0

  /// The oldest.
  var first: SnapshotWindow? { count > 0 ? windows[0] : nil }

  /// The oldest that does not end before an instant.
  func first(after instant: Instant) -> SnapshotWindow? {
    for index in 0..<count where windows[index].end > instant { return windows[index] }
    return nil
  }

  /// Whether an instant is in the newest window, or where it ends.
  func hold(_ instant: Instant) -> Bool {
    count > 0 && windows[count - 1].start <= instant && instant <= windows[count - 1].end
  }

  /// Adds a window, or extends the newest where the two overlap, and gives its number.
  ///
  /// One that would become too long goes on in a new one; without room for that it stays one.
  mutating func add(from start: Instant, to end: Instant) -> UInt32 {
    guard count > 0 else { return append(from: start, to: end) }
    let last = windows[count - 1]
    let isApart = start > last.end
    let isLong = end.since(last.start) > Self.lengthMax
    if isApart || isLong && end > last.end, count < SnapshotLimits.windowsMax {
      return append(from: max(start, last.end), to: end)
    }
    // Nothing is taken back: what lies before a window that is being delivered has passed.
    windows[count - 1].start = min(last.start, start)
    windows[count - 1].end = max(last.end, end)
    return last.number
  }

  mutating func removeFirst() {
    guard count > 0 else { return }
    for index in 1..<count { windows[index - 1] = windows[index] }
    count -= 1
  }

  private mutating func append(from start: Instant, to end: Instant) -> UInt32 {
    number &+= 1
    windows[count] = SnapshotWindow(number: number, start: start, end: end)
    count += 1
    return number
  }
}
