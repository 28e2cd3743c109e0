// SPDX-License-Identifier: Apache-2.0

/// 7 data bits and even parity in the 8 data bits of a UART that does neither.
///
/// Source: [IEC 62056-21] character format: 1 start bit, 7 data bits, even parity, 1 stop bit.
public enum EvenParity {
  /// The character with its parity in bit 7.
  public static func encoded(_ character: UInt8) -> UInt8 {
    let data = character & 0x7F
    return data.nonzeroBitCount & 1 == 0 ? data : data | 0x80
  }

  /// The character without its parity; nil where that is wrong.
  public static func decoded(_ byte: UInt8) -> UInt8? {
    byte.nonzeroBitCount & 1 == 0 ? byte & 0x7F : nil
  }
}
