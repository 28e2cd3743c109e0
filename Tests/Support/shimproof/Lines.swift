// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import LinuxHardware

/// GPIO lines: what line 20 drives, line 21 reads.
enum Lines {
  static let chip = "/dev/gpiochip0"

  /// Drives high and low in turns.
  static func output(_ count: Int) throws(LinuxFailure) {
    var line = try LinuxOutput(chip: chip, line: "20")
    for number in 0..<count {
      say { () throws(LinuxFailure) in
        try line.set(number % 2 == 0 ? .high : .low)
        return "driven"
      }
    }
  }

  /// Drives one line and reads the other.
  static func input(_ count: Int) throws(LinuxFailure) {
    var line = try LinuxInput(chip: chip, line: "21")
    var far = try LinuxOutput(chip: chip, line: "20")
    for number in 0..<count {
      say { () throws(LinuxFailure) in
        try far.set(number % 2 == 0 ? .high : .low)
        return "\(try line.level())"
      }
    }
  }

  /// Lines by their names; a line that is held is refused to others, and a name that is not there.
  static func name(_ count: Int) throws(LinuxFailure) {
    var line = try LinuxInput(chip: chip, line: "GPIO21", isPulledUp: true)
    say { () throws(LinuxFailure) in "\(try line.level())" }
    for name in ["21", "40", "GPIO40"] {
      say { () throws(LinuxFailure) in
        _ = try LinuxInput(chip: chip, line: name)
        return "taken"
      }
    }
  }

  /// Takes a line, reads it and lets it go, in turns; nothing of that stays open.
  static func again(_ count: Int) throws(LinuxFailure) {
    let before = descriptors()
    for _ in 0..<count {
      say { () throws(LinuxFailure) in
        var line = try LinuxInput(chip: chip, line: "GPIO21", isPulledUp: true)
        return "\(try line.level())"
      }
    }
    print("\(descriptors() - before) left open")
  }
}
