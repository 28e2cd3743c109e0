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
    let text = Data((Hexadecimal.digits(seed) + "\n").utf8)
    guard
      FileManager.default.createFile(
        atPath: path, contents: text, attributes: [.posixPermissions: 0o600])
    else { throw BenchError(.cannotCreate, path, "it cannot be written") }
    return try key(seed, path)
  }

  /// Reads a secret.
  static func read(_ path: String) throws(BenchError) -> SigningKey {
    let text = String(decoding: try Files.read(path, most: 1_024), as: UTF8.self)
    let digits = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return try key(Hexadecimal.bytes(digits) ?? [], path)
  }

  /// A public key, as `meterd --upgrade-key` takes it.
  static func text(_ key: VerifyingKey) -> String {
    Hexadecimal.digits(key.bytes)
  }

  /// Reads a public key; nil where it is none.
  static func verifyingKey(_ text: String) -> VerifyingKey? {
    Hexadecimal.bytes(text).flatMap { VerifyingKey($0.span) }
  }

  private static func key(_ seed: [UInt8], _ path: String) throws(BenchError) -> SigningKey {
    guard let key = SigningKey(seed: seed.span) else {
      throw BenchError(path, "it is not 64 hexadecimal digits")
    }
    return key
  }
}
