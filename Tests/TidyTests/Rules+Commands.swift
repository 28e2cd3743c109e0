// SPDX-License-Identifier: Apache-2.0

extension Rules {
  /// What may stand at the top of the repository beside dot-files [DESIGN 3].
  static let topLevel: Set<String> = [
    "Package.swift", "README.md", "LICENSE", "Sources", "Tests", "Board", "Calibration",
  ]

  static func top(_ paths: [String]) -> [String] {
    let names = Set(paths.map { String($0.prefix { $0 != "/" }) })
    return names.filter { !$0.hasPrefix(".") && !topLevel.contains($0) }.sorted()
  }

  /// A command that a document tells its reader to type.
  enum Command: Equatable {
    /// A script of this repository.
    case script(String)
    /// A program, and its subcommand where one is named.
    case program(String, String?)
  }

  /// Commands in the fenced blocks of a document.
  static func commands(in document: SourceText) -> [Command] {
    var found: [Command] = []
    var isFenced = false
    for line in document.lines {
      if line.hasPrefix("```") {
        isFenced.toggle()
      } else if isFenced, let command = command(line) {
        found.append(command)
      }
    }
    return found
  }

  /// The stages of the table in a document: the word that begins each of its rows.
  static func stages(in document: SourceText) -> [String] {
    let section = document.lines.drop { $0 != "## Stages" }.dropFirst()
    return section.prefix { !$0.hasPrefix("## ") }.compactMap { line in
      line.wholeMatch(of: /\| `([^`]+)` \|.*/).map { String($0.output.1) }
    }
  }

  private static func command(_ line: Substring) -> Command? {
    var words = line.split(separator: " ")
    if words.first == "$" { words.removeFirst() }
    guard let first = words.first else { return nil }
    if first.hasPrefix("Board/") || first.hasPrefix(".ci/") { return .script(String(first)) }
    guard first == "swift", words.count > 2, words[1] == "run" else { return nil }
    let rest = Array(words.dropFirst(2).drop { $0 == "-c" || $0 == "release" || $0 == "debug" })
    guard let program = rest.first else { return nil }
    let subcommand = rest.dropFirst().first.map(String.init)
    return .program(String(program), subcommand?.hasPrefix("-") == true ? nil : subcommand)
  }
}
