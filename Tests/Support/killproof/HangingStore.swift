// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import LinuxHardware

/// A file on a disk that answers nothing any more after so many syncs, and says then that it hangs.
struct HangingStore: BlockStore, ~Copyable {
  /// Longer than anybody waits. Unit: nanoseconds.
  private static let hangNanoseconds: UInt64 = 600_000_000_000

  private var file: FileBlockStore
  private var syncsLeft: Int
  private var clock = LinuxClock()

  init(_ file: consuming FileBlockStore, syncsMax: Int) {
    self.file = file
    syncsLeft = syncsMax
  }

  var capacity: Int { file.capacity }

  mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(LinuxFailure) { try file.read(at: offset, into: &bytes) }

  mutating func write(_ bytes: Span<UInt8>, at offset: Int) throws(LinuxFailure) {
    try file.write(bytes, at: offset)
  }

  mutating func sync() throws(LinuxFailure) {
    if syncsLeft == 0 {
      LinuxProgram.printLine("hangs")
      clock.pause(nanoseconds: Self.hangNanoseconds)
    }
    syncsLeft -= 1
    try file.sync()
  }
}
