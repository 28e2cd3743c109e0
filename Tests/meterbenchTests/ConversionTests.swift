// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import Quantities
import Recording
import Testing

@testable import meterbench

private func waveform(_ sets: [SampleSet]) -> Waveform {
  Waveform(
    frontEnd: FrontEnd(
      rate: Ratio(constant: 4_000), voltage: Channel(gain: Ratio(constant: 250_000)),
      current: Channel(gain: Ratio(constant: 390_625, over: 8), delayNanoseconds: 45_500),
      nominalFrequency: .hertz50, nominalVoltage: Voltage(microvolts: 230_000_000)),
    station: "desk, left", start: UTC(milliseconds: 1_700_000_000_123), sets: sets)
}

@Suite struct ConversionTests {
  @Test("The written .cfg and .dat files are these bytes")
  func golden() throws {
    let sets = [SampleSet(voltage: 1, current: -1), SampleSet(voltage: -32_767, current: 32_767)]
    let writer = try COMTRADEWriter(waveform(sets), edition: .year2013, file: "a")
    let lines = [
      "desk  left,1,2013", "2,2A,0D", "1,V,,,V,0.25,0,0,-32767,32767,1,1,P",
      "2,I,,,A,0.048828125,0,45.5,-32767,32767,1,1,P", "50", "1", "4000,2",
      "14/11/2023,22:13:20.123000", "14/11/2023,22:13:20.123000", "BINARY", "1", "0,0", "0,3", "",
    ]
    #expect(writer.configuration == lines.joined(separator: "\r\n"))
    #expect(
      writer.samples
        == hexadecimal(
          """
          01 00 00 00  00 00 00 00  01 00  FF FF
          02 00 00 00  FA 00 00 00  01 80  FF 7F
          """))
  }

  @Test("Codes of more than 16 bits are written as BINARY32, least significant byte first")
  func wide() throws {
    let sets = [SampleSet(voltage: 8_388_608, current: -32_768)]
    let writer = try COMTRADEWriter(waveform(sets), edition: .year2013, file: "a")
    #expect(writer.configuration.contains("\r\nBINARY32\r\n"))
    let expected = hexadecimal("01 00 00 00  00 00 00 00  00 00 80 00  00 80 FF FF")
    #expect(writer.samples == expected)
    let error = benchError {
      _ = try COMTRADEWriter(waveform(sets), edition: .year1999, file: "a")
    }
    #expect(error?.kind == .usage)
  }

  @Test(
    "What is written reads back with the same codes, gains, delays, rate and time",
    arguments: [
      (COMTRADE.Edition.year2013, Int32(100)), (.year2013, 32_767), (.year2013, 32_768),
      (.year2013, 8_388_608), (.year1999, 32_767),
    ])
  func roundTrip(edition: COMTRADE.Edition, most: Int32) throws {
    let sets = (0..<1_000).map {
      SampleSet(voltage: $0 % 2 == 0 ? most : -most, current: Int32($0))
    }
    var original = waveform(sets)
    original.station = "desk"
    let writer = try COMTRADEWriter(original, edition: edition, file: "a")
    let back = try Waveform(writer.configuration, writer.samples)
    #expect(back == original)
  }

  @Test(
    "A waveform survives our own form, its codes in the narrowest width",
    arguments: [
      (Int32(32_767), SampleWidth.two), (32_768, .three), (8_388_607, .three), (8_388_608, .four),
    ])
  func ours(most: Int32, width: SampleWidth) throws {
    let sets = (0..<5_000).map { SampleSet(voltage: Int32($0), current: -most) }
    let original = waveform(sets)
    let file = try RecordingFile(original, file: "a")
    #expect(try file.head().sampleWidth == width)
    var back = try file.waveform()
    #expect(back.gapCount == 0)
    let even = original.sets.indices.allSatisfy { back.offsets[$0] == UInt64($0) * 250_000 }
    #expect(even)
    #expect(back.stampedNanoseconds == 5_000 * 250_000)
    back.offsets = []
    back.stampedNanoseconds = 0
    #expect(back == original)
  }

  @Test("A time that is not known stays unknown")
  func noTime() throws {
    var original = waveform([.zero, .zero])
    original.start = nil
    let writer = try COMTRADEWriter(original, edition: .year2013, file: "a")
    #expect(try Waveform(writer.configuration, writer.samples).start == nil)
  }

  @Test("A long record's time stamps stay below 32 bits by their multiplier")
  func longRecord() throws {
    var original = waveform([.zero, .zero])
    original.offsets = [0, 86_400_000_000_000]
    let writer = try COMTRADEWriter(original, edition: .year2013, file: "a")
    #expect(writer.configuration.contains("\r\n100\r\n"))
    #expect(Array(writer.samples[16..<20]) == [0x00, 0x98, 0x7F, 0x33])
  }

  @Test("Gaps between frames are counted, and the time stamps show them")
  func gaps() throws {
    var head = waveform([]).frontEnd
    head.currentAmplified = Channel(gain: Ratio(constant: 3_000))
    var writer = RecordingWriter(
      RecordingHead(frontEnd: head, station: FixedBytes(cutting: "x"), sampleWidth: .two))
    var frame = RecordingFrameBytes()
    var bytes: [UInt8] = []
    try writer.head(into: &frame)
    bytes.append(frame)
    for start in [UInt64(5_000_000), 9_000_000] {
      let stamp = SampleStamp(
        start: Instant(nanoseconds: start), end: Instant(nanoseconds: start + 500_000))
      let sets = [SampleSet(voltage: 1, current: 2, currentAmplified: 32), .zero]
      try writer.samples(sets.span, stamp, into: &frame)
      bytes.append(frame)
    }
    try writer.tick(
      at: Instant(nanoseconds: 15_000_000), utc: UTC(milliseconds: 50_000), into: &frame)
    bytes.append(frame)
    try writer.end(into: &frame)
    bytes.append(frame)
    let waveform = try RecordingFile(file: "a", bytes: bytes).waveform()
    #expect(waveform.gapCount == 1)
    #expect(waveform.offsets == [0, 250_000, 4_000_000, 4_250_000])
    #expect(waveform.start == UTC(milliseconds: 49_990))
    let text = try COMTRADEWriter(waveform, edition: .year2013, file: "a").configuration
    #expect(text.contains("\r\n3,I16,,,A,0.003,0,0,"))
  }
}
