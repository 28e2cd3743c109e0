// SPDX-License-Identifier: Apache-2.0

import Glibc
import LinuxHardware

/// What a person asks of the machine before the meter starts.
enum Machine {
  /// Room in a folder and where a file has none, what is there, and the clock.
  static func ask(_ count: Int) throws(LinuxFailure) {
    let folder = String(cString: getenv("FAULTY_FOLDER"))
    chdir(folder)
    let paths = [folder + "/store", "store", folder + "/none/store", long]
    for path in paths {
      say { () throws(LinuxFailure) in try LinuxMachine.room(for: path) > 0 ? "room" : "no room" }
    }
    print(LinuxMachine.has(folder) ? "there" : "not there")
    print(LinuxMachine.mayWrite(folder) ? "writable" : "not writable")
    print(LinuxMachine.isClockSynchronised ? "synchronised" : "not synchronised")
  }

  /// Longer than a path may be.
  private static let long = "/" + String(repeating: "n", count: 4096)

  static func realTime(_ count: Int) throws(LinuxFailure) {
    say { () throws(LinuxFailure) in
      try LinuxMachine.checkRealTime(priority: 40)
      return "permitted"
    }
  }

  static func lock(_ count: Int) throws(LinuxFailure) {
    say { () throws(LinuxFailure) in
      try LinuxProgram.lockMemory()
      return "locked"
    }
  }
}
