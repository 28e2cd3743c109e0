// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import LinuxHardware
import Quantities
import Seal

/// The program's own file, hashed at the start and each hour.
struct CodeCheck {
  /// Unit: nanoseconds.
  static let periodNanoseconds: UInt64 = 3_600_000_000_000
  /// What Linux calls the file of the program that runs, whatever took its place since.
  static let path = "/proc/self/exe"

  /// The hash at the start; nil where the file cannot be read.
  let digest: Digest?
  private var clock = LinuxClock()
  private var checked: Instant

  init() {
    var clock = LinuxClock()
    checked = clock.now()
    digest = Self.hash()
  }

  /// True once a period.
  mutating func isDue() -> Bool {
    let now = clock.now()
    guard now.since(checked) >= Self.periodNanoseconds else { return false }
    checked = now
    return true
  }

  /// Whether the file has changed, or cannot be read any more.
  func hasFailed() -> Bool {
    guard let digest else { return false }
    return Self.hash() != digest
  }

  private static func hash() -> Digest? {
    do throws(LinuxFailure) {
      return try LinuxProgram.withFile(path) { SHA256.of($0) }
    } catch { return nil }
  }
}
