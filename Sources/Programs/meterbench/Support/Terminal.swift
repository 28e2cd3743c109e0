// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What goes to standard output and standard error.
enum Terminal {
  /// Writes text and a line end to standard output.
  ///
  /// - Errors: nobody takes it, or the disk is full.
  static func print(_ text: String) throws(BenchError) { try put(text + "\n") }

  /// Writes text to standard output as it is.
  ///
  /// - Errors: nobody takes it, or the disk is full.
  static func put(_ text: String) throws(BenchError) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let reason = String(cString: strerror(errno))
        throw BenchError(.inputOutput, "standard output", "it cannot be written: \(reason)")
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Writes one line, with the program's name before it.
  static func report(_ message: String) {
    FileHandle.standardError.write(Data("meterbench: \(message)\n".utf8))
  }
}

/// How far long work has come, on a terminal only; without colour.
struct Progress {
  private static let quiet = Duration.seconds(1)
  private let total: Int
  private let isShown: Bool
  private let began = ContinuousClock.now
  private var percent = -1

  /// Starts; nothing is shown for work of less than a second.
  init(total: Int) {
    self.total = total
    isShown = total > 0 && isatty(STDERR_FILENO) == 1
  }

  /// Shows the percentage where it has changed.
  mutating func update(_ done: Int) {
    guard isShown, done * 100 / total != percent else { return }
    percent = done * 100 / total
    guard ContinuousClock.now - began > Progress.quiet else { return }
    FileHandle.standardError.write(Data("\rmeterbench: \(percent) %".utf8))
  }

  /// Clears the line.
  func finish() {
    guard isShown, ContinuousClock.now - began > Progress.quiet else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }
}
