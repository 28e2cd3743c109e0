// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The examples of the ledger's SPEC.md, as they are printed there, in its order.
enum Specification {
  /// Slots of version 3, 2 and 1; the kept state; an interval.
  static func examples() throws -> [[UInt8?]] {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = package.appending(path: "Sources/Core/Ledger/SPEC.md")
    let fences = try String(contentsOf: path, encoding: .utf8).components(separatedBy: "```")
    try #require(fences.count == 11)
    return stride(from: 1, to: fences.count, by: 2).map {
      fences[$0].split(whereSeparator: \.isWhitespace).map { UInt8($0, radix: 16) }
    }
  }
}
