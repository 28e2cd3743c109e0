// SPDX-License-Identifier: Apache-2.0

/// CRC-16/IBM-SDLC, also called X-25: reflected polynomial 0x8408, initial and final value 0xFFFF.
///
/// Source: [CRC catalogue] CRC-16/IBM-SDLC; check value of "123456789": 0x906E.
public struct CRC16X25: Equatable, Sendable {
  private var register: UInt16 = 0xFFFF

  /// Starts with no bytes.
  public init() {}

  /// The checksum of all bytes so far.
  public var value: UInt16 { ~register }

  /// Takes one more byte.
  public mutating func update(_ byte: UInt8) {
    register ^= UInt16(byte)
    for _ in 0..<8 {
      register = register >> 1 ^ (0x8408 & (0 &- (register & 1)))
    }
  }

  /// The checksum of these bytes alone.
  public static func of(_ bytes: Span<UInt8>) -> UInt16 {
    var crc = CRC16X25()
    for index in bytes.indices { crc.update(bytes[index]) }
    return crc.value
  }
}
