// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import meterbench

@Suite("What accuracy prints")
struct AccuracyReportTests {
  /// Three currents at one power factor, two specimens; the last point is exceeded by one of them.
  static func rows() throws -> [AccuracyRow] {
    var rows: [AccuracyRow] = []
    for (amperes, errors) in [("0.5", [0.01, -0.02]), ("5", [0.03, 0.04]), ("20", [0.1, -0.2])] {
      let line = AccuracyTableTests.good.replacing("sine,1,5", with: "sine,1,\(amperes)")
        .replacing("p1", with: "p-\(amperes)<A>")
      let point = try #require(try AccuracyTableTests.table(line).first)
      rows += errors.enumerated().map { index, error in
        AccuracyRow(
          point: point, board: "reference", seed: UInt64(index + 1), errorPercent: error,
          missingReason: nil)
      }
    }
    return rows
  }

  @Test("JSON has the promised keys in every row, and null where nothing was measured")
  func json() throws {
    var rows = try Self.rows()
    rows[0].errorPercent = nil
    rows[0].missingReason = "why"
    let text = try rows.prettyJSON()
    let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let objects = try #require(parsed as? [[String: Any]])
    #expect(objects.count == 6)
    for object in objects {
      for key in ["standard", "point", "board", "seed", "limit_percent", "error_percent"] {
        #expect(object[key] != nil, "\(key)")
      }
    }
    #expect(objects[0]["error_percent"] is NSNull && objects[0]["reason"] as? String == "why")
    #expect(objects[1]["error_percent"] as? Double == -0.02)
    #expect(objects[1]["limit_percent"] as? Double == 0.3 && objects[1]["seed"] as? Int == 2)
  }

  @Test("The table has the worst specimen of each point, its share, and the count of what is held")
  func table() throws {
    let text = AccuracyTable(rows: try Self.rows(), isColoured: false).text
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "IEC 62053-22 class 0.2S, board reference")
    #expect(
      lines.contains { $0.contains("p-5<A>") && $0.contains("+0.04000") && $0.contains("13 %") })
    #expect(lines.contains { $0.contains("-0.2000") && $0.contains("EXCEEDED: more than 0.5") })
    #expect(lines.last == "2 of 3 points held, 0 not measured; boards of 2 seeds each")
    #expect(!text.contains("\u{1B}"))
    #expect(AccuracyTable(rows: try Self.rows(), isColoured: true).text.contains("\u{1B}[31m"))
  }

  @Test("The report needs nothing else, draws each specimen once, and escapes names")
  func report() throws {
    let page = AccuracyReport(rows: try Self.rows()).html
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
    #expect(page.components(separatedBy: "class=\"errors\"").count == 3)
    #expect(page.components(separatedBy: "class=\"dot\"").count == 7)
    #expect(page.components(separatedBy: "class=\"limits\"").count == 3)
    #expect(page.contains("p-5&lt;A&gt;") && !page.contains("p-5<A>"))
    #expect(page.contains("prefers-color-scheme: dark"))
    for outside in ["http:", "https:", "<script", "@import", "url("] {
      #expect(!page.contains(outside), "\(outside)")
    }
  }

  @Test("A chart is drawn from three currents on")
  func fewCurrents() throws {
    let page = AccuracyReport(rows: Array(try Self.rows().prefix(4))).html
    #expect(!page.contains("<svg"))
  }
}
