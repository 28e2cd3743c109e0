// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import meterbench

@Suite struct ShippedRecordingTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("ReplayTests/Recordings").path

  /// Within a block dead time counts with the block's power, and each block chooses its range;
  /// over a record both are means: what that is worth, of apparent energy.
  @Test(
    "The registers, the direct energy and the record's own energy agree",
    arguments: [
      ("house", 2e-5), ("import_export", 5e-4), ("us120_60hz", 2e-5), ("interrupt_1s", 1e-4),
    ])
  func energy(_ name: String, _ bound: Double) throws {
    let report = try ReplayReport("\(Self.folder)/\(name)/input.recording")
    let (record, meter) = (report.record, report.meter)
    let apparent = try #require(record.apparentPowerVoltAmperes) * record.seconds / 3600
    let sum = meter.energyWattHours + meter.energyDirectWattHours
    #expect(abs(sum - record.energyWattHours) <= bound * apparent)
  }

  @Test("The generator gives the same recording each time")
  func deterministic() throws {
    let shipped = try #require(ShippedRecording.all.first { $0.name == "us120_60hz" })
    #expect(try shipped.make() == shipped.make())
  }
}
