// SPDX-License-Identifier: Apache-2.0

import CLinux
public import Quantities

/// A watchdog device: it resets the machine unless it is fed. One that is let go of by an orderly
/// stop ends; one whose program ended otherwise does not.
public struct LinuxWatchdog: ~Copyable {
  /// How long it waits. Unit: seconds.
  public static let seconds: Int32 = 15
  /// Between two feeds. Unit: nanoseconds.
  public static let periodNanoseconds: UInt64 = 1_000_000_000

  private let descriptor: Int32
  private var fed: Instant?

  /// Starts it.
  ///
  /// - Errors: `noSuchDevice`, `notPermitted`, `busy`; `outOfRange` where it does not take the
  ///   time.
  public init(path: String) throws(LinuxFailure) {
    let result = path.withCString { clinux_watchdog_open($0, Self.seconds) }
    guard result >= 0 else { throw .general(Int(result)) }
    descriptor = result
  }

  /// The program lives: told to the device once a period; true where it was told now.
  ///
  /// - Errors: the device did not take it; it is told again after a period.
  @discardableResult
  public mutating func feed(at now: Instant) throws(LinuxFailure) -> Bool {
    if let fed, now.since(fed) < Self.periodNanoseconds { return false }
    fed = now
    let result = clinux_watchdog_feed(descriptor)
    guard result >= 0 else { throw .general(Int(result)) }
    return true
  }

  /// Ends it: an orderly stop is no reason to reset the machine.
  ///
  /// - Errors: the device did not take it, and resets the machine after its time.
  public consuming func stop() throws(LinuxFailure) {
    let result = clinux_watchdog_close(descriptor)
    guard result >= 0 else { throw .general(Int(result)) }
  }
}
