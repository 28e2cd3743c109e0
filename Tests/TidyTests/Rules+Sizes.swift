// SPDX-License-Identifier: Apache-2.0

/// The house rules: each takes a text and says what breaks it.
enum Rules {
  static let fileLinesMax = 300
  static let tableLinesMax = 500
  static let functionLinesMax = 50
  static let lineCharactersMax = 100

  /// Files that are a specification's table and may have `tableLinesMax` lines.
  static let specificationTables: Set<String> = []

  static func fileSize(_ source: SourceText) -> [String] {
    let limit = specificationTables.contains(source.path) ? tableLinesMax : fileLinesMax
    let count = source.lines.count
    return count > limit ? ["\(source.path): \(count) lines, at most \(limit)"] : []
  }

  static func lineLength(_ source: SourceText) -> [String] {
    source.lines.enumerated().compactMap { number, line in
      line.count > lineCharactersMax
        ? "\(source.path):\(number + 1): \(line.count) characters, at most \(lineCharactersMax)"
        : nil
    }
  }

  static func functionSize(_ source: SourceText) -> [String] {
    guard source.path.hasSuffix(".swift") else { return [] }
    return functions(in: source).compactMap { function in
      function.lines > functionLinesMax
        ? "\(source.path):\(function.line): \(function.lines) lines, at most \(functionLinesMax)"
        : nil
    }
  }

  struct Function {
    var line: Int
    var lines: Int
  }

  /// Functions, initialisers and deinitialisers with a body, by a rough count of braces.
  static func functions(in source: SourceText) -> [Function] {
    let lines = source.code.split(separator: "\n", omittingEmptySubsequences: false)
    var found: [Function] = []
    for (index, line) in lines.enumerated() where startsFunction(line) {
      if let count = bodyLines(lines[index...]) {
        found.append(Function(line: index + 1, lines: count))
      }
    }
    return found
  }

  private static func startsFunction(_ line: Substring) -> Bool {
    line.contains(/^\s*(?:[a-z@_][\w@()]*\s+)*(?:func\s|init[?(<]|deinit\b)/)
  }

  /// How many lines a function has up to its closing brace; nil where it has no body.
  private static func bodyLines(_ lines: ArraySlice<Substring>) -> Int? {
    var braces = 0
    var brackets = 0
    for (offset, line) in lines.enumerated() {
      if offset > 0, braces == 0, brackets == 0, startsDeclaration(line) { return nil }
      for character in line.utf8 {
        switch character {
        case UInt8(ascii: "("), UInt8(ascii: "["): brackets += 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"): brackets -= 1
        case UInt8(ascii: "{"): braces += 1
        case UInt8(ascii: "}"):
          braces -= 1
          if braces == 0 { return offset + 1 }
          if braces < 0 { return nil }
        default: break
        }
      }
    }
    return nil
  }

  private static func startsDeclaration(_ line: Substring) -> Bool {
    line.contains(/^\s*(?:[a-z@_][\w@()]*\s+)*(?:func|init|deinit|var|let|case|associatedtype)\b/)
  }
}
