// SPDX-License-Identifier: Apache-2.0

import Seal

enum Hexadecimal {
  static func text<let count: Int>(_ bytes: InlineArray<count, UInt8>) -> String {
    bytes.indices.map { index in
      (bytes[index] < 16 ? "0" : "") + String(bytes[index], radix: 16)
    }.joined()
  }

  static func bytes(_ text: String) -> [UInt8] {
    let digits = Array(text)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
  }
}

extension VerifyingKey {
  func isValid(_ signature: Signature, of message: [UInt8]) -> Bool {
    isValid(signature, of: message.span)
  }
}
