// SPDX-License-Identifier: Apache-2.0

import Foundation
import Seal

/// The secret of who signs firmware: 64 hexadecimal digits in a file that its owner alone may read.
enum KeyFile {
  /// Draws a secret, and writes it where no file is yet.
  static func make(_ path: String) throws(BenchError) -> SigningKey {
    let seed = (0..<32).map { _ in UInt8.random(in: 0...255) }
    let isMade = FileManager.default.fileExists(atPath: path)
    guard !isMade else {
      throw BenchError(.cannotCreate, path, "it is there already", advice: "name another file")
    }
    let text = Data((digits(seed) + "\n").utf8)
    guard
      FileManager.default.createFile(
        atPath: path, contents: text, attributes: [.posixPermissions: 0o600])
    else { throw BenchError(.cannotCreate, path, "it cannot be written") }
    return try key(seed, path)
  }

  /// Reads a secret.
  static func read(_ path: String) throws(BenchError) -> SigningKey {
    let text = String(decoding: try Files.read(path, most: 1_024), as: UTF8.self)
    guard let seed = bytes(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw BenchError(path, "it is not 64 hexadecimal digits")
    }
    return try key(seed, path)
  }

  /// A public key, as `meterd --upgrade-key` takes it.
  static func text(_ key: VerifyingKey) -> String {
    digits(key.bytes.indices.map { key.bytes[$0] })
  }

  /// Reads a public key; nil where it is none.
  static func verifyingKey(_ text: String) -> VerifyingKey? {
    bytes(text).flatMap { VerifyingKey($0.span) }
  }

  private static func key(_ seed: [UInt8], _ path: String) throws(BenchError) -> SigningKey {
    guard let key = SigningKey(seed: seed.span) else { throw BenchError(path, "it is no key") }
    return key
  }

  private static func digits(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Nil unless 64 hexadecimal digits.
  private static func bytes(_ text: String) -> [UInt8]? {
    let letters = Array(text)
    guard letters.count == 64, letters.allSatisfy(\.isHexDigit), letters.allSatisfy(\.isASCII)
    else { return nil }
    return stride(from: 0, to: 64, by: 2).compactMap {
      UInt8(String(letters[$0...$0 + 1]), radix: 16)
    }
  }
}
