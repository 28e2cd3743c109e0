// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A pseudo-terminal that plays a serial line: raw from the start, and never waited for.
final class PseudoTerminal {
  /// Bytes kept for who has not opened the line or does not read; the oldest are dropped.
  static let waitingMax = 4_096
  /// TIOCSPTLCK and TIOCGPTN.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  /// What another program opens.
  let path: String
  private let master: Int32
  /// Kept open, so that the line is no hang-up before and between the other's openings.
  private let line: Int32
  private var waiting: [UInt8] = []

  /// Makes a pair and sets it raw. Source: ioctl_tty(2), termios(3).
  init() throws(BenchError) {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK)
    var lock: Int32 = 0
    var number: Int32 = 0
    guard master >= 0, ioctl(master, PseudoTerminal.setLock, &lock) == 0,
      ioctl(master, PseudoTerminal.getNumber, &number) == 0
    else { throw PseudoTerminal.failure() }
    path = "/dev/pts/\(number)"
    line = open(path, O_RDWR | O_NOCTTY)
    var settings = termios()
    guard line >= 0, tcgetattr(line, &settings) == 0 else { throw PseudoTerminal.failure() }
    cfmakeraw(&settings)
    guard tcsetattr(line, TCSANOW, &settings) == 0 else { throw PseudoTerminal.failure() }
  }

  deinit {
    close(line)
    close(master)
  }

  /// What has arrived.
  func take() -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 1_024)
    let count = read(master, &buffer, buffer.count)
    return count > 0 ? Array(buffer.prefix(count)) : []
  }

  /// Gives what fits now and keeps the rest for the next call.
  func give(_ bytes: [UInt8]) {
    waiting += bytes
    waiting.removeFirst(max(0, waiting.count - PseudoTerminal.waitingMax))
    guard !waiting.isEmpty else { return }
    let count = write(master, waiting, waiting.count)
    if count > 0 { waiting.removeFirst(count) }
  }

  private static func failure() -> BenchError {
    BenchError(.unavailable, "/dev/ptmx", String(cString: strerror(errno)))
  }
}
