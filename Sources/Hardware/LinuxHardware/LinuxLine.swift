// SPDX-License-Identifier: Apache-2.0

import CLinux
public import HardwareInterface

/// A GPIO line that is driven, by libgpiod 1 or 2; owned by this program while it lives.
public struct LinuxOutput: DigitalOutput, ~Copyable {
  private var opened = clinux_gpio_line()

  /// Takes a line by its number on the chip ("17") or its name ("GPIO17"), and drives it.
  ///
  /// - Errors: `noSuchDevice` for the chip or the line, `busy`, `notPermitted`.
  public init(chip: String, line: String, level: Level = .low) throws(LinuxFailure) {
    let result = chip.withCString { chip in
      line.withCString { line in
        clinux_gpio_open_output(chip, line, Int32(level.rawValue), &opened)
      }
    }
    guard result >= 0 else { throw .general(Int(result)) }
  }

  deinit {
    var last = opened
    clinux_gpio_close(&last)
  }

  /// Drives the line.
  ///
  /// - Errors: `inputOutput`, `noSuchDevice` where the chip is gone.
  public mutating func set(_ level: Level) throws(LinuxFailure) {
    let result = clinux_gpio_set(&opened, Int32(level.rawValue))
    guard result >= 0 else { throw .general(Int(result)) }
  }
}

/// A GPIO line that is read, by libgpiod 1 or 2; owned by this program while it lives.
public struct LinuxInput: DigitalInput, ~Copyable {
  private var opened = clinux_gpio_line()

  /// Takes a line by its number on the chip ("17") or its name ("GPIO17"); with the chip's own
  /// pull-up where it is for a switch to ground, which else would float.
  ///
  /// - Errors: `noSuchDevice` for the chip or the line, `busy`, `notPermitted`.
  public init(chip: String, line: String, isPulledUp: Bool = false) throws(LinuxFailure) {
    let result = chip.withCString { chip in
      line.withCString { line in
        clinux_gpio_open_input(chip, line, isPulledUp ? 1 : 0, &opened)
      }
    }
    guard result >= 0 else { throw .general(Int(result)) }
  }

  deinit {
    var last = opened
    clinux_gpio_close(&last)
  }

  /// Reads the line now.
  ///
  /// - Errors: `inputOutput`, `noSuchDevice` where the chip is gone.
  public mutating func level() throws(LinuxFailure) -> Level {
    let result = clinux_gpio_get(&opened)
    guard result >= 0 else { throw .general(Int(result)) }
    return result == 0 ? .low : .high
  }
}
