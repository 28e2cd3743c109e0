// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The examples of the ledger's SPEC.md, as they are printed there, in its order.
enum Specification: Int, CaseIterable {
  /// A slot of version 4, whose lines say where they begin.
  case slot
  /// Slots of older versions.
  case version3, version2, version1
  /// A record of the journal.
  case record
  /// An interval of the load profile.
  case interval
  /// The kept state.
  case state

  /// Its bytes; nil where something is no byte. What a line skips is 0.
  func bytes() throws -> [UInt8?] {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = package.appending(path: "Sources/Core/Ledger/SPEC.md")
    let fences = try String(contentsOf: path, encoding: .utf8).components(separatedBy: "```")
    try #require(fences.count == 2 * Self.allCases.count + 1)
    var bytes: [UInt8?] = []
    for word in fences[2 * rawValue + 1].split(whereSeparator: \.isWhitespace) {
      if word.hasSuffix(":"), let offset = Int(word.dropLast()) {
        bytes += [UInt8?](repeating: 0, count: offset - bytes.count)
      } else {
        bytes.append(UInt8(word, radix: 16))
      }
    }
    return bytes
  }
}
