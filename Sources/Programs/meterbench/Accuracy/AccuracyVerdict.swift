// SPDX-License-Identifier: Apache-2.0

/// What all specimens of one board reached at one point.
struct AccuracyVerdict {
  let point: TestPoint
  let board: String
  let rows: [AccuracyRow]

  /// The row with the largest error; one that could not be measured before all others.
  let worst: AccuracyRow

  /// Makes a verdict of one row or more.
  init(_ rows: [AccuracyRow]) {
    self.rows = rows
    (point, board) = (rows[0].point, rows[0].board)
    worst = rows[rows.indices.max { rows[$0].urgency < rows[$1].urgency } ?? 0]
  }

  var isHeld: Bool { rows.allSatisfy(\.isHeld) }

  /// The share of the limit that the worst specimen uses; without end where one is not measured.
  var urgency: Double { worst.urgency }

  /// Gathers rows of one point and board, which follow each other.
  static func gather(_ rows: [AccuracyRow]) -> [AccuracyVerdict] {
    var gathered: [[AccuracyRow]] = []
    for row in rows {
      if let last = gathered.last?.last, last.point == row.point, last.board == row.board {
        gathered[gathered.count - 1].append(row)
      } else {
        gathered.append([row])
      }
    }
    return gathered.map { AccuracyVerdict($0) }
  }
}

/// The verdicts of one board and one class of one standard.
struct AccuracyGroup {
  var board: String
  var standard: String
  var accuracyClass: String
  var verdicts: [AccuracyVerdict]

  var title: String {
    accuracyClass == "declared" ? "\(standard), declared" : "\(standard) class \(accuracyClass)"
  }

  var heldCount: Int { verdicts.count(where: \.isHeld) }

  /// The verdict that uses most of its limit.
  var worst: AccuracyVerdict {
    verdicts[verdicts.indices.max { verdicts[$0].urgency < verdicts[$1].urgency } ?? 0]
  }

  /// Gathers rows in the order of the run.
  static func gather(_ rows: [AccuracyRow]) -> [AccuracyGroup] {
    var groups: [AccuracyGroup] = []
    for verdict in AccuracyVerdict.gather(rows) {
      let point = verdict.point
      if let last = groups.last, last.board == verdict.board, last.standard == point.standard,
        last.accuracyClass == point.accuracyClass
      {
        groups[groups.count - 1].verdicts.append(verdict)
      } else {
        groups.append(
          AccuracyGroup(
            board: verdict.board, standard: point.standard, accuracyClass: point.accuracyClass,
            verdicts: [verdict]))
      }
    }
    return groups
  }
}
