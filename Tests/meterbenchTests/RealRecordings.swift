// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The recordings beside the project, and what is known of them.
enum RealRecordings {
  static let count = 48

  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/recordings")

  static let isContinuousIntegration = ProcessInfo.processInfo.environment["CI"] == "true"

  static var arePresent: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("figures.json").path)
  }

  /// Figures of one record, in float64, by another program.
  struct Truth: Decodable, Sendable {
    struct Figures: Decodable, Sendable {
      var N: Int
      var fs: Double
      var Vrms: Double
      var Irms: Double
      var P: Double
      var Vdc: Double
      var Idc: Double
      var Wh: Double
      var f: Double?
    }

    var kind: String
    var figures: Figures
  }

  static let truths: [String: Truth] = {
    let file = folder.appendingPathComponent("figures.json")
    guard let content = try? Data(contentsOf: file) else { return [:] }
    return (try? JSONDecoder().decode([String: Truth].self, from: content)) ?? [:]
  }()

  static var names: [String] { truths.keys.sorted() }

  /// Unit: hertz. nil on records with an event, whose frequency means little.
  static func frequencyBound(_ kind: String) -> Double? {
    if kind.hasPrefix("ev-") { return 0.005 }
    return kind == "appliance-120V" ? 0.0005 : nil
  }

  static func path(_ name: String) -> String {
    folder.appendingPathComponent(name + ".cfg").path
  }
}
