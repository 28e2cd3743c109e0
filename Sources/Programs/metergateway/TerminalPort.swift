// SPDX-License-Identifier: Apache-2.0

import Foundation
import HardwareInterface

/// A serial device or a pty: raw, 115,200 baud, 8N1, neither call waits.
///
/// Source: termios(3).
struct TerminalPort: SerialPort, ~Copyable {
  /// What went wrong with the device; the text names it.
  enum Failure: Error, Equatable, CustomStringConvertible {
    case cannotOpen(path: String, reason: String)
    case isNoTerminal(path: String)
    case failed(path: String, reason: String)
    case hungUp(path: String)

    var description: String {
      switch self {
      case .cannotOpen(let path, let reason): return "\(path): cannot open the radio: \(reason)"
      case .isNoTerminal(let path): return "\(path): is neither a serial device nor a pty"
      case .failed(let path, let reason): return "\(path): the radio failed: \(reason)"
      case .hungUp(let path): return "\(path): the radio hung up"
      }
    }

    /// EX_UNAVAILABLE or EX_IOERR. Source: sysexits.h.
    var exitCode: Int32 {
      switch self {
      case .cannotOpen, .isNoTerminal: return 69
      case .failed, .hungUp: return 74
      }
    }
  }

  private let path: String
  private let descriptor: Int32

  init(path: String) throws(Failure) {
    let descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .cannotOpen(path: path, reason: Self.lastError)
    }
    guard Self.makeRaw(descriptor) else {
      close(descriptor)
      throw .isNoTerminal(path: path)
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  private static func makeRaw(_ descriptor: Int32) -> Bool {
    var settings = termios()
    guard tcgetattr(descriptor, &settings) == 0 else { return false }
    cfmakeraw(&settings)
    settings.c_cflag |= tcflag_t(CLOCAL | CREAD)
    cfsetspeed(&settings, speed_t(B115200))
    return tcsetattr(descriptor, TCSANOW, &settings) == 0
  }

  private static var lastError: String { String(cString: strerror(errno)) }

  mutating func write(_ bytes: Span<UInt8>) throws(Failure) -> Int {
    let count = bytes.withUnsafeBufferPointer {
      Foundation.write(descriptor, $0.baseAddress, $0.count)
    }
    return try moved(count)
  }

  mutating func read(into bytes: inout MutableSpan<UInt8>) throws(Failure) -> Int {
    guard !bytes.isEmpty else { return 0 }
    let count = bytes.withUnsafeMutableBufferPointer {
      Foundation.read(descriptor, $0.baseAddress, $0.count)
    }
    if count == 0 { throw .hungUp(path: path) }
    return try moved(count)
  }

  private func moved(_ count: Int) throws(Failure) -> Int {
    if count >= 0 { return count }
    if errno == EAGAIN || errno == EINTR { return 0 }
    // A pty whose other end is closed answers EIO.
    if errno == EIO { throw .hungUp(path: path) }
    throw .failed(path: path, reason: Self.lastError)
  }

  /// Waits until bytes arrive, but no longer than so long; a signal ends it too.
  func wait(milliseconds: Int32) {
    var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&event, 1, milliseconds)
  }
}
