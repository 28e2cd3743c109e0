// SPDX-License-Identifier: Apache-2.0

/// CRC-32/ISO-HDLC: reflected polynomial 0xEDB88320, initial and final value 0xFFFFFFFF.
///
/// Source: [CRC catalogue] CRC-32/ISO-HDLC; check value of "123456789": 0xCBF43926.
public struct CRC32: Equatable, Sendable {
  private var register: UInt32 = 0xFFFF_FFFF

  /// Starts with no bytes.
  public init() {}

  /// The checksum of all bytes so far.
  public var value: UInt32 { ~register }

  /// Takes one more byte.
  public mutating func update(_ byte: UInt8) {
    register ^= UInt32(byte)
    for _ in 0..<8 {
      register = register >> 1 ^ (0xEDB8_8320 & (0 &- (register & 1)))
    }
  }

  /// Takes more bytes, in order.
  public mutating func update(_ bytes: Span<UInt8>) {
    for index in bytes.indices { update(bytes[index]) }
  }

  /// The checksum of these bytes alone.
  public static func of(_ bytes: Span<UInt8>) -> UInt32 {
    var crc = CRC32()
    crc.update(bytes)
    return crc.value
  }
}
