// SPDX-License-Identifier: Apache-2.0

/// What all specimens of one board reached at one point.
struct AccuracyVerdict {
  var point: TestPoint
  var board: String
  var rows: [AccuracyRow]

  /// The row with the largest error; one that could not be measured before all others.
  var worst: AccuracyRow {
    rows.max { ($0.shareUsed ?? .infinity) < ($1.shareUsed ?? .infinity) } ?? rows[0]
  }

  var isHeld: Bool { rows.allSatisfy(\.isHeld) }

  /// Gathers rows of one point and board, which follow each other.
  static func gather(_ rows: [AccuracyRow]) -> [AccuracyVerdict] {
    var verdicts: [AccuracyVerdict] = []
    for row in rows {
      if let last = verdicts.last, last.point == row.point, last.board == row.board {
        verdicts[verdicts.count - 1].rows.append(row)
      } else {
        verdicts.append(AccuracyVerdict(point: row.point, board: row.board, rows: [row]))
      }
    }
    return verdicts
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
    verdicts.max {
      ($0.worst.shareUsed ?? .infinity) < ($1.worst.shareUsed ?? .infinity)
    } ?? verdicts[0]
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
