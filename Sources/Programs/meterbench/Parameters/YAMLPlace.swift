// SPDX-License-Identifier: Apache-2.0

import Yams

/// A value in a YAML file, with the way to it: what is wrong there is told with file, line and key.
struct YAMLPlace {
  let file: String
  /// The keys to it, as `tariff.active.seasons[2].week`; empty for the whole file.
  let path: String
  let node: Node
  /// 1 is the first.
  let line: Int

  /// Reads the one document of a file.
  init(file: String, text: String) throws(BenchError) {
    do {
      guard let root = try compose(yaml: text) else {
        throw BenchError(
          file, at: .line(1), "it holds nothing", advice: "start from Calibration/parameters.yaml")
      }
      self.init(file: file, path: "", node: root, line: root.mark?.line ?? 1)
    } catch let error as BenchError {
      throw error
    } catch {
      throw Self.syntax(error, file: file)
    }
  }

  private init(file: String, path: String, node: Node, line: Int) {
    (self.file, self.path, self.node, self.line) = (file, path, node, line)
  }

  /// The value of a key; nil where the key is not there.
  func child(_ key: String) throws(BenchError) -> YAMLPlace? {
    for (name, value) in try pairs() where name.string == key {
      return YAMLPlace(
        file: file, path: path.isEmpty ? key : "\(path).\(key)", node: value,
        line: name.mark?.line ?? line)
    }
    return nil
  }

  /// The value of a key that must be there.
  func need(_ key: String) throws(BenchError) -> YAMLPlace {
    if let found = try child(key) { return found }
    throw wrong("the key \(key) is missing", advice: "add it; Calibration/parameters.yaml has it")
  }

  /// Keys with values.
  func pairs() throws(BenchError) -> [(key: Node, value: Node)] {
    guard let mapping = node.mapping else {
      throw wrong("it is no group of keys", advice: "write `key: value` lines")
    }
    return Array(mapping)
  }

  /// The places of a list of so many values.
  func list(_ count: ClosedRange<Int>) throws(BenchError) -> [YAMLPlace] {
    guard let sequence = node.sequence else {
      throw wrong("it is no list", advice: "write `- value` lines or [value, value]")
    }
    guard count.contains(sequence.count) else {
      let wanted = count.count == 1 ? "\(count.lowerBound)" : Self.words(count)
      throw wrong("it has \(sequence.count) values", advice: "write \(wanted) of them")
    }
    return sequence.enumerated().map { index, node in
      YAMLPlace(
        file: file, path: "\(path)[\(index + 1)]", node: node, line: node.mark?.line ?? line)
    }
  }

  /// A value as it is written.
  func scalar(_ wanted: String) throws(BenchError) -> String {
    guard let scalar = node.scalar else {
      throw wrong("it is no single value", advice: "write \(wanted)")
    }
    let isPlain = scalar.style == .plain || scalar.style == .any
    guard !isPlain || !["", "~", "null"].contains(scalar.string.lowercased()) else {
      throw wrong("it has no value", advice: "write \(wanted), or leave the key out")
    }
    return scalar.string
  }

  /// An error that names this place.
  func wrong(_ what: String, advice: String) -> BenchError {
    BenchError(
      file, at: .line(line), path.isEmpty ? what : "\(path): \(what)", advice: advice)
  }

  static func words<T: BinaryInteger>(_ range: ClosedRange<T>) -> String {
    "\(range.lowerBound) to \(range.upperBound)"
  }

  private static func syntax(_ error: any Error, file: String) -> BenchError {
    let advice = "this is no YAML: look at indents, quotes and colons"
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let before = context.map { $0.text + " " } ?? ""
      return BenchError(file, at: .line(mark.line), before + problem, advice: advice)
    case .duplicatedKeysInMapping(let keys, let context):
      return BenchError(
        file, at: .line(context.mark.line),
        "this group has a key twice: \(keys.joined(separator: ", "))", advice: "leave one out")
    default: return BenchError(file, "\(error)", advice: advice)
    }
  }
}
