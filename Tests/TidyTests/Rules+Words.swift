// SPDX-License-Identifier: Apache-2.0

extension Rules {
  /// Words that no text may hold. Put together here, so that this file does not hold them.
  static let bannedWords: [String] = [
    "TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK",
  ]

  /// Paths of one machine and hosts of package registries.
  static let bannedPlaces: [String] = [
    "/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/tm" + "p/",
    "py" + "pi.org", "npm" + "js.org", "crates" + ".io", "proxy.gol" + "ang.org",
    "deb.deb" + "ian.org",
  ]

  /// Endings of type names that say nothing.
  static let emptyEndings = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Data"]

  /// Beginnings of function names that say nothing.
  static let emptyBeginnings = ["process", "handle"]

  static func words(_ source: SourceText) -> [String] {
    var findings: [String] = []
    for (number, line) in source.lines.enumerated() {
      for word in line.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" })
      where bannedWords.contains(String(word)) {
        findings.append("\(source.path):\(number + 1): \(word)")
      }
      for place in bannedPlaces where line.contains(place) {
        findings.append("\(source.path):\(number + 1): \(place)")
      }
    }
    return findings
  }

  static func names(_ source: SourceText) -> [String] {
    guard source.path.hasSuffix(".swift") else { return [] }
    let code = source.code
    let types = code.matches(of: /\b(?:class|struct|enum|actor|protocol|typealias)\s+(\w+)/)
      .map { String($0.output.1) }
      .filter { name in emptyEndings.contains { name.hasSuffix($0) } }
    let functions = code.matches(of: /\bfunc\s+(\w+)/).map { String($0.output.1) }
      .filter { name in emptyBeginnings.contains { startsWithWord(name, $0) } }
    return (types + functions).map { "\(source.path): the name \($0) says nothing" }
  }

  /// Whether a name is a word or goes on after it with a capital.
  private static func startsWithWord(_ name: String, _ word: String) -> Bool {
    guard name.hasPrefix(word) else { return false }
    guard let next = name.dropFirst(word.count).first else { return true }
    return next.isUppercase
  }

  /// The licence line: first, after a script's `#!`, after the manifest's tools version.
  static func licence(_ source: SourceText) -> [String] {
    let lines = source.lines
    let isSecond = lines.first.map { $0.hasPrefix("#!") || $0.hasPrefix("// swift-tools") } ?? false
    let index = isSecond ? 1 : 0
    let line = index < lines.count ? String(lines[index]) : ""
    let wanted = [
      "// SPDX-License-Identifier: Apache-2.0", "/* SPDX-License-Identifier: Apache-2.0 */",
      "# SPDX-License-Identifier: Apache-2.0",
    ]
    return wanted.contains(line) ? [] : ["\(source.path): no licence line"]
  }
}
