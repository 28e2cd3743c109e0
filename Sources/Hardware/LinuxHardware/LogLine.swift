// SPDX-License-Identifier: Apache-2.0

import Bytes
import CLinux

/// A line for the log of a program that has started: it is made without heap.
///
/// - Range: 240 bytes; a piece that does not fit is left out, and `…` stands for all that is.
public struct LogLine: Sendable {
  private static let cut: StaticString = "…"

  private var bytes = FixedBytes<240>()
  private var isCut = false

  /// Begins with a text.
  public init(_ text: StaticString) { append(text) }

  /// Adds a text.
  public mutating func append(_ text: StaticString) {
    add { bytes in bytes.append(text) }
  }

  /// Adds a text that is known only here, as a path.
  public mutating func append(text: String) {
    add { bytes in
      var whole = bytes
      for byte in text.utf8 where !whole.append(byte) { return false }
      bytes = whole
      return true
    }
  }

  /// Adds a number.
  public mutating func append(decimal value: Int) {
    add { bytes in bytes.append(decimal: Int64(value)) }
  }

  /// Adds a number in hexadecimal digits, without zeros before it.
  public mutating func append(hexadecimal value: UInt64) {
    let digits = max(1, (67 - value.leadingZeroBitCount) / 4)
    var whole = FixedBytes<16>()
    whole.append(hexadecimal: value)
    add { bytes in bytes.append(whole.span.extracting(16 - digits..<16)) }
  }

  /// What it says, in UTF-8.
  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    @_addressableSelf
    borrowing get { bytes.span }
  }

  /// Room for the mark is kept until something did not fit.
  private mutating func add(_ piece: (inout FixedBytes<240>) -> Bool) {
    guard !isCut else { return }
    let before = bytes
    let most = FixedBytes<240>.capacity - Self.cut.utf8CodeUnitCount
    let isWhole = piece(&bytes) && bytes.count <= most
    guard !isWhole else { return }
    (bytes, isCut) = (before, true)
    bytes.append(Self.cut)
  }
}

extension LinuxProgram {
  /// Writes a line to standard error; where that is the journal, with its priority. Allocates:
  /// never. Source: [sd-daemon(3), SD_WARNING and the others].
  public static func complain(_ line: LogLine, _ priority: Priority = .warning) {
    // A whole line at once: those of other programs do not come between.
    var whole = FixedBytes<256>()
    if clinux_is_journal(2) == 1 {
      whole.append("<")
      whole.append(decimal: Int64(priority.rawValue))
      whole.append(">")
    }
    whole.append(line.span)
    whole.append("\n")
    _ = whole.span.withUnsafeBufferPointer { clinux_write_all(2, $0.baseAddress, $0.count) }
  }
}
