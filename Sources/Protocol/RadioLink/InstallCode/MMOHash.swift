// SPDX-License-Identifier: Apache-2.0

/// The Matyas-Meyer-Oseas hash over AES-128, for up to 8,191 bytes: 16 bytes of digest.
///
/// Each block is encrypted under the digest so far and added to what comes out. The message
/// ends with a bit 1, bits 0 and its length in bits, most significant byte first.
/// - Allocates: never. Source: [ZigBee] annex B.6.
public enum MMOHash {
  /// The digest of these bytes.
  public static func of(_ bytes: Span<UInt8>) -> AES128.Block {
    var digest = AES128.Block(repeating: 0)
    var block = AES128.Block(repeating: 0)
    var filled = 0
    func compress() {
      var next = AES128.encrypt(block, key: digest)
      AES128.add(block, to: &next)
      digest = next
      block = AES128.Block(repeating: 0)
      filled = 0
    }
    for index in bytes.indices {
      block[filled] = bytes[index]
      filled += 1
      if filled == 16 { compress() }
    }
    block[filled] = 0x80
    if filled > 13 { compress() }
    let bits = UInt16(truncatingIfNeeded: bytes.count * 8)
    block[14] = UInt8(bits >> 8)
    block[15] = UInt8(bits & 0xFF)
    compress()
    return digest
  }
}
