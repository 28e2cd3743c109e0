// SPDX-License-Identifier: Apache-2.0

/// One text file as the rules see it.
struct SourceText: CustomStringConvertible, Sendable {
  /// Relative to the top of the repository.
  let path: String
  let text: String

  init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
  }

  var description: String { path }

  var lines: [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// The text with comments and the insides of strings blanked, line by line as before.
  var code: String {
    var blanking = Blanking(Array(text.utf8))
    return String(decoding: blanking.result(), as: UTF8.self)
  }
}

/// Blanks comments and strings of Swift and C. An interpolation counts as string.
private struct Blanking {
  private var bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func result() -> [UInt8] {
    while index < bytes.count {
      if at("//") {
        blank { $0.bytes[$0.index] == UInt8(ascii: "\n") }
      } else if at("/*") {
        blank(closing: "*/")
      } else if at("\"\"\"") {
        blank(closing: "\"\"\"")
      } else if at("\"") {
        blank(closing: "\"")
      } else {
        index += 1
      }
    }
    return bytes
  }

  private func at(_ mark: StaticString) -> Bool {
    mark.withUTF8Buffer { bytes[index...].starts(with: $0) }
  }

  private mutating func blank(closing mark: StaticString) {
    let length = mark.utf8CodeUnitCount
    for _ in 0..<length { blankOne() }
    blank { $0.at(mark) }
    for _ in 0..<length where index < bytes.count { blankOne() }
  }

  private mutating func blank(until isEnd: (Self) -> Bool) {
    while index < bytes.count, !isEnd(self) {
      let isEscape = bytes[index] == UInt8(ascii: "\\")
      blankOne()
      if isEscape, index < bytes.count { blankOne() }
    }
  }

  private mutating func blankOne() {
    if bytes[index] != UInt8(ascii: "\n") { bytes[index] = UInt8(ascii: " ") }
    index += 1
  }
}
