// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bytes
import Foundation
import Quantities
import Recording
import Testing

@testable import meterbench

/// 230 V and 5 A of 50 Hz at 4,000 sets a second; between some milliseconds a share of the voltage.
private func network(
  seconds: Int, _ dips: [(from: Int, to: Int, share: Double)]
) -> Waveform {
  let sets = (0..<4_000 * seconds).map { index in
    let phase = 2 * Double.pi * 50 * Double(index) / 4_000
    let dip = dips.first { $0.from * 4 <= index && index < $0.to * 4 }
    let peak = 230 * 2.0.squareRoot() / 0.025 * (dip?.share ?? 1)
    return SampleSet(
      voltage: Int32((peak * sin(phase)).rounded()), current: Int32((7_071 * sin(phase)).rounded()))
  }
  return Waveform(
    frontEnd: FrontEnd(
      rate: Ratio(constant: 4_000), voltage: Channel(gain: Ratio(constant: 25_000)),
      current: Channel(gain: Ratio(constant: 1_000)), nominalFrequency: .hertz50,
      nominalVoltage: Voltage(microvolts: 230_000_000)),
    station: "street", start: UTC(milliseconds: 1_700_000_000_000), sets: sets)
}

@Suite struct SnapshotTests {
  /// The recordings of a network's events.
  private static func snapshots(_ waveform: Waveform, _ bench: Bench) throws -> [String] {
    let recording = try RecordingFile(waveform, file: "street.recording")
    let folder = try EventRecorder.replayed(
      recording, bench.path("snapshots"), declaredVoltage: nil)
    return folder.written
  }

  /// A snapshot's sets are those of the record; gives the place of the first.
  private static func checkSubset(_ part: Waveform, of whole: Waveform) throws -> Int {
    let start = try #require(part.start)
    let first = Int(start.milliseconds - 1_700_000_000_000) * 4
    for (set, offset) in zip(part.sets, part.offsets) {
      // The time of day has whole milliseconds: four sets.
      let place = first + Int((offset + 125_000) / 250_000)
      let near = max(0, place - 4)...min(whole.sets.count - 1, place + 4)
      try #require(near.contains { whole.sets[$0] == set })
    }
    return first
  }

  @Test("A dip becomes a recording, the recording a COMTRADE record, and the dip is in it")
  func wholeWay() throws {
    let bench = try Bench()
    let whole = network(seconds: 3, [(1_000, 1_150, 0.6)])
    let files = try Self.snapshots(whole, bench)
    #expect(files == [bench.path("snapshots/1-dip.recording")])
    let part = try RecordingFile(loading: files[0]).waveform()
    let first = try Self.checkSubset(part, of: whole)
    // From 200 ms before its begin is known to 200 ms after its end is: each within a cycle.
    #expect(abs(first - 4 * 810) <= 4 * 10 && part.gapCount == 0)
    #expect(abs(part.sets.count - 4 * 550) <= 4 * 20)
    #expect(part.station == "street" && part.frontEnd == whole.frontEnd)
    let target = bench.path("dip.cfg")
    let notes = try Conversion.run(files[0], target, .year2013, ChannelWishes())
    #expect(notes.isEmpty)
    let back = try Waveform(loadingCOMTRADE: target, ChannelWishes())
    #expect(back.sets == part.sets)
    let figures = try RecordFigures(RecordingFile(loading: target))
    #expect(figures.events.map(\.kind) == [.dip])
    #expect(abs((figures.events.first?.residualVolts ?? 0) - 138) < 0.7)
    #expect(abs((figures.events.first?.durationSeconds ?? 0) - 0.15) < 0.02)
    let replayed = try MeterFigures.replayed(RecordingFile(loading: files[0]))
    #expect(replayed.samples == part.sets.count)
  }

  @Test("Of a long event its begin and its end are there, and the gap between them is told")
  func gap() throws {
    let bench = try Bench()
    let whole = network(seconds: 4, [(1_000, 2_500, 0.0)])
    let files = try Self.snapshots(whole, bench)
    #expect(files == [bench.path("snapshots/1-interruption.recording")])
    let part = try RecordingFile(loading: files[0]).waveform()
    _ = try Self.checkSubset(part, of: whole)
    #expect(part.gapCount == 1)
    #expect(abs(part.sets.count - 4 * 800) <= 8)
    let notes = try Conversion.run(
      files[0], bench.path("long.cfg"), .year2013, ChannelWishes())
    #expect(notes.contains { $0.contains("1 gaps") })
    let back = try Waveform(loadingCOMTRADE: bench.path("long.cfg"), ChannelWishes())
    #expect(back.sets == part.sets)
    let figures = try MeterFigures.replayed(RecordingFile(loading: files[0]))
    #expect(figures.samples == part.sets.count)
  }

  @Test("Events that follow each other closely have a recording each, with what was before them")
  func close() throws {
    let bench = try Bench()
    let whole = network(
      seconds: 4, [(1_000, 1_060, 0.7), (1_200, 1_260, 1.2), (1_700, 1_760, 0.5)])
    let files = try Self.snapshots(whole, bench)
    let names = ["1-dip", "2-swell", "3-dip"]
    #expect(files == names.map { bench.path("snapshots/\($0).recording") })
    for (file, begin) in zip(files, [1_000, 1_200, 1_700]) {
      let part = try RecordingFile(loading: file).waveform()
      let first = try Self.checkSubset(part, of: whole)
      #expect(first <= 4 * (begin + 20 - 200))
      #expect(first + part.sets.count >= 4 * (begin + 60 + 200))
    }
  }

