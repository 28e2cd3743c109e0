// SPDX-License-Identifier: Apache-2.0

/// CRC-16/ARC, the checksum of a P1 telegram: reflected polynomial 0xA001 (x¹⁶ + x¹⁵ + x² + 1),
/// initial and final value 0.
///
/// Source: [DSMR P1 5.0.2] telegram; [CRC catalogue] CRC-16/ARC; check value of "123456789":
/// 0xBB3D.
public struct CRC16ARC: Equatable, Sendable {
  /// The checksum of all bytes so far.
  public private(set) var value: UInt16 = 0

  /// Starts with no bytes.
  public init() {}

  /// Takes one more byte.
  public mutating func update(_ byte: UInt8) {
    value ^= UInt16(byte)
    for _ in 0..<8 { value = value >> 1 ^ (0xA001 & (0 &- (value & 1))) }
  }
}
