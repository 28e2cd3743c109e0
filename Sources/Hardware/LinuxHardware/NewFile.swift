// SPDX-License-Identifier: Apache-2.0

import CLinux
public import HardwareInterface

/// A file that was not there before, written from its begin.
public struct NewFile: ByteSink, ~Copyable {
  private let descriptor: Int32

  /// Makes the file; one that is there already is left as it is.
  ///
  /// - Errors: `alreadyThere`; `noSuchDevice` where the folder is not there; `notPermitted`,
  ///   `noSpace`, `readOnly`.
  public init(path: String) throws(LinuxFailure) {
    let result = path.withCString { clinux_create_file($0) }
    guard result >= 0 else { throw .general(Int(result)) }
    descriptor = result
  }

  deinit { _ = clinux_close(descriptor) }

  /// Writes all of the bytes.
  ///
  /// - Errors: `noSpace`, `inputOutput`.
  public mutating func append(_ bytes: Span<UInt8>) throws(LinuxFailure) {
    let file = descriptor
    let result = bytes.withUnsafeBufferPointer { buffer in
      clinux_write_all(file, buffer.baseAddress, buffer.count)
    }
    guard result >= 0 else { throw .general(Int(result)) }
  }
}
