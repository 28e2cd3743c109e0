// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The result as lines for a terminal.
struct AccuracyTable {
  var rows: [AccuracyRow]
  /// Whether verdicts are coloured.
  var isColoured: Bool

  /// Colour on a terminal, unless NO_COLOR says no [no-color.org].
  static var colours: Bool {
    let wish = ProcessInfo.processInfo.environment["NO_COLOR"] ?? ""
    return wish.isEmpty && isatty(STDOUT_FILENO) == 1
  }

  /// Groups with a line for each point, then a line for each group, then one for all.
  var text: String {
    let groups = AccuracyGroup.gather(rows)
    var lines: [String] = []
    for group in groups {
      lines.append("\(group.title), board \(group.board)")
      lines.append(
        "  " + left("point", 34) + right("limit %", 10) + right("worst %", 12) + right("used", 8))
      lines += group.verdicts.map(line) + [""]
    }
    lines += ["Summary"] + groups.map(summary)
    let verdicts = groups.flatMap(\.verdicts)
    let held = verdicts.count(where: \.isHeld)
    let missing = verdicts.count { $0.worst.errorPercent == nil }
    let seeds = Set(rows.map(\.seed)).count
    lines.append("")
    lines.append(
      "\(held) of \(verdicts.count) points held, \(missing) not measured; "
        + "boards of \(seeds) \(seeds == 1 ? "seed" : "seeds") each")
    return lines.joined(separator: "\n")
  }

  private func line(_ verdict: AccuracyVerdict) -> String {
    let head = "  " + left(verdict.point.name, 34) + right(Self.limit(verdict.point), 10)
    let worst = verdict.worst
    guard let error = worst.errorPercent, let share = worst.shareUsed else {
      let reason = worst.missingReason ?? ""
      return head + right("-", 12) + right("-", 8) + "  " + paint("not measured", 31) + ": "
        + reason
    }
    let used = String(format: "%.0f %%", share * 100)
    return head + right(Self.figure(error), 12) + right(used, 8) + "  " + word(verdict)
  }

  private func word(_ verdict: AccuracyVerdict) -> String {
    if verdict.isHeld { return paint("held", 32) }
    guard verdict.point.share < 1, (verdict.worst.shareUsed ?? 2) <= 1 else {
      return paint("EXCEEDED", 31)
    }
    return paint("EXCEEDED", 31)
      + String(format: ": more than %g of the limit", verdict.point.share)
  }

  private func summary(_ group: AccuracyGroup) -> String {
    let name = left("\(group.board): \(group.title)", 44)
    let count = right("\(group.heldCount)/\(group.verdicts.count)", 10)
    let worst = group.worst
    let used = worst.worst.shareUsed.map { String(format: "%.0f %%", $0 * 100) } ?? "-"
    let isHeld = group.heldCount == group.verdicts.count
    return "  " + name + count + right(used, 8) + "  "
      + (isHeld ? paint("held", 32) : paint("EXCEEDED", 31)) + "  " + worst.point.name
  }

  /// An error with its sign and three significant digits or more.
  static func figure(_ percent: Double) -> String {
    let decimals = abs(percent) < 0.1 ? 5 : abs(percent) < 10 ? 4 : 2
    return String(format: "%+.\(decimals)f", percent)
  }

  /// A limit, with the share of it that is held where that is not all.
  static func limit(_ point: TestPoint) -> String {
    let text = String(format: "%g", point.limitPercent)
    return point.share == 1 ? text : text + String(format: "×%g", point.share)
  }

  private func paint(_ text: String, _ colour: Int) -> String {
    isColoured ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
  }

  private func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }
}
