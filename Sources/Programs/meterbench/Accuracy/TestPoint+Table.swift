// SPDX-License-Identifier: Apache-2.0

import Foundation

extension TestPoint {
  /// The table in the folder that is worked in, or in one above it.
  static let tablePath = "Calibration/TestPoints.csv"
  /// A table of more bytes is refused.
  static let tableBytesMax = 4 << 20
  static let columns = [
    "standard", "class", "point", "quantity", "kind", "waveform", "voltage", "current", "factor",
    "frequency", "seconds", "limit_percent", "share", "boards", "confidence",
  ]
  /// No measured span is longer. Unit: seconds.
  static let secondsMax = 3_600.0
  /// So much of a standard's no-load test is measured, at most. Unit: seconds.
  static let noLoadSecondsMax = 120.0

  /// Finds the table from a folder upwards.
  ///
  /// - Errors: there is none.
  static func findTable(from folder: String) throws(BenchError) -> String {
    var place = URL(fileURLWithPath: folder).standardizedFileURL
    while true {
      let path = place.appendingPathComponent(tablePath).path
      if FileManager.default.fileExists(atPath: path) { return path }
      guard place.path != "/" else { break }
      place.deleteLastPathComponent()
    }
    throw BenchError(
      .noInput, tablePath, "it is in no folder from here upwards",
      advice: "run this in the working tree, or name the file with --table")
  }

  /// Reads a table.
  ///
  /// - Errors: the first line that says nothing that can be measured.
  static func table(_ path: String) throws(BenchError) -> [TestPoint] {
    let bytes = try Files.read(path, most: tableBytesMax)
    return try table(String(decoding: bytes, as: UTF8.self), file: path)
  }

  /// Reads the text of a table: `#` begins a comment, the first other line names the columns.
  static func table(_ text: String, file: String) throws(BenchError) -> [TestPoint] {
    var points: [TestPoint] = []
    var lines: [String: Int] = [:]
    var isHeaded = false
    let all = text.replacing("\r\n", with: "\n").split(
      separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in all.enumerated() {
      let line = line.trimmingCharacters(in: .whitespaces)
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      let row = TestPointRow(file: file, line: index + 1, text: line)
      if !isHeaded {
        guard row.fields == columns else {
          throw row.error("the columns are not \(columns.joined(separator: ","))")
        }
        isHeaded = true
        continue
      }
      let point = try row.point()
      if let earlier = lines.updateValue(row.line, forKey: point.name) {
        throw row.error("the point \(point.name) is in line \(earlier) as well")
      }
      points.append(point)
    }
    guard !points.isEmpty else { throw BenchError(file, "it holds no test point") }
    return points
  }
}

/// One line of the table, before it is a point.
struct TestPointRow {
  let file: String
  let line: Int
  let fields: [String]

  init(file: String, line: Int, text: String) {
    self.file = file
    self.line = line
    fields = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  func error(_ what: String) -> BenchError { BenchError(file, at: .line(line), what) }

  /// Makes the point.
  func point() throws(BenchError) -> TestPoint {
    guard fields.count == TestPoint.columns.count else {
      throw error("\(fields.count) fields instead of \(TestPoint.columns.count)")
    }
    let standardSeconds = try number(10, 1...1e7)
    let boards = try text(13).split(separator: " ").map(String.init)
    if let unknown = boards.first(where: { !AccuracyBoards.names.contains($0) }) {
      throw error("no board is named \(unknown)")
    }
    let quantity: TestPoint.Quantity = try choice(3)
    let isNoLoad = quantity == .noLoad
    guard isNoLoad || standardSeconds <= TestPoint.secondsMax else {
      throw error("no point but a no-load one lasts longer than \(TestPoint.secondsMax) s")
    }
    let point = TestPoint(
      standard: try text(0), accuracyClass: try text(1), name: try text(2),
      quantity: quantity, kind: try choice(4),
      condition: TestCondition(
        shape: try choice(5), voltage: try number(6, 0.05...1.5), current: try number(7, 0...60),
        lagDegrees: try lagDegrees(8), frequency: try number(9, 42.5...70),
        seconds: isNoLoad ? min(standardSeconds, TestPoint.noLoadSecondsMax) : standardSeconds,
        isClockExact: [.frequency, .frequency10Seconds].contains(quantity)),
      standardSeconds: standardSeconds, limitPercent: try number(11, 1e-6...1e3),
      share: try number(12, 1e-3...1), boards: boards, confidence: try text(14),
      factor: fields[8])
    try check(point)
    return point
  }

  /// An error is a share of what is there: it must be there.
  private func check(_ point: TestPoint) throws(BenchError) {
    let condition = point.condition
    if point.quantity == .noLoad {
      guard condition.current == 0 else { throw error("no-load is measured without current") }
      return
    }
    guard condition.current > 0 else { throw error("\(point.quantity.rawValue) needs a current") }
    let radians = condition.lagDegrees * .pi / 180
    switch point.quantity {
    case .active, .starting:
      guard abs(cos(radians)) > 0.01 else { throw error("active energy needs a cos other than 0") }
    case .reactive, .startingReactive:
      guard abs(sin(radians)) > 0.01 else {
        throw error("reactive energy needs a sin other than 0")
      }
    case .reactiveOfApparent, .current, .voltage, .frequency, .noLoad: break
    case .frequencyAsBuilt, .frequency10Seconds: break
    }
  }

  private func text(_ index: Int) throws(BenchError) -> String {
    guard !fields[index].isEmpty else { throw error("no \(TestPoint.columns[index])") }
    return fields[index]
  }

  private func choice<Choice>(_ index: Int) throws(BenchError) -> Choice
  where Choice: RawRepresentable<String> & CaseIterable {
    if let choice = Choice(rawValue: fields[index]) { return choice }
    let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw error("\(TestPoint.columns[index]) '\(fields[index])' is none of: \(known)")
  }

  private func number(
    _ index: Int, _ range: ClosedRange<Double>
  ) throws(BenchError) -> Double {
    guard let number = ExactDecimal(fields[index])?.double, range.contains(number) else {
      throw error(
        "\(TestPoint.columns[index]) '\(fields[index])' is no number from "
          + "\(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// "cos 0.5L" or "sin 0.25C": L lags, C leads; the cosine of 1 needs no letter.
  private func lagDegrees(_ index: Int) throws(BenchError) -> Double {
    let parts = fields[index].split(separator: " ")
    let refusal = error("factor '\(fields[index])' is not like 'cos 1', 'cos 0.5L' or 'sin 0.5C'")
    guard parts.count == 2, let side = parts[1].last else { throw refusal }
    let isPlain = side != "L" && side != "C"
    guard let value = ExactDecimal(isPlain ? parts[1] : parts[1].dropLast())?.double,
      (0...1).contains(value)
    else { throw refusal }
    let sign = side == "C" ? -1.0 : 1.0
    switch parts[0] {
    case "cos" where !isPlain || value == 1: return sign * acos(value) * 180 / .pi
    case "sin" where !isPlain: return sign * asin(value) * 180 / .pi
    default: throw refusal
    }
  }
}
