// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A bell that one thread rings and another waits for, with what else may end the wait.
struct LinuxBell: ~Copyable {
  private let descriptor: Int32
  private let watched: Int32

  init() throws(LinuxFailure) {
    let bell = clinux_bell_open()
    guard bell >= 0 else { throw .general(Int(bell)) }
    let watch = clinux_watch_open(bell)
    guard watch >= 0 else {
      _ = clinux_close(bell)
      throw .general(Int(watch))
    }
    (descriptor, watched) = (bell, watch)
  }

  deinit {
    _ = clinux_close(watched)
    _ = clinux_close(descriptor)
  }

  func ring() { clinux_bell_ring(descriptor) }

  /// From now on what comes at this descriptor ends a wait.
  func watch(_ other: Int32) throws(LinuxFailure) {
    let result = clinux_watch_add(watched, other)
    guard result >= 0 else { throw .general(Int(result)) }
  }

  /// Returns true at a ring since the last wait; false after the time, at a signal, or where
  /// something came elsewhere.
  func wait(nanoseconds: UInt64) -> Bool {
    clinux_watch_wait(watched, descriptor, nanoseconds) == 1
  }
}
