// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The result as one HTML page that needs nothing else: error curves, then every point.
struct AccuracyReport {
  var rows: [AccuracyRow]

  /// The whole page.
  var html: String {
    let groups = AccuracyGroup.gather(rows)
    let names = groups.map(\.board).reduce(into: [String]()) { names, name in
      if names.last != name { names.append(name) }
    }
    let sections = names.map { name in section(name, groups.filter { $0.board == name }) }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>LastMeter accuracy</title>
      <style>
      \(Self.style)</style>
      </head>
      <body>
      <main>
      <h1>LastMeter accuracy</h1>
      \(lead(groups))
      \(sections.joined(separator: "\n"))
      </main>
      </body>
      </html>

      """
  }

  private func lead(_ groups: [AccuracyGroup]) -> String {
    let verdicts = groups.flatMap(\.verdicts)
    let held = verdicts.count(where: \.isHeld)
    let seeds = Set(rows.map(\.seed)).count
    let isHeld = held == verdicts.count
    return """
      <p class="lead"><strong class="\(isHeld ? "held" : "exceeded")">\(held) of \
      \(verdicts.count) points held.</strong> Simulated boards with typical imperfections, \
      \(seeds) \(seeds == 1 ? "specimen" : "specimens") of each, calibrated as at a bench. Each \
      thin line is one specimen.</p>
      <ul class="legend"><li><i class="specimen"></i>error of a specimen</li>\
      <li><i class="limit"></i>limit of the standard</li>\
      <li><i class="bound"></i>share of it that is held, where less</li></ul>
      """
  }

  private func section(_ name: String, _ groups: [AccuracyGroup]) -> String {
    let title = AccuracyBoards.named(name)?.title ?? ""
    let summary = groups.map { group in
      let share = group.worst.worst.shareUsed
      let isHeld = group.heldCount == group.verdicts.count
      return """
        <tr><td>\(Self.escaped(group.title))</td><td class="n">\(group.heldCount)/\
        \(group.verdicts.count)</td><td class="n">\(Self.share(share))</td>\
        <td>\(Self.bar(share))</td><td class="\(isHeld ? "held" : "exceeded")">\
        \(isHeld ? "held" : "exceeded")</td><td>\(Self.escaped(group.worst.point.name))</td></tr>
        """
    }
    return """
      <section>
      <h2>Board <code>\(Self.escaped(name))</code></h2>
      <p>\(Self.escaped(title))</p>
      <div class="wide"><table><thead><tr><th>Standard</th><th class="n">held</th>\
      <th class="n">most used</th><th></th><th></th><th>at</th></tr></thead><tbody>
      \(summary.joined(separator: "\n"))
      </tbody></table></div>
      \(groups.map(curves).joined(separator: "\n"))
      \(groups.map(details).joined(separator: "\n"))
      </section>
      """
  }

  private func curves(_ group: AccuracyGroup) -> String {
    let charts = ErrorChart.charts(of: group)
    guard !charts.isEmpty else { return "" }
    let figures = charts.map { chart in
      "<figure><figcaption>\(Self.escaped(chart.title))</figcaption>\(chart.svg)</figure>"
    }
    return """
      <details\(Self.isOpen(group) ? " open" : "")><summary>\(Self.escaped(group.title)): error \
      against current</summary>
      <div class="charts">
      \(figures.joined(separator: "\n"))
      </div></details>
      """
  }

  /// The narrowest classes are open at first.
  private static func isOpen(_ group: AccuracyGroup) -> Bool {
    ["0.2S", "0.5S", "C", "D", "1", "declared"].contains(group.accuracyClass)
  }

  private func details(_ group: AccuracyGroup) -> String {
    let lines = group.verdicts.map { verdict in
      let worst = verdict.worst
      let error = worst.errorPercent.map(AccuracyTable.figure) ?? "not measured"
      return """
        <tr><td>\(Self.escaped(verdict.point.name))</td><td>\
        \(Self.escaped(verdict.point.quantity.rawValue)), \
        \(Self.escaped(verdict.point.kind.rawValue))</td><td class="n">\
        \(AccuracyTable.limit(verdict.point))</td><td class="n">\(error)</td>\
        <td class="n">\(Self.share(worst.shareUsed))</td><td>\(Self.bar(worst.shareUsed))</td>\
        <td class="\(verdict.isHeld ? "held" : "exceeded")">\
        \(verdict.isHeld ? "held" : "exceeded")</td><td>\
        \(Self.escaped(verdict.point.confidence))</td></tr>
        """
    }
    return """
      <details><summary>\(Self.escaped(group.title)): all points</summary>
      <div class="wide"><table><thead><tr><th>Point</th><th>Quantity</th><th class="n">limit %</th>\
      <th class="n">worst %</th><th class="n">used</th><th></th><th></th><th>limit is</th></tr>\
      </thead><tbody>
      \(lines.joined(separator: "\n"))
      </tbody></table></div></details>
      """
  }

  private static func share(_ share: Double?) -> String {
    share.map { String(format: "%.0f %%", $0 * 100) } ?? "–"
  }

  private static func bar(_ share: Double?) -> String {
    let width = min(1, share ?? 1) * 100
    let kind = (share ?? 2) > 1 ? "over" : "in"
    return String(
      format: "<span class=\"bar\"><b class=\"\(kind)\" style=\"width:%.1f%%\"></b></span>", width)
  }

  /// Text as it may stand in HTML.
  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
