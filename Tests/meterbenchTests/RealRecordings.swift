// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities

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
      var P1: Double?
      var Q1: Double?
      var V1: Double?
      var I1: Double?
      var THD_V: Double?
      var THD_I: Double?
    }

    struct Event: Decodable, Sendable {
      var kind: String
      var start_s: Double
      var duration_s: Double?
      var residual_V: Double
    }

    var kind: String
    var figures: Figures
    var declaredVoltage_V: Double
    var events: [Event]

    var declaredVoltage: Voltage { Voltage(microvolts: Int64(declaredVoltage_V * 1e6)) }
  }

  static let truths: [String: Truth] = {
    let file = folder.appendingPathComponent("figures.json")
    guard let content = try? Data(contentsOf: file) else { return [:] }
    return (try? JSONDecoder().decode([String: Truth].self, from: content)) ?? [:]
  }()

  static var names: [String] { truths.keys.sorted() }

  /// The same fit by two programs: what rounding hides of the place of a least rest. Unit: hertz.
  static let frequencyBound = 1e-6
  /// Figures of two programs are printed with three decimals. Unit: seconds.
  static let secondsBound = 0.001
  /// And with two. Unit: volts.
  static let voltsBound = 0.01

  static func path(_ name: String) -> String {
    folder.appendingPathComponent(name + ".cfg").path
  }
}
