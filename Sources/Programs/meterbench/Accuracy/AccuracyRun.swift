// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities
import Synchronization

/// Calibrates specimens of boards and measures them at test points.
struct AccuracyRun {
  var points: [TestPoint]
  var boards: [any AccuracyBoard]
  /// How many specimens of each board; their seeds are 1, 2, …
  var seeds: Int
  var threads = ProcessInfo.processInfo.activeProcessorCount

  /// More specimens than that are refused.
  static let seedsMax = 1_000

  /// One specimen of one board.
  private struct Specimen {
    let board: any AccuracyBoard
    let seed: UInt64
  }

  /// What one specimen is measured at.
  private struct Task {
    let specimen: Int
    let condition: TestCondition
  }

  /// A reading, or why there is none: one condition that cannot be measured spoils no other.
  private enum Reading {
    case measured(MeterReading)
    case refused(String)

    var figures: MeterReading? { if case .measured(let reading) = self { reading } else { nil } }
    var refusal: String? { if case .refused(let why) = self { why } else { nil } }
  }

  /// One row for each point, board that claims it, and seed; in that order.
  func rows() throws(BenchError) -> [AccuracyRow] {
    let specimens = boards.flatMap { board in
      (0..<seeds).map { Specimen(board: board, seed: UInt64($0 + 1)) }
    }
    let tasks = specimens.indices.flatMap { index in
      conditions(of: specimens[index].board.name).map { Task(specimen: index, condition: $0) }
    }
    let progress = Mutex(Progress(total: specimens.count + tasks.count))
    let frontEnds = try calibrate(specimens) { done in progress.withLock { $0.update(done) } }
    // The longest first, so that no core waits long for the last one.
    let order = tasks.indices.sorted {
      (tasks[$1].condition.seconds, $0) < (tasks[$0].condition.seconds, $1)
    }
    let readings = try Workers.map(order.count, threads: threads) { done in
      progress.withLock { $0.update(specimens.count + done) }
    } _: { place throws(BenchError) in
      let task = tasks[order[place]]
      let specimen = specimens[task.specimen]
      do throws(BenchError) {
        let frontEnd = try frontEnds[task.specimen].get()
        let plan = ReadingPlan(
          condition: task.condition, frontEnd: frontEnd, seed: specimen.seed)
        return Reading.measured(try specimen.board.read(plan))
      } catch {
        return Reading.refused(error.what)
      }
    }
    progress.withLock { $0.finish() }
    var found = [[TestCondition: Reading]](repeating: [:], count: specimens.count)
    for (place, index) in order.enumerated() {
      found[tasks[index].specimen][tasks[index].condition] = readings[place]
    }
    return judge(specimens, found)
  }

  private func calibrate(
    _ specimens: [Specimen], done: @escaping @Sendable (Int) -> Void
  ) throws(BenchError) -> [Result<FrontEnd, BenchError>] {
    try Workers.map(specimens.count, threads: threads, done: done) { index throws(BenchError) in
      let specimen = specimens[index]
      do throws(BenchError) {
        return .success(
          try BoardCalibration.frontEnd(of: specimen.board, seed: specimen.seed))
      } catch {
        // It cannot be sold; what it was to measure is not measured.
        return .failure(BenchError(.software, error.file, "calibration: " + error.what))
      }
    }
  }

  /// The points that a board claims.
  private func points(of board: String) -> [TestPoint] {
    points.filter { $0.boards.contains(board) }
  }

  /// Each condition once, those under reference conditions with them, in the order of the table.
  private func conditions(of board: String) -> [TestCondition] {
    var seen: Set<TestCondition> = []
    return points(of: board).flatMap { point in
      point.kind == .variation ? [point.condition.reference, point.condition] : [point.condition]
    }.filter { seen.insert($0).inserted }
  }

  private func judge(
    _ specimens: [Specimen], _ found: [[TestCondition: Reading]]
  ) -> [AccuracyRow] {
    boards.flatMap { board in
      points(of: board.name).flatMap { point in
        specimens.indices.filter { specimens[$0].board.name == board.name }.map { index in
          let reading = found[index][point.condition]
          let reference = found[index][point.condition.reference]
          let error = reading?.figures.flatMap {
            point.errorPercent(of: $0, reference: reference?.figures)
          }
          let refusal = reading?.refusal ?? reference?.refusal
          return AccuracyRow(
            point: point, board: board.name, seed: specimens[index].seed, errorPercent: error,
            missingReason: error == nil ? refusal ?? point.missingReason : nil)
        }
      }
    }
  }
}
