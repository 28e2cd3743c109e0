// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A table of `Calibration/`: lines of fields between commas under a line of names.
struct CalibrationTable {
  let names: [String]
  let rows: [[String]]

  init(_ file: String) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let place = root.appendingPathComponent("Calibration/" + file)
    let lines = try String(contentsOf: place, encoding: .utf8).split(separator: "\n")
    let fields = lines.map { $0.split(separator: ",").map(String.init) }
    names = try #require(fields.first)
    rows = Array(fields.dropFirst())
    for row in rows { try #require(row.count == names.count, "\(row)") }
  }
}
