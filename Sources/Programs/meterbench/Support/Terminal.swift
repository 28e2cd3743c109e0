// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What goes to standard error.
enum Terminal {
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
