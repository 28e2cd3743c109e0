// SPDX-License-Identifier: Apache-2.0

import Foundation
import LocalPort

/// The reader's end of a serial line: 8 data bits, no parity, whose speed can be changed.
final class PortLine {
  let path: String
  private let descriptor: Int32
  private var waiting: [UInt8] = []

  /// Opens a serial port or a pseudo-terminal, alone, and throws away what had arrived before.
  init(_ path: String, _ speed: LineSpeed) throws(BenchError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path, errno) }
    // From here on a failure closes it, by deinit.
    guard isatty(descriptor) == 1 else {
      throw BenchError(
        .noInput, path, "it is not a serial port", advice: "name the reader's, as /dev/ttyUSB0")
    }
    guard ioctl(descriptor, UInt(TIOCEXCL)) == 0 else { throw Self.failure(path, errno) }
    try set(speed)
    tcflush(descriptor, TCIOFLUSH)
  }

  deinit {
    // TIOCNXCL: a pseudo-terminal stays open at its other end.
    _ = ioctl(descriptor, UInt(TIOCNXCL))
    close(descriptor)
  }

  /// Changes the speed once all that was written has left.
  func set(_ speed: LineSpeed) throws(BenchError) {
    var settings = termios()
    guard tcgetattr(descriptor, &settings) == 0 else { throw Self.failure(path, errno) }
    cfmakeraw(&settings)
    settings.c_cflag &= ~tcflag_t(CSTOPB | PARENB)
    settings.c_cflag |= tcflag_t(CLOCAL | CREAD)
    guard cfsetspeed(&settings, Self.code(speed)) == 0,
      tcsetattr(descriptor, TCSADRAIN, &settings) == 0
    else { throw Self.failure(path, errno) }
  }

  /// Writes all and waits until it has left.
  func write(_ bytes: [UInt8]) throws(BenchError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EAGAIN || errno == EINTR else { throw Self.failure(path, errno) }
      rest = rest.dropFirst(max(count, 0))
      if !rest.isEmpty { usleep(1_000) }
    }
    tcdrain(descriptor)
  }

  /// The next byte; nil where none comes in time.
  func next(milliseconds: Int32) throws(BenchError) -> UInt8? {
    if waiting.isEmpty {
      var wish = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&wish, 1, milliseconds) > 0 else { return nil }
      var buffer = [UInt8](repeating: 0, count: 1_024)
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else {
        if count < 0, errno == EAGAIN || errno == EINTR { return nil }
        throw Self.failure(path, count < 0 ? errno : EIO)
      }
      waiting = buffer.prefix(count).reversed()
    }
    return waiting.popLast()
  }

  private static func code(_ speed: LineSpeed) -> speed_t {
    switch speed {
    case .bd300: speed_t(B300)
    case .bd600: speed_t(B600)
    case .bd1200: speed_t(B1200)
    case .bd2400: speed_t(B2400)
    case .bd4800: speed_t(B4800)
    case .bd9600: speed_t(B9600)
    case .bd19200: speed_t(B19200)
    case .bd115200: speed_t(B115200)
    }
  }

  private static func failure(_ path: String, _ code: Int32) -> BenchError {
    let reason = String(cString: strerror(code))
    switch code {
    case ENOENT, ENXIO, ENODEV:
      return BenchError(.noInput, path, reason, advice: "plug the reader in, or name its port")
    case EACCES, EPERM:
      return BenchError(
        .noInput, path, reason, advice: "join the port's group, as a rule dialout")
    case EBUSY:
      return BenchError(.unavailable, path, reason, advice: "end the program that has it open")
    default: return BenchError(.inputOutput, path, reason)
    }
  }
}
