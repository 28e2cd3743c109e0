// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import meterbench

@Suite struct ProgramTests {
  /// Runs the built program, beside the test bundle, on a full disk.
  private func onFullDisk(_ arguments: [String]) throws -> (code: Int32, error: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
      .deletingLastPathComponent().appendingPathComponent("meterbench")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardError = pipe
    process.standardOutput = try FileHandle(
      forWritingTo: URL(fileURLWithPath: "/dev/full"))
    try process.run()
    let error = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, error)
  }

  @Test(
    "A full disk is EX_IOERR",
    arguments: [
      ["replay"], ["replay", "--json"], ["replay", "--exact"], ["replay", "--exact", "--json"],
      ["run", "--fast", "--seconds", "0.1"], ["run", "--json", "--seconds", "0.1"],
    ])
  func fullDisk(arguments: [String]) throws {
    let bench = try Bench()
    let record = try Waveform(TypedRecords.float32, TypedRecords.float32Samples)
    let input = try bench.file("a.recording", try RecordingFile(record, file: "a").bytes)
    let isRun = arguments.first == "run"
    let place = isRun ? ["pf1_ib", "--store", bench.path("store")] : [input]
    let result = try onFullDisk(arguments + place)
    #expect(result.code == 74)
    #expect(result.error.contains("standard output"), "\(result.error)")
  }
}
