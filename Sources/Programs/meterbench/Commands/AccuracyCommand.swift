// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// `meterbench accuracy`.
struct AccuracyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accuracy",
    abstract: "Measure simulated boards at the test points of the standards.",
    discussion: """
      Draws boards with typical imperfections, calibrates each as a bench does, and measures it at \
      the points of Calibration/TestPoints.csv through its whole simulated front end. Exit code: 0 \
      where all points are held, 1 where one is exceeded or could not be measured, 64 for wrong \
      usage, 65 for a bad table, 66 where there is none, 73 where the report cannot be written. \
      Build with -c release: a debug build takes ten times as long.
      """)

  /// A point is exceeded, or not measured.
  static let exceeded = ExitCode(1)

  @Option(help: "One board: \(AccuracyBoards.names.joined(separator: ", ")); all if not given.")
  var board: String?

  @Flag(help: "Print a JSON array of rows instead of a table.")
  var json = false

  @Option(help: "How many specimens of each board.")
  var seeds = 5

  @Option(help: "Write a report with error curves.", completion: .file(extensions: ["html"]))
  var report: String?

  @Option(help: "Only points whose standard, class or name has this text.")
  var points: String?

  @Option(help: "Another table than Calibration/TestPoints.csv of the working tree.")
  var table: String?

  func validate() throws {
    guard (1...AccuracyRun.seedsMax).contains(seeds) else {
      throw ValidationError("--seeds is from 1 to \(AccuracyRun.seedsMax)")
    }
    if let board, AccuracyBoards.named(board) == nil {
      let names = AccuracyBoards.names.joined(separator: ", ")
      throw ValidationError("--board is one of: \(names)")
    }
  }

  func run() throws {
    var isHeld = false
    try reporting {
      let rows = try measure()
      isHeld = rows.allSatisfy(\.isHeld)
      if let report {
        let page = AccuracyReport(rows: rows).html
        try Files.write([(report, Array(page.utf8))])
      }
      if json { return try Terminal.print(rows.prettyJSON()) }
      try Terminal.print(AccuracyTable(rows: rows, isColoured: AccuracyTable.colours).text)
    }
    if !isHeld { throw Self.exceeded }
  }

  private func measure() throws -> [AccuracyRow] {
    let path = try table ?? TestPoint.findTable(from: FileManager.default.currentDirectoryPath)
    if let report { try Files.checkApart([path], [report]) }
    let boards = board.flatMap { AccuracyBoards.named($0) }.map { [$0] } ?? AccuracyBoards.all
    let chosen = try TestPoint.table(path).filter { point in
      guard let points else { return true }
      return "\(point.standard) \(point.accuracyClass) \(point.name)"
        .localizedCaseInsensitiveContains(points)
    }
    let names = Set(boards.map(\.name))
    guard chosen.contains(where: { !names.isDisjoint(with: $0.boards) }) else {
      throw BenchError(
        .usage, path, "no point of \(names.sorted().joined(separator: ", ")) has that text",
        advice: "choose others with --points or --board")
    }
    return try AccuracyRun(points: chosen, boards: boards, seeds: seeds).rows()
  }
}
