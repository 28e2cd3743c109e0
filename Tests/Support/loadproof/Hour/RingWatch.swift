// SPDX-License-Identifier: Apache-2.0

/// What became of the runs. What is the most is that since `begin`.
final class RingWatch {
  private(set) var filled = 0
  private(set) var overruns = 0
  private(set) var taken = 0
  /// Runs that waited at once, at most.
  private(set) var waitingMax = 0
  /// From the end of a run until it was taken, at most. Unit: nanoseconds.
  private(set) var longestWait: UInt64 = 0
  /// Between two looks of the main loop at the ring, at most. Unit: nanoseconds.
  private(set) var longestPass: UInt64 = 0

  func begin() { (waitingMax, longestWait, longestPass) = (0, 0, 0) }

  func filled(isLost: Bool) {
    if isLost { overruns += 1 } else { filled += 1 }
    waitingMax = max(waitingMax, filled - taken)
  }

  func took(after nanoseconds: UInt64) {
    taken += 1
    longestWait = max(longestWait, nanoseconds)
  }

  func looked(after nanoseconds: UInt64) { longestPass = max(longestPass, nanoseconds) }
}
