// SPDX-License-Identifier: Apache-2.0

import LinuxHardware

/// By what a line is looked for on its chip: first as `Board/Pins.csv` calls it, then as the
/// computer does, at last by its number there. Where the sealed parameters say a number, no name of
/// the table goes before it.
enum LineNames {
  /// Opens the first that the chip has.
  ///
  /// - Errors: those of the line that is there, else that of the number.
  static func open<Opened: ~Copyable>(
    _ name: StaticString?, _ number: UInt32, _ open: (String) throws(LinuxFailure) -> Opened
  ) throws(LinuxFailure) -> Opened {
    if let name {
      do throws(LinuxFailure) { return try open("\(name)") } catch {
        guard error.kind == .noSuchDevice else { throw error }
      }
    }
    do throws(LinuxFailure) { return try open("GPIO\(number)") } catch {
      guard error.kind == .noSuchDevice else { throw error }
    }
    return try open("\(number)")
  }

  /// Whether a line that is held was found by a name and is not the one of the number: that one is
  /// free, or not there, where it should be held.
  static func isElsewhere(
    _ number: UInt32, _ open: (String) throws(LinuxFailure) -> Void
  ) -> Bool {
    do throws(LinuxFailure) {
      try open("\(number)")
      return true
    } catch { return error.kind != .busy }
  }
}
