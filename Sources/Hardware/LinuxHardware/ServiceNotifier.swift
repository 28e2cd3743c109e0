// SPDX-License-Identifier: Apache-2.0

import CLinux
public import Quantities

/// The service manager that started this program, where one did: it is told when the meter runs,
/// that it lives, and when it stops. What it did not take it is told again with the next sign of
/// life. Without one nothing is told. Source: [sd_notify(3)].
public struct ServiceNotifier: ~Copyable {
  /// Negative where nobody listens.
  private let descriptor: Int32
  /// Between two signs of life; nil where nobody waits for them. Unit: nanoseconds.
  public let periodNanoseconds: UInt64?
  /// Why it did not take what it was told last, or cannot be told at all; nil where it did.
  public private(set) var failure: LinuxFailure?
  private var told: Instant?
  private var isReadyDue = false

  /// Finds it by what it left in the environment.
  public init() {
    let result = clinux_notify_open()
    descriptor = result
    if result < 0 && result != Self.noManager { failure = .general(Int(result)) }
    let microseconds = clinux_service_watchdog_microseconds()
    // Half of what it waits: one sign may be late.
    let isWatched = descriptor >= 0 && microseconds > 0
    periodNanoseconds = isWatched ? min(microseconds, .max / 500) * 500 : nil
  }

  deinit { if descriptor >= 0 { _ = clinux_close(descriptor) } }

  /// The meter measures.
  public mutating func ready() { isReadyDue = !tell("READY=1\nSTATUS=measuring") }

  /// The meter lives: told no more often than it has to be.
  public mutating func lives(at now: Instant) {
    if isReadyDue { ready() }
    guard let periodNanoseconds else { return }
    if let told, now.since(told) < periodNanoseconds { return }
    if tell("WATCHDOG=1") { told = now }
  }

  /// The meter saves and leaves.
  public mutating func stopping() { _ = tell("STOPPING=1\nSTATUS=saving the registers") }

  /// ENOTCONN: no service manager started this program.
  private static let noManager: Int32 = -107

  /// Whether it was taken; true where nobody listens.
  private mutating func tell(_ text: StaticString) -> Bool {
    guard descriptor >= 0 else { return true }
    let result = text.withUTF8Buffer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { clinux_notify(descriptor, $0.baseAddress) }
    }
    failure = result < 0 ? .general(Int(result)) : nil
    return result >= 0
  }
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
