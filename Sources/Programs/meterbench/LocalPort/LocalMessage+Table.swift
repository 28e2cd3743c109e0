// SPDX-License-Identifier: Apache-2.0

extension LocalMessage {
  /// Code, name, value and unit of each line under the identification.
  var table: String {
    let rows = values.map { [$0.code, $0.name ?? "", $0.value, $0.unit ?? ""] }
    let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      let cells = row.enumerated().map { column, cell in
        column < 3 ? cell + String(repeating: " ", count: widths[column] - cell.count) : cell
      }
      return cells.joined(separator: "  ").trimmingTrailingSpaces
    }
    return ([identification] + lines).joined(separator: "\n")
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
  }
}
