// SPDX-License-Identifier: Apache-2.0

import CLinux

/// What a thread does, from its start to its end.
class ThreadBody {
  func run() {}
}

/// A thread of Linux, with its stack in memory and all signals left to the main thread.
///
/// Its owner tells the body to end; giving up this value waits until it has.
struct LinuxThread: ~Copyable {
  /// Enough for any thread of the meter. Unit: bytes.
  static let stackBytes = 256 * 1024

  /// Whether it runs as SCHED_FIFO. Where this user may not (CAP_SYS_NICE), it runs like others.
  let isRealTime: Bool
  private let body: ThreadBody
  private let thread: UInt64
  private var isDetached = false

  /// Starts a thread.
  ///
  /// - Range: `priority` 1 ... 99 asks for SCHED_FIFO.
  /// - Errors: no thread could be made: the code says why.
  init(
    _ body: ThreadBody, priority: Int32, stackBytes: Int = Self.stackBytes
  ) throws(LinuxFailure) {
    var thread: UInt64 = 0
    let result = clinux_thread_start(
      { context in
        guard let context else { return }
        Unmanaged<ThreadBody>.fromOpaque(context).takeUnretainedValue().run()
      }, Unmanaged.passUnretained(body).toOpaque(), stackBytes, priority, &thread)
    guard result >= 0 else { throw .general(Int(result)) }
    self.isRealTime = result == 1
    self.body = body
    self.thread = thread
  }

  deinit { if !isDetached { clinux_thread_join(thread) } }

  /// Lets it run on this processor only, from 0. Other threads may run there, too.
  ///
  /// - Errors: `outOfRange` where there is no such processor.
  func pin(to processor: Int32) throws(LinuxFailure) {
    let result = clinux_thread_pin(thread, processor)
    guard result >= 0 else { throw .general(Int(result)) }
  }

  /// Lets the thread end when it will: giving up this value no longer waits for it.
  ///
  /// The body must then live on until it has.
  mutating func detach() {
    guard !isDetached else { return }
    isDetached = true
    clinux_thread_detach(thread)
  }
}
