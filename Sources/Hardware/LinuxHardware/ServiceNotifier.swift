// SPDX-License-Identifier: Apache-2.0

import CLinux
public import Quantities

/// The service manager that started this program, where one did: it is told when the meter runs,
/// that it lives, and when it stops. Without one nothing is told. Source: [sd_notify(3)].
public struct ServiceNotifier: ~Copyable {
  /// Negative where nobody listens.
  private let descriptor: Int32
  /// Between two signs of life; nil where nobody waits for them. Unit: nanoseconds.
  public let periodNanoseconds: UInt64?
  private var told: Instant?

  /// Finds it by what it left in the environment.
  public init() {
    descriptor = clinux_notify_open()
    let microseconds = clinux_service_watchdog_microseconds()
    // Half of what it waits: one sign may be late.
    let isWatched = descriptor >= 0 && microseconds > 0
    periodNanoseconds = isWatched ? min(microseconds, .max / 500) * 500 : nil
  }

  deinit { if descriptor >= 0 { _ = clinux_close(descriptor) } }

  /// The meter measures.
  public mutating func ready() { tell("READY=1\nSTATUS=measuring") }

  /// The meter lives: told no more often than it has to be.
  public mutating func lives(at now: Instant) {
    guard let periodNanoseconds else { return }
    if let told, now.since(told) < periodNanoseconds { return }
    told = now
    tell("WATCHDOG=1")
  }

  /// The meter saves and leaves.
  public mutating func stopping() { tell("STOPPING=1\nSTATUS=saving the registers") }

  private func tell(_ text: StaticString) {
    guard descriptor >= 0 else { return }
    text.withUTF8Buffer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { _ = clinux_notify(descriptor, $0.baseAddress) }
    }
  }
}

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
  /// - Errors: `noSuchDevice`, `notPermitted`, `busy`; `notSupported` where it does not take the
  ///   time.
  public init(path: String) throws(LinuxFailure) {
    let result = path.withCString { clinux_watchdog_open($0, Self.seconds) }
    guard result >= 0 else { throw .general(Int(result)) }
    descriptor = result
  }

  /// The program lives: told to the device once a period.
  public mutating func feed(at now: Instant) {
    if let fed, now.since(fed) < Self.periodNanoseconds { return }
    fed = now
    _ = clinux_watchdog_feed(descriptor)
  }

  /// Ends it: an orderly stop is no reason to reset the machine.
  public consuming func stop() { _ = clinux_watchdog_close(descriptor) }
}

extension LinuxProgram {
  /// Becomes a user, with his groups and no rights but those of real time and locked memory;
  /// nothing where it is him already. Before any thread is made.
  ///
  /// - Errors: `noSuchDevice` where there is no such user; `notPermitted`.
  public static func become(user: String) throws(LinuxFailure) {
    let result = user.withCString { clinux_become($0) }
    guard result >= 0 else { throw .general(Int(result)) }
  }
}
