// SPDX-License-Identifier: Apache-2.0

/// CRC-32/ISO-HDLC: reflected polynomial 0xEDB88320, initial and final value 0xFFFFFFFF.
///
/// Source: [CRC catalogue] CRC-32/ISO-HDLC; check value of "123456789": 0xCBF43926.
public struct CRC32: Equatable, Sendable {
  /// What four bits that leave the register do to it: of each of the sixteen, four steps.
  private static let table: InlineArray<16, UInt32> = [
    0x0000_0000, 0x1DB7_1064, 0x3B6E_20C8, 0x26D9_30AC,
    0x76DC_4190, 0x6B6B_51F4, 0x4DB2_6158, 0x5005_713C,
    0xEDB8_8320, 0xF00F_9344, 0xD6D6_A3E8, 0xCB61_B38C,
    0x9B64_C2B0, 0x86D3_D2D4, 0xA00A_E278, 0xBDBD_F21C,
  ]

  private var register: UInt32 = 0xFFFF_FFFF

  /// Starts with no bytes.
  public init() {}

  /// The checksum of all bytes so far.
  public var value: UInt32 { ~register }

  /// Takes one more byte.
  public mutating func update(_ byte: UInt8) {
    register ^= UInt32(byte)
    register = register >> 4 ^ Self.table[Int(register & 0xF)]
    register = register >> 4 ^ Self.table[Int(register & 0xF)]
  }

  /// Takes more bytes, in order.
  public mutating func update(_ bytes: Span<UInt8>) {
    for index in bytes.indices { update(bytes[index]) }
  }

  /// Whether bytes end with the checksum of those before it, least significant byte first; fewer
  /// than four do not.
  public static func isAtEnd(of bytes: Span<UInt8>) -> Bool {
    let checked = bytes.count - 4
    guard checked >= 0 else { return false }
    var tail = ByteReader(bytes.extracting(checked..<bytes.count))
    return tail.littleEndian(bytes: 4) == UInt64(of(bytes.extracting(0..<checked)))
  }

  /// The checksum of these bytes alone.
  public static func of(_ bytes: Span<UInt8>) -> UInt32 {
    var crc = CRC32()
    crc.update(bytes)
    return crc.value
  }
}
