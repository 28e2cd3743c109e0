// SPDX-License-Identifier: Apache-2.0

/// The lines of a .cfg file, read one after the other; an error names the line.
struct ConfigurationLines {
  let file: String
  private let lines: [Substring]
  /// The line last read; 1 is the first.
  private(set) var number = 0

  init(_ text: String, file: String) {
    self.file = file
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    self.lines = lines
  }

  var isAtEnd: Bool { number >= lines.count }

  /// The next line's fields, blanks around them removed.
  mutating func fields(of what: String) throws(BenchError) -> [String] {
    guard !isAtEnd else {
      throw BenchError(
        file, at: .line(number + 1), "the file ends where \(what) should be",
        advice: "it was cut, or its second line counts more channels than there are lines")
    }
    number += 1
    return lines[number - 1].split(separator: ",", omittingEmptySubsequences: false).map {
      String($0.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
  }

  func error(_ what: String, advice: String? = nil) -> BenchError {
    BenchError(file, at: .line(number), what, advice: advice)
  }

  func decimal(_ text: String, _ what: String) throws(BenchError) -> ExactDecimal {
    guard let value = ExactDecimal(text) else {
      throw error("\(what) is \"\(text)\", which is not a number")
    }
    return value
  }

  func count(_ text: some StringProtocol, _ what: String, most: Int) throws(BenchError) -> Int {
    guard let value = Int(text), value >= 0 else {
      throw error("\(what) is \"\(text)\", which is not a count")
    }
    guard value <= most else { throw error("\(what) is \(value); at most \(most) is read") }
    return value
  }
}
