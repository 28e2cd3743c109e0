// SPDX-License-Identifier: Apache-2.0

import CLinux
public import HardwareInterface

/// A serial port of Linux: raw, 8 data bits, no parity, 1 stop bit, held alone, never waiting.
///
/// A pseudo-terminal serves as well as a UART.
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

  private let descriptor: Int32

  /// Opens a port and throws away what had arrived before.
  ///
  /// - Errors: `noSuchDevice`, `notPermitted`, `busy`, `notATerminal`; `outOfRange` for a speed
  ///   that is not listed; `notSupported` where the port refuses the speed or the flow control.
  public init(path: String, _ settings: Settings = Settings()) throws(LinuxFailure) {
    let result = path.withCString {
      clinux_serial_open($0, settings.bitsPerSecond, settings.flowControl ? 1 : 0)
    }
    guard result >= 0 else { throw .general(Int(result)) }
    descriptor = result
  }

  /// Changes the speed, after what was taken has left.
  ///
  /// - Errors: `hungUp`; `outOfRange` for a speed that is not listed; `notSupported`.
  public mutating func setSpeed(bitsPerSecond: UInt32) throws(LinuxFailure) {
    let result = clinux_serial_set_speed(descriptor, bitsPerSecond)
    guard result >= 0 else { throw .general(Int(result)) }
  }

  deinit { _ = clinux_close(descriptor) }

  /// Takes what fits now and returns how many bytes that was.
  ///
  /// - Errors: `hungUp`.
  public mutating func write(_ bytes: Span<UInt8>) throws(LinuxFailure) -> Int {
    let port = descriptor
    let result = bytes.withUnsafeBufferPointer { buffer in
      clinux_serial_write(port, buffer.baseAddress, buffer.count)
    }
    guard result >= 0 else { throw .onSerial(result) }
    return result
  }

  /// Fills from what has arrived and returns how many bytes that was, 0 for none.
  ///
  /// - Errors: `hungUp`.
  public mutating func read(into bytes: inout MutableSpan<UInt8>) throws(LinuxFailure) -> Int {
    let port = descriptor
    let result = bytes.withUnsafeMutableBufferPointer { buffer in
      clinux_serial_read(port, buffer.baseAddress, buffer.count)
    }
    guard result >= 0 else { throw .onSerial(result) }
    return result
  }
}