  @Test("An event at the very start, and one at the end, have what there is")
  func edges() throws {
    let bench = try Bench()
    let whole = network(seconds: 2, [(0, 100, 0.5), (1_900, 2_000, 0.5)])
    let files = try Self.snapshots(whole, bench)
    #expect(files.count == 2)
    let first = try RecordingFile(loading: files[0]).waveform()
    #expect(first.sets.first == whole.sets.first && first.start == whole.start)
    let last = try RecordingFile(loading: files[1]).waveform()
    #expect(last.sets.last == whole.sets.last)
  }

  @Test("A network without events has no recording, and the folder is there")
  func none() throws {
    let bench = try Bench()
    #expect(try Self.snapshots(network(seconds: 1, []), bench).isEmpty)
    #expect(bench.names == ["snapshots"])
  }

  @Test("Snapshots that are there already are never written over")
  func occupied() throws {
    let bench = try Bench()
    let whole = network(seconds: 2, [(1_000, 1_150, 0.6)])
    let files = try Self.snapshots(whole, bench)
    let before = try Data(contentsOf: URL(fileURLWithPath: files[0]))
    let error = benchError { _ = try Self.snapshots(whole, bench) }
    #expect(error?.kind.rawValue == 73)
    #expect(error?.what == "1-dip.recording is there already")
    #expect(try Data(contentsOf: URL(fileURLWithPath: files[0])) == before)
  }

  @Test("A folder that cannot be made is EX_CANTCREAT")
  func noFolder() throws {
    let bench = try Bench()
    try bench.file("snapshots", "a file")
    let error = benchError { _ = try Self.snapshots(network(seconds: 1, []), bench) }
    #expect(error?.kind.rawValue == 73)
    #expect(error?.advice?.contains("--snapshots") == true)
  }

  @Test("A run of the whole meter leaves a recording of each event, and names it")
  func desk() throws {
    let bench = try Bench()
    let command = try RunCommand.parse([
      "interrupt_1s", "--fast", "--json", "--store", bench.path("store"),
      "--snapshots", bench.path("snapshots"),
    ])
    let summary = try DeskSession(command).run()
    #expect(summary.snapshots == [bench.path("snapshots/1-interruption.recording")])
    #expect(summary.text.contains("snapshots  1, the last: "))
    let part = try RecordingFile(loading: summary.snapshots[0]).waveform()
    // Twice 400 ms at 7,407 sets a second, less what lies between bursts.
    #expect(part.sets.count > 5_800 && part.sets.count < 5_940)
    #expect(part.frontEnd.currentAmplified != nil && part.start != nil)
  }

  @Test("--snapshots is not for --exact")
  func exact() {
    #expect(throws: (any Error).self) {
      try ReplayCommand.parse(["a.cfg", "--exact", "--snapshots", "b"])
    }
  }
}

@Suite struct AbsurdCalibrationTests {
  @Test("A recording with an absurd calibration is refused by the name of its field")
  func recording() throws {
    var waveform = network(seconds: 1, [])
    waveform.frontEnd.voltage.noiseVariance = 5
    var bytes = try RecordingFile(waveform, file: "a").bytes
    // After prefix, frame head, fixed fields, two channels, the rest, "street", the temperature and
    // the starting current.
    let place = 8 + 8 + 20 + 48 + 12 + 6 + 12
    #expect(bytes[place] == 5)
    bytes[place + 7] = 0x80
    let length = Int(bytes[9])
    let crc = CRC32.of(bytes.span.extracting(8..<16 + length))
    for index in 0..<4 {
      bytes[16 + length + index] = UInt8(truncatingIfNeeded: crc >> UInt32(8 * index))
    }
    let error = benchError { _ = try RecordFigures(RecordingFile(file: "a", bytes: bytes)) }
    #expect(error?.kind == .dataFormat)
    #expect(error?.what == "field noiseVariance of this frame cannot have its value")
    #expect(error?.advice == "a noise is from 0 to 2^24 counts squared")
  }

  @Test("An absurd calibration is not written either, and its field is named")
  func written() {
    var waveform = network(seconds: 1, [])
    waveform.frontEnd.current.gainBillionthsPerKelvin = 1_000_001
    let error = benchError { _ = try RecordingFile(waveform, file: "a") }
    #expect(error?.what == "gainBillionthsPerKelvin is beyond what a meter measures")
  }

  @Test("What a COMTRADE record has no place for is told")
  func told() throws {
    let bench = try Bench()
    var waveform = network(seconds: 1, [])
    waveform.frontEnd.current.noiseVariance = 5
    let input = try bench.file("a.recording", try RecordingFile(waveform, file: "a").bytes)
    let notes = try Conversion.run(input, bench.path("b.cfg"), .year2013, ChannelWishes())
    #expect(notes.count == 1 && notes[0].contains("calibration"))
  }
}
