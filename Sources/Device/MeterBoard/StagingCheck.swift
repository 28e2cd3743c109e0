// SPDX-License-Identifier: Apache-2.0

import Bytes
import Firmware
import Seal

/// Reads a staged image again: its last 16 bytes are the hash of all before them, and its maker
/// signed it.
/// Source: [ZCL] 11.4.6.2.2, the image integrity code.
struct StagingCheck: Sendable {
  private static let codeBytes = 16
  /// Read at a time. Unit: bytes.
  static let pieceBytesMax = 4096

  let size: UInt32
  let version: UInt32
  /// Unit: bytes taken.
  private(set) var offset = 0
  private var hash = MatyasMeyerOseas()
  private var code = FixedBytes<16>()
  private var signature: SignatureCheck

  init(size: UInt32, version: UInt32) {
    self.size = size
    self.version = version
    signature = SignatureCheck(size: size)
  }

  /// Unit: bytes still to be taken.
  var remaining: Int { Int(size) - offset }

  /// Takes the next bytes.
  mutating func take(_ bytes: Span<UInt8>) {
    signature.take(bytes)
    for index in bytes.indices {
      if remaining > Self.codeBytes { hash.update(bytes[index]) } else { code.append(bytes[index]) }
      offset += 1
    }
  }

  /// Whether it is what its code says, once nothing remains.
  var isRight: Bool {
    guard remaining == 0, code.isFull else { return false }
    let value = hash.value
    for index in value.indices where value[index] != code[index] { return false }
    return true
  }

  /// Whether the key's owner signed it. Without a key nobody knows, and it is checked before it is
  /// started: `FirmwareStart` starts none that is not signed.
  func isAuthentic(_ key: VerifyingKey?) -> Bool {
    guard let key else { return true }
    return signature.isValid(key)
  }
}
