// SPDX-License-Identifier: Apache-2.0

import CLinux

/// The bytes of a file, mapped for as long as this lives. Where memory is locked they stay in it:
/// looking at them waits for no disk.
public struct MappedFile: ~Copyable {
  private let start: UnsafePointer<UInt8>?
  private let count: Int

  /// No file, and no bytes.
  public init() { (start, count) = (nil, 0) }

  /// Maps a whole file.
  ///
  /// - Errors: `noSuchDevice`, `notPermitted`; `notAFile`.
  public init(path: String) throws(LinuxFailure) {
    var bytes: UnsafePointer<UInt8>?
    var count = 0
    let result = path.withCString { clinux_map_file($0, &bytes, &count) }
    guard result >= 0 else { throw .general(Int(result)) }
    (start, self.count) = (bytes, count)
  }

  deinit { clinux_unmap_file(start, count) }

  /// Lends the bytes.
  public func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    body(UnsafeBufferPointer(start: start, count: count).span)
  }
}
