// SPDX-License-Identifier: Apache-2.0

import CLinux
public import HardwareInterface
import Quantities

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
///
/// The kernel keeps its changes, stamped by the interrupt: 16 a line; of more the newest are lost
/// (libgpiod 1) or the oldest (libgpiod 2).
/// - Source: [Linux drivers/gpio/gpiolib-cdev.c] struct lineevent_state, linereq_put_event.
public struct LinuxInput: DigitalInput, ~Copyable {
  private var opened = clinux_gpio_line()

  /// Where the kernel tells of changes; nil for a line without an interrupt, which is only read.
  var changesDescriptor: Int32? { opened.descriptor >= 0 ? opened.descriptor : nil }
  /// Whether the kernel keeps its changes.
  public var hasChanges: Bool { changesDescriptor != nil }

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

  /// Takes the oldest change. The kernel stamps with CLOCK_MONOTONIC; its age is what counts back
  /// from now (`clinux_of_kernel_stamp`).
  ///
  /// - Errors: `inputOutput`, `noSuchDevice` where the chip is gone.
  public mutating func nextChange() throws(LinuxFailure) -> LevelChange? {
    var edge = clinux_gpio_edge()
    let result = clinux_gpio_next_edge(&opened, &edge)
    guard result >= 0 else { throw .general(Int(result)) }
    guard result == 1 else { return nil }
    let stamp = clinux_of_kernel_stamp(edge.monotonic_nanoseconds)
    return LevelChange(edge.level == 0 ? .low : .high, at: Instant(nanoseconds: stamp))
  }
}
