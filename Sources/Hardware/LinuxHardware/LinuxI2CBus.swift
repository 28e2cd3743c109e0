// SPDX-License-Identifier: Apache-2.0

import CLinux
import Quantities

/// An I2C adapter of Linux, open; opened anew where it is stuck or gone.
///
/// A program cannot do more to free a stuck bus: the kernel's driver does it where it can, after
/// its timeout, and some only when they are used again.
struct LinuxI2CBus: ~Copyable {
  /// After so many failures in a row that no device caused, the bus is stuck.
  static let failuresMax = 3
  /// A bus that is stuck is opened and tried again so often. Until then each call fails at once, so
  /// that whoever has other things to do is not kept. Unit: nanoseconds.
  static let retryNanoseconds: UInt64 = 1_000_000_000

  private let path: String
  private var descriptor: Int32
  private var failures = 0
  private var lastFailure = LinuxFailure(.busStuck)
  private var nextTry = Instant.zero
  private var clock = LinuxClock()

  /// Whether the last messages did not fail so often.
  var isReachable: Bool { failures < Self.failuresMax }

  init(path: String) throws(LinuxFailure) {
    self.path = path
    descriptor = try Self.open(path)
  }

  deinit { if descriptor >= 0 { _ = clinux_close(descriptor) } }

  /// The descriptor for the next message; each is followed by `take`.
  ///
  /// - Errors: the last one, while a bus that is stuck is left alone; those of opening it.
  mutating func ready() throws(LinuxFailure) -> Int32 {
    guard !isReachable else { return descriptor }
    let now = clock.now()
    guard now.nanoseconds >= nextTry.nanoseconds else { throw lastFailure }
    nextTry = Instant(nanoseconds: now.nanoseconds + Self.retryNanoseconds)
    if descriptor >= 0 { _ = clinux_close(descriptor) }
    descriptor = -1
    do throws(LinuxFailure) { descriptor = try Self.open(path) } catch {
      lastFailure = error
      throw error
    }
    return descriptor
  }

  /// Takes what became of a message: 0 or more, or a negative errno.
  mutating func take(_ result: Int32) throws(LinuxFailure) {
    guard result < 0 else {
      failures = 0
      return
    }
    let failure = LinuxFailure.onI2C(Int(result))
    switch failure.kind {
    case .notAcknowledged: failures = 0
    case .arbitrationLost, .timedOut, .busStuck, .inputOutput, .noSuchDevice: try count(failure)
    default: break
    }
    throw failure
  }

  private mutating func count(_ failure: LinuxFailure) throws(LinuxFailure) {
    failures = min(failures + 1, Self.failuresMax)
    guard !isReachable else { return }
    nextTry = Instant(nanoseconds: clock.now().nanoseconds + Self.retryNanoseconds)
    switch failure.kind {
    // A data line that is held low looks like somebody else's bit.
    case .arbitrationLost, .timedOut: lastFailure = LinuxFailure(.busStuck, code: failure.code)
    default: lastFailure = failure
    }
    throw lastFailure
  }

  private static func open(_ path: String) throws(LinuxFailure) -> Int32 {
    let result = path.withCString { clinux_i2c_open($0) }
    guard result >= 0 else { throw .onOpeningI2C(Int(result)) }
    return result
  }
}
