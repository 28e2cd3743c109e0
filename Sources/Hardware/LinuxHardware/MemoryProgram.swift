// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A program in memory, which no file can change any more: written in pieces, then started.
public struct MemoryProgram: ~Copyable {
  private let descriptor: Int32

  /// Begins with no bytes.
  ///
  /// - Errors: `noSpace` and others of memfd_create(2).
  public init() throws(LinuxFailure) {
    let result = clinux_memory_file()
    guard result >= 0 else { throw .general(Int(result)) }
    descriptor = result
  }

  deinit { _ = clinux_close(descriptor) }

  /// Adds bytes.
  public mutating func append(_ bytes: Span<UInt8>) throws(LinuxFailure) {
    let file = descriptor
    let result = bytes.withUnsafeBufferPointer {
      clinux_write_all(file, $0.baseAddress, $0.count)
    }
    guard result >= 0 else { throw .general(Int(result)) }
  }

  /// This process becomes the program, with its own arguments and two more; its number, user and
  /// rights stay. Returns only where that fails, and why.
  public func start(_ option: StaticString, _ value: StaticString) -> LinuxFailure {
    let result = option.withUTF8Buffer { option in
      value.withUTF8Buffer { value in
        option.withMemoryRebound(to: CChar.self) { option in
          value.withMemoryRebound(to: CChar.self) { value in
            clinux_start_program(descriptor, option.baseAddress, value.baseAddress)
          }
        }
      }
    }
    return .general(Int(result))
  }
}
