// SPDX-License-Identifier: Apache-2.0

/// The targets of a Package.swift of this shape, in their order, with what they use.
struct Manifest {
  struct Declaration: Equatable {
    var name: String
    var folder: String
    var uses: [String]
    var isTest: Bool
  }

  let declarations: [Declaration]

  init(_ text: String) {
    let everyday = Self.words(
      in: Self.slice(text, from: "let everyday: [Target.Dependency] = [", to: "]"))
    let targets = Self.slice(text, from: "targets: [\n    // Core", to: "swiftLanguageModes")
    declarations = Self.calls(in: targets).compactMap { Self.declaration($0, everyday) }
  }

  func declaration(_ name: String) -> Declaration? {
    declarations.first { $0.name == name }
  }

  /// Which names a target uses that are not written above it.
  var usesFromBelow: [String] {
    var above: Set<String> = []
    var findings: [String] = []
    for declaration in declarations {
      for use in declaration.uses where !above.contains(use) {
        findings.append("\(declaration.name) uses \(use)")
      }
      above.insert(declaration.name)
    }
    return findings
  }

  private static func declaration(_ call: Substring, _ everyday: [String]) -> Declaration? {
    let words = words(in: targetsPart(call))
    let uses = { (from: Int) in
      Array(words.dropFirst(from)) + (call.contains("everyday") ? everyday : [])
    }
    let kind = call.prefix { $0 != "(" }
    switch kind {
    case "core":
      return Declaration(
        name: words[0], folder: "Sources/Core/\(words[0])", uses: Array(words.dropFirst()),
        isTest: false)
    case "layer":
      return Declaration(
        name: words[1], folder: "Sources/\(words[0])/\(words[1])", uses: uses(2), isTest: false)
    case "program":
      return Declaration(
        name: words[0], folder: "Sources/Programs/\(words[0])", uses: uses(1), isTest: false)
    case "tests":
      return Declaration(
        name: words[0], folder: "Tests/\(words[0])",
        uses: uses(1).filter { !$0.hasSuffix("/") }, isTest: true)
    case ".target", ".executableTarget":
      let folder = words.first { $0.contains("/") } ?? ""
      let between = words.dropFirst().prefix { !$0.contains("/") }
      return Declaration(name: words[0], folder: folder, uses: Array(between), isTest: false)
    default: return nil
    }
  }

  /// A call without the files it names.
  private static func targetsPart(_ call: Substring) -> Substring {
    let files = ["documents:", "resources:"].compactMap { call.firstRange(of: $0)?.lowerBound }
    return call[..<(files.min() ?? call.endIndex)]
  }

  /// Calls at the outermost level of a list.
  private static func calls(in text: Substring) -> [Substring] {
    var calls: [Substring] = []
    var depth = 0
    var start: Substring.Index?
    for index in text.indices {
      let character = text[index]
      if depth == 0, start == nil, character.isLetter || character == "." { start = index }
      if depth == 0, character == "/" { start = nil }
      if depth == 0, character == "\n" { start = nil }
      if "([".contains(character) { depth += 1 }
      if ")]".contains(character) {
        depth -= 1
        if depth == 0, let first = start { calls.append(text[first...index]) }
        if depth <= 0 { start = nil }
      }
    }
    return calls
  }

  private static func words(in text: Substring) -> [String] {
    text.matches(of: /"([^"]*)"/).map { String($0.output.1) }
  }

  private static func slice(_ text: String, from: String, to: String) -> Substring {
    guard let first = text.firstRange(of: from) else { return "" }
    let rest = text[first.upperBound...]
    guard let last = rest.firstRange(of: to) else { return rest }
    return rest[..<last.lowerBound]
  }
}
