// SPDX-License-Identifier: Apache-2.0

import CLinux
public import HardwareInterface
import Quantities

/// A serial port of Linux: raw, 8 data bits, no parity, 1 stop bit, held alone, never waiting.
///
/// A pseudo-terminal serves as well as a UART. A port that hung up is opened anew by its path. What
/// CTS still holds back when it is given up is thrown away: nobody waits for it.
/// Allocates: never, once it is open.
public struct LinuxSerialPort: SerialPort, ~Copyable {
  /// How fast, and whether RTS and CTS hold the bytes back.
  public struct Settings: Equatable, Sendable {
    /// Unit: bits a second. One of 300, 600, 1,200, 2,400, 4,800, 9,600, 19,200,
    /// 38,400, 57,600, 115,200, 230,400.
    public var bitsPerSecond: UInt32
    /// Whether RTS and CTS are used.
    public var flowControl: Bool

    /// Makes settings.
    public init(bitsPerSecond: UInt32 = 115_200, flowControl: Bool = false) {
      self.bitsPerSecond = bitsPerSecond
      self.flowControl = flowControl
    }
  }

  /// A port that hung up is opened anew so often: an adapter that is plugged in again is back then.
  /// Unit: nanoseconds.
  static let retryNanoseconds: UInt64 = 1_000_000_000

  private let path: String
  private var settings: Settings
  /// Negative while it is hung up.
  private var descriptor: Int32
  private var lastFailure = LinuxFailure(.hungUp)
  private var nextTry = Instant.zero
  private var clock = LinuxClock()

  /// Opens a port and throws away what had arrived before.
  ///
  /// - Errors: `noSuchDevice`, `notPermitted`, `busy`, `notATerminal`; `outOfRange` for a speed
  ///   that is not listed; `notSupported` where the port refuses the speed or the flow control.
  public init(path: String, _ settings: Settings = Settings()) throws(LinuxFailure) {
    descriptor = try Self.open(path, settings)
    self.path = path
    self.settings = settings
  }

  deinit { if descriptor >= 0 { _ = clinux_serial_close(descriptor) } }

  /// Changes the speed, after what was taken has left.
  ///
  /// - Errors: `hungUp`; `outOfRange` for a speed that is not listed; `notSupported`.
  public mutating func setSpeed(bitsPerSecond: UInt32) throws(LinuxFailure) {
    try take(Int(clinux_serial_set_speed(try ready(), bitsPerSecond)))
    settings.bitsPerSecond = bitsPerSecond
  }

  /// Takes what fits now and returns how many bytes that was.
  ///
  /// - Errors: `hungUp`, until the port could be opened anew; what was under way is lost.
  public mutating func write(_ bytes: Span<UInt8>) throws(LinuxFailure) -> Int {
    let port = try ready()
    let result = bytes.withUnsafeBufferPointer { buffer in
      clinux_serial_write(port, buffer.baseAddress, buffer.count)
    }
    try take(result)
    return result
  }

  /// Fills from what has arrived and returns how many bytes that was, 0 for none.
  ///
  /// - Errors: `hungUp`, until the port could be opened anew; what was under way is lost.
  public mutating func read(into bytes: inout MutableSpan<UInt8>) throws(LinuxFailure) -> Int {
    let port = try ready()
    let result = bytes.withUnsafeMutableBufferPointer { buffer in
      clinux_serial_read(port, buffer.baseAddress, buffer.count)
    }
    try take(result)
    return result
  }

  /// The descriptor; one that hung up is opened anew by its path, where it is time.
  private mutating func ready() throws(LinuxFailure) -> Int32 {
    guard descriptor < 0 else { return descriptor }
    let now = clock.now()
    guard now.nanoseconds >= nextTry.nanoseconds else { throw lastFailure }
    nextTry = Instant(nanoseconds: now.nanoseconds + Self.retryNanoseconds)
    do throws(LinuxFailure) { descriptor = try Self.open(path, settings) } catch {
      lastFailure = LinuxFailure(.hungUp, code: error.code)
      throw lastFailure
    }
    return descriptor
  }

  /// Takes what a call gave. A port that hung up is given up at once: its name may be wanted for
  /// the adapter that is plugged in next.
  private mutating func take(_ result: Int) throws(LinuxFailure) {
    guard result < 0 else { return }
    let failure = LinuxFailure.onSerial(result)
    guard failure.kind == .hungUp else { throw failure }
    _ = clinux_serial_close(descriptor)
    descriptor = -1
    lastFailure = failure
    nextTry = Instant(nanoseconds: clock.now().nanoseconds + Self.retryNanoseconds)
    throw failure
  }

  private static func open(_ path: String, _ settings: Settings) throws(LinuxFailure) -> Int32 {
    let result = path.withCString {
      clinux_serial_open($0, settings.bitsPerSecond, settings.flowControl ? 1 : 0)
    }
    guard result >= 0 else { throw .general(Int(result)) }
    return result
  }
}
