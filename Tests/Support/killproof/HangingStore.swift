// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import LinuxHardware
import Synchronization

/// A file on a disk that answers nothing any more once it is told to, and says then that it hangs.
struct HangingStore: BlockStore, ~Copyable {
  /// Longer than anybody waits. Unit: nanoseconds.
  private static let hangNanoseconds: UInt64 = 600_000_000_000

  /// Whether the next sync hangs. The main loop says so, the storekeeper's thread obeys.
  static let hangs = Atomic(false)

  private var file: FileBlockStore
  private var clock = LinuxClock()

  init(_ file: consuming FileBlockStore) { self.file = file }

  var capacity: Int { file.capacity }

  mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(LinuxFailure) { try file.read(at: offset, into: &bytes) }

  mutating func write(_ bytes: Span<UInt8>, at offset: Int) throws(LinuxFailure) {
    try file.write(bytes, at: offset)
  }

  mutating func sync() throws(LinuxFailure) {
    if Self.hangs.load(ordering: .relaxed) {
      LinuxProgram.printLine("hangs")
      clock.pause(nanoseconds: Self.hangNanoseconds)
    }
    try file.sync()
  }
}
