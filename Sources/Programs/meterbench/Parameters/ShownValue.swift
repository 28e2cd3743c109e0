// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Parameters as they are shown: in the order of a parameter file.
indirect enum ShownValue: Encodable {
  case whole(Int64)
  case flag(Bool)
  /// A number, a ratio or a word that needs no quotes in YAML.
  case bare(String)
  case text(String)
  case group([(key: String, value: ShownValue)])
  case list([ShownValue])

  /// Lines of YAML, each with a line end.
  var yaml: String {
    guard case .group(let pairs) = self else { return flow + "\n" }
    return Self.lines(pairs, indent: "").map { $0 + "\n" }.joined()
  }

  private static func lines(
    _ pairs: [(key: String, value: ShownValue)], indent: String
  ) -> [String] {
    pairs.flatMap { key, value -> [String] in
      switch value {
      case .group(let inner): ["\(indent)\(key):"] + lines(inner, indent: indent + "  ")
      case .list(let rows) where rows.contains(where: \.isGroup):
        ["\(indent)\(key):"] + rows.map { "\(indent)  - \($0.flow)" }
      default: ["\(indent)\(key): \(value.flow)"]
      }
    }
  }

  private var isGroup: Bool { if case .group = self { true } else { false } }

  /// On one line.
  private var flow: String {
    switch self {
    case .whole(let number): "\(number)"
    case .flag(let flag): "\(flag)"
    case .bare(let text): text
    case .text(let text):
      "\""
        + text.replacingOccurrences(of: "\\", with: "\\\\")
        .replacingOccurrences(of: "\"", with: "\\\"") + "\""
    case .group(let pairs):
      "{" + pairs.map { "\($0.key): \($0.value.flow)" }.joined(separator: ", ") + "}"
    case .list(let rows): "[" + rows.map(\.flow).joined(separator: ", ") + "]"
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Numbers that are whole are numbers of JSON; all others are text, for no reader may round them.
  func encode(to encoder: any Encoder) throws {
    switch self {
    case .whole(let number): try number.encode(to: encoder)
    case .flag(let flag): try flag.encode(to: encoder)
    case .bare(let text), .text(let text): try text.encode(to: encoder)
    case .list(let rows): try rows.encode(to: encoder)
    case .group(let pairs):
      var container = encoder.container(keyedBy: Key.self)
      for (key, value) in pairs { try container.encode(value, forKey: Key(stringValue: key)) }
    }
  }
}
