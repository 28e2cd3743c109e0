// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import Quantities
import Recording
import Testing

@testable import meterbench

@Suite struct EffectiveRateTests {
  private static let recordings = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("ReplayTests/Recordings")

  /// Stated 4,000 sets a second; frames of 400 sets each, this long, each after such a pause.
  private func recording(frame: UInt64, pause: UInt64 = 0) throws -> RecordingFile {
    let frontEnd = FrontEnd(
      rate: Ratio(constant: 4_000), voltage: Channel(gain: Ratio(constant: 1_000)),
      current: Channel(gain: Ratio(constant: 1_000)), nominalFrequency: .hertz50,
      nominalVoltage: Voltage(microvolts: 230_000_000))
    var writer = RecordingWriter(
      RecordingHead(frontEnd: frontEnd, station: FixedBytes(cutting: "x"), sampleWidth: .two))
    var bytes = RecordingFrameBytes()
    var all: [UInt8] = []
    try writer.head(into: &bytes)
    all.append(bytes)
    let sets = [SampleSet](repeating: SampleSet(voltage: 1, current: 1), count: 400)
    for index in 0..<4 {
      let start = UInt64(index) * (frame + pause)
      let stamp = SampleStamp(
        start: Instant(nanoseconds: start), end: Instant(nanoseconds: start + frame))
      try writer.samples(sets.span, stamp, into: &bytes)
      all.append(bytes)
    }
    try writer.end(into: &bytes)
    all.append(bytes)
    return RecordingFile(file: "a", bytes: all)
  }

  private func rate(_ file: RecordingFile) throws -> String {
    let writer = try COMTRADEWriter(file.waveform(), edition: .year2013, file: "a")
    let lines = writer.configuration.components(separatedBy: "\r\n")
    return String(lines[6].prefix { $0 != "," })
  }

  @Test(
    "The rate by the stamps is written where it is more than 1 ppm from the one stated",
    arguments: [
      (UInt64(100_000_000), UInt64(0), "4000"), (100_000_050, 0, "4000"),
      (125_000_000, 0, "3200"), (80_000_000, 0, "5000"), (100_000_000, 50_000_000, "4000"),
      (125_000_000, 50_000_000, "3200"), (100_000_000, 100_000, "3997.00224831376468"),
    ])
  func byTheStamps(frame: UInt64, pause: UInt64, expected: String) throws {
    let found = try rate(recording(frame: frame, pause: pause))
    #expect(found.hasPrefix(expected))
    #expect(found.contains(".") == expected.contains("."))
  }

  @Test("A person is told of a rate that is not the one stated")
  func told() throws {
    let bench = try Bench()
    let input = try bench.file("a.recording", try recording(frame: 125_000_000).bytes)
    let notes = try Conversion.run(input, bench.path("b.cfg"), .year2013, ChannelWishes())
    #expect(notes.count == 1)
    #expect(
      notes.first?.hasSuffix("the rate is 3200 Hz by the stamps, not 4000 Hz as stated") == true)
  }

  @Test("The frequency of a shipped recording survives its way through COMTRADE")
  func shipped() throws {
    let bench = try Bench()
    let input = Self.recordings.appendingPathComponent("us120_60hz/input.recording").path
    _ = try Conversion.run(input, bench.path("a.cfg"), .year2013, ChannelWishes())
    let figures = try RecordFigures(RecordingFile(loading: bench.path("a.cfg")))
    let frequency = try #require(figures.frequencyHertz)
    #expect(abs(frequency / 60 - 1) < 20e-6, "\(frequency) Hz")
  }

  @Test("Channels that are left out are named")
  func leftOut() throws {
    let bench = try Bench()
    let lines = [
      "s,1,2013", "3,3A,0D", "1,V,,,V,1,0,0,-9,9,1,1,P", "2,I,,,A,1,0,0,-9,9,1,1,P",
      "3,I16,,,A,1,0,0,-9,9,1,1,P", "50", "1", "4000,2", "14/11/2023,22:13:20.123000",
      "14/11/2023,22:13:20.123000", "ASCII", "1", "0,0", "0,3", "",
    ]
    try bench.file("a.dat", "1,0,1,2,3\r\n2,250,1,2,3\r\n")
    let input = try bench.file("a.cfg", lines.joined(separator: "\r\n"))
    let notes = try Conversion.run(
      input, bench.path("a.recording"), .year2013, ChannelWishes())
    #expect(notes == ["\(input): of 3 analog channels 1 are left out: 3 I16"])
  }
}
