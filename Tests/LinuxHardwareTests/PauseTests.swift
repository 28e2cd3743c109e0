// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxHardware
import Testing

@Suite("Pauses of a thread")
struct PauseTests {
  /// What the kernel may add to a pause of this thread. Unit: nanoseconds.
  private static func slack() throws -> Int? {
    let thread = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
    let number = try #require(thread.split(separator: "/").last)
    return Int(
      try String(contentsOfFile: "/proc/\(number)/timerslack_ns", encoding: .utf8).dropLast())
  }

  @Test("Who asks to be woken in time has no slack, and others keep theirs")
  func slackIsTaken() async throws {
    let slacks = try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result {
            let before = try Self.slack()
            LinuxProgram.wakeInTime()
            return [before, try Self.slack()]
          })
      }
    }
    #expect(slacks == [50_000, 1])
  }
}
