// SPDX-License-Identifier: Apache-2.0

/// Bytes as hexadecimal digits, two each, the first byte first.
enum Hexadecimal {
  /// In lower case.
  static func digits(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// In lower case.
  static func digits<let count: Int>(_ bytes: InlineArray<count, UInt8>) -> String {
    digits(bytes.indices.map { bytes[$0] })
  }

  /// Nil where a character is no digit of either case, or half a byte is left.
  static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    let letters = Array(text)
    guard letters.count.isMultiple(of: 2), letters.allSatisfy({ $0.isASCII && $0.isHexDigit })
    else { return nil }
    return stride(from: 0, to: letters.count, by: 2).compactMap {
      UInt8(String(letters[$0...$0 + 1]), radix: 16)
    }
  }
}
