// SPDX-License-Identifier: Apache-2.0

import CLinux
public import HardwareInterface

/// A block store in one file of a fixed size, held by one program at a time.
///
/// A file that is absent or too short is made whole beside its place and renamed into it, so that a
/// cut of power leaves the old one or the new one; bytes that were there are kept.
public struct FileBlockStore: BlockStore, ~Copyable {
  /// The largest store. Unit: bytes.
  public static let capacityMax = 1 << 30

  private let descriptor: Int32
  private let isToRead: Bool

  /// Unit: bytes.
  public let capacity: Int

  /// Opens a store, or creates it, full of zeros. One on a disk that is read-only is read; each
  /// write fails until the disk can be written again.
  ///
  /// - Errors: `noSuchDevice` where the folder is not there, `notPermitted`, `noSpace`; `readOnly`
  ///   where it would have to be created on such a disk;
  ///   `busy` where another program holds it; `wrongSize` where the file is larger than `capacity`;
  ///   `outOfRange` unless 0 < capacity <= `capacityMax`; `notAFile`.
  public init(path: String, capacity: Int) throws(LinuxFailure) {
    try self.init(capacity, isToRead: false) {
      path.withCString { clinux_store_open($0, Int64(capacity)) }
    }
  }

  /// Opens a store that is there to read it, also where another program holds it; each write fails.
  ///
  /// - Errors: `noSuchDevice` where it is not there, `notPermitted`; `outOfRange` of the capacity.
  public init(reading path: String, capacity: Int) throws(LinuxFailure) {
    try self.init(capacity, isToRead: true) { path.withCString { clinux_store_open_read($0) } }
  }

  private init(
    _ capacity: Int, isToRead: Bool, open: () -> Int32
  ) throws(LinuxFailure) {
    guard capacity > 0, capacity <= Self.capacityMax else { throw LinuxFailure(.outOfRange) }
    let result = open()
    guard result >= 0 else { throw .general(Int(result)) }
    (self.descriptor, self.isToRead, self.capacity) = (result, isToRead, capacity)
  }

  deinit { _ = clinux_close(descriptor) }

  /// Fills `bytes` from the store at an offset.
  ///
  /// - Errors: `outOfRange` where any of it lies outside; `inputOutput`.
  public mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(LinuxFailure) {
    try check(offset, bytes.count)
    let file = descriptor
    let result = bytes.withUnsafeMutableBufferPointer { buffer in
      clinux_store_read(file, Int64(offset), buffer.baseAddress, buffer.count)
    }
    guard result >= 0 else { throw .general(Int(result)) }
  }

  /// Writes bytes at an offset. Where only a part is taken, the rest is tried once more.
  ///
  /// - Errors: `outOfRange` where any of it lies outside, and nothing is written; `noSpace`,
  ///   `readOnly`, `inputOutput`; `shortWrite` where a part of the rest is taken again.
  public mutating func write(_ bytes: Span<UInt8>, at offset: Int) throws(LinuxFailure) {
    try check(offset, bytes.count)
    if isToRead { throw LinuxFailure(.readOnly) }
    let file = descriptor
    let result = bytes.withUnsafeBufferPointer { buffer in
      clinux_store_write(file, Int64(offset), buffer.baseAddress, buffer.count)
    }
    guard result != -CLINUX_SHORT_WRITE else { throw LinuxFailure(.shortWrite) }
    guard result >= 0 else { throw .general(Int(result)) }
  }

  /// Returns when all that was written is on the disk (fdatasync).
  ///
  /// - Errors: `inputOutput`, `noSpace`.
  public mutating func sync() throws(LinuxFailure) {
    let result = clinux_store_sync(descriptor)
    guard result >= 0 else { throw .general(Int(result)) }
  }

  private func check(_ offset: Int, _ count: Int) throws(LinuxFailure) {
    guard offset >= 0, count <= capacity, offset <= capacity - count else {
      throw LinuxFailure(.outOfRange)
    }
  }
}
