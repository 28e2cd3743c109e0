// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import Quantities
import Recording
import Testing

@testable import meterbench

/// Records whose figures have closed forms: 230 V with a dip to 80 %, 5 A 60 degrees behind.
@Suite struct RecordFundamentalTests {
  private static let rate = 5_000

  private func frontEnd(delayNanoseconds: Int64 = 0) -> FrontEnd {
    FrontEnd(
      rate: Ratio(constant: Int64(Self.rate)), voltage: Channel(gain: Ratio(constant: 100)),
      current: Channel(gain: Ratio(constant: 10), delayNanoseconds: delayNanoseconds),
      nominalFrequency: .hertz50, nominalVoltage: Voltage(microvolts: 230_000_000))
  }

  /// Frames of 500 sets; frame numbers that are left out are gaps of a tenth of a second.
  private func recording(
    _ frontEnd: FrontEnd, frames: [Int], dips: Set<Int> = []
  ) throws -> RecordingFile {
    var writer = RecordingWriter(
      RecordingHead(frontEnd: frontEnd, station: FixedBytes(), sampleWidth: .four))
    var frame = RecordingFrameBytes()
    var bytes: [UInt8] = []
    try writer.head(into: &frame)
    bytes.append(frame)
    let later = Double(frontEnd.current.delayNanoseconds) / 1e9
    for number in frames {
      let sets = (0..<500).map { place in
        let seconds = Double(number * 500 + place) / Double(Self.rate)
        let volts = (dips.contains(number) ? 184 : 230) * wave(seconds, 0)
        let amperes = 5 * wave(seconds + later, -Double.pi / 3)
        return SampleSet(
          voltage: Int32((volts / 1e-4).rounded()), current: Int32((amperes / 1e-5).rounded()))
      }
      let start = Instant(nanoseconds: UInt64(number) * 100_000_000)
      let end = Instant(nanoseconds: UInt64(number + 1) * 100_000_000)
      try writer.samples(sets.span, SampleStamp(start: start, end: end), into: &frame)
      bytes.append(frame)
    }
    try writer.end(into: &frame)
    bytes.append(frame)
    return RecordingFile(file: "a", bytes: bytes)
  }

  /// RMS 1, of 49.9 Hz.
  private func wave(_ seconds: Double, _ angle: Double) -> Double {
    2.0.squareRoot() * cos(2 * Double.pi * 49.9 * seconds + angle)
  }

  private func expectFundamental(_ figures: RecordFigures) throws {
    #expect(abs(try #require(figures.frequencyHertz) - 49.9) < 1e-5)
    #expect(abs(try #require(figures.fundamentalActivePowerWatts) - 575) < 1e-3)
    let reactive = 1_150 * sin(Double.pi / 3)
    #expect(abs(try #require(figures.fundamentalReactivePowerVars) - reactive) < 1e-3)
    #expect(try #require(figures.thdVoltage) < 1e-5)
    #expect(try #require(figures.thdCurrent) < 1e-5)
  }

  @Test("A lagging current has positive reactive power", arguments: [0, 45_000, -150_000])
  func lagging(delayNanoseconds: Int64) throws {
    let recording = try recording(
      frontEnd(delayNanoseconds: delayNanoseconds), frames: Array(0..<10))
    try expectFundamental(RecordFigures(recording))
  }

  @Test("The fit ends at the first gap, the search for events does not")
  func gap() throws {
    let figures = try RecordFigures(
      recording(frontEnd(), frames: [0, 1, 2, 3, 7, 8, 9, 10], dips: [9]))
    try expectFundamental(figures)
    #expect(figures.events.count == 1)
    let event = try #require(figures.events.first)
    #expect(event.kind == .dip)
    // One cycle of tolerance: half cycles begin anew at the gap.
    #expect(abs(event.startSeconds - 0.92) <= 0.021)
    #expect(abs(try #require(event.durationSeconds) - 0.1) <= 0.021)
    #expect(abs(event.residualVolts - 184) < 0.1)
  }

  @Test(
    "Events are measured by the declared voltage, the nominal one where none is declared",
    arguments: [
      (nil, [VoltageEvent.Kind.dip]), (230, [.dip]), (210, [.dip]), (200, [.swell, .swell]),
      (150, [.swell]), (400, [.dip]),
    ])
  func declared(volts: Int?, kinds: [VoltageEvent.Kind]) throws {
    let declared = volts.map { Voltage(microvolts: Int64($0) * 1_000_000) }
    let recording = try recording(frontEnd(), frames: Array(0..<10), dips: [4])
    let events = try RecordFigures(recording, declaredVoltage: declared).events
    #expect(events.map(\.kind) == kinds)
  }

  @Test("The table names each event, its source, and the declared voltage")
  func table() throws {
    let bench = try Bench()
    let bytes = try recording(frontEnd(), frames: Array(0..<10), dips: [9]).bytes
    let path = try bench.file("a.recording", bytes)
    let lines = try ReplayReport(path).table.split(separator: "\n")
    #expect(lines.contains("event, declared 230 V         start s  duration s  residual V"))
    let dip = /dip, whole record +0\.9\d{2}   to the end +184\.\d\d/
    #expect(lines.contains { $0.wholeMatch(of: dip) != nil })
    let calm = try recording(frontEnd(), frames: Array(0..<10)).bytes
    let none = try ReplayReport(
      bench.file("b.recording", calm), declaredVoltage: Voltage(microvolts: 235_500_000))
    #expect(none.table.hasSuffix("\n\nno event of the voltage, declared as 235.5 V"))
  }
}
