// SPDX-License-Identifier: Apache-2.0

import CLinux

/// What a person asks of the machine before the meter starts; nothing of it is changed.
public enum LinuxMachine {
  /// Whether a thread of this user may run in real time.
  ///
  /// - Range: `priority` 1 ... 99.
  /// - Errors: `notPermitted` without CAP_SYS_NICE and above the limit (RLIMIT_RTPRIO).
  public static func checkRealTime(priority: Int32) throws(LinuxFailure) {
    let result = clinux_may_run_real_time(priority)
    guard result >= 0 else { throw .general(Int(result)) }
  }

  /// Whether the system keeps its clock by another one [adjtimex(2), STA_UNSYNC].
  public static var isClockSynchronised: Bool { clinux_is_clock_synchronised() == 1 }

  /// How many bytes a file at this path may have, where it is not there yet.
  ///
  /// - Errors: `noSuchDevice` where its folder is not there, `notPermitted`, `readOnly`.
  public static func room(for path: String) throws(LinuxFailure) -> Int {
    let result = path.withCString { clinux_room_beside($0) }
    guard result >= 0 else { throw .general(Int(result)) }
    return Int(result)
  }

  /// Whether there is something at this path.
  public static func has(_ path: String) -> Bool {
    path.withCString { clinux_is_there($0) == 1 }
  }

  /// Whether this user may write what is at this path.
  public static func mayWrite(_ path: String) -> Bool {
    path.withCString { clinux_may_write($0) == 1 }
  }
}
