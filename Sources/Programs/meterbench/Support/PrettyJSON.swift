// SPDX-License-Identifier: Apache-2.0

import Foundation

extension Encodable {
  /// For scripts and for eyes: keys in alphabetical order, a line each.
  func prettyJSON() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
