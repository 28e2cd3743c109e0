// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Recording
import Testing

/// Writes zlib's CRC-32 of a changed golden head by computing it anew.
private func reseal(_ file: inout [UInt8]) {
  var crc = CRC32()
  for byte in file[8..<124] { crc.update(byte) }
  for index in 0..<4 {
    file[124 + index] = UInt8(truncatingIfNeeded: crc.value >> UInt32(8 * index))
  }
}

@Suite struct RecordingHeadTests {
  @Test(
    "A head with a value it cannot have names the field",
    arguments: [
      (16, 5, RecordingField.sampleWidth), (17, 0x83, .flags), (18, 55, .nominalFrequency),
      (19, 65, .station), (19, 3, .station), (27, 0x80, .rate), (28, 0, .rate),
      (51, 0x80, .voltage), (44, 0, .voltage), (75, 0x80, .current),
      (99, 0x80, .currentAmplified), (111, 0x80, .amplifiedPeakMax),
      (119, 0x80, .nominalVoltage),
    ])
  func fields(offset: Int, value: UInt8, field: RecordingField) {
    var file = Array(GoldenRecording.bytes)
    file[offset] = value
    reseal(&file)
    #expect(throws: RecordingError(.badField(field), byte: 8)) {
      _ = try RecordingReader(file.span)
    }
  }

  @Test("A recording may be of one current range and of any width", arguments: [2, 3, 4])
  func widths(width: UInt8) throws {
    var head = GoldenRecording.head
    head.frontEnd.currentAmplified = nil
    head.frontEnd.isCalibrated = false
    head.sampleWidth = try #require(SampleWidth(rawValue: width))
    let most = head.sampleWidth.codeMax
    let sets = [SampleSet(voltage: most, current: -most), SampleSet(voltage: -1, current: 1)]
    var file: [UInt8] = []
    var frame = RecordingFrameBytes()
    var writer = RecordingWriter(head)
    try writer.head(into: &frame)
    file += copied(frame.span)
    let stamp = SampleStamp(start: .zero, end: .zero)
    try writer.samples(sets.span, stamp, into: &frame)
    #expect(frame.count == 12 + 18 + 4 * Int(width))
    file += copied(frame.span)
    try writer.end(into: &frame)
    file += copied(frame.span)
    var reader = try RecordingReader(file.span)
    var found: [SampleSet] = []
    if let frame = try reader.next() { found = [frame.set(at: 0), frame.set(at: 1)] }
    #expect(found == sets)
    let frontEnd = reader.head.frontEnd
    #expect(frontEnd == head.frontEnd)
  }

  @Test("What the meter could not compute with is out of range, to the step")
  func range() {
    expect(nil) { $0.frontEnd.rate = Ratio(constant: 1) }
    expect(.rate) { $0.frontEnd.rate = Ratio(constant: 999, over: 1_000) }
    expect(nil) {
      $0.frontEnd.rate = Ratio(constant: 10_000_000)
      $0.frontEnd.current.delayNanoseconds = 99
      $0.frontEnd.currentAmplified = nil
    }
    expect(.rate) { $0.frontEnd.rate = Ratio(constant: 10_000_001) }
    expect(nil) { $0.frontEnd.voltage.delayNanoseconds = 99_999 }
    expect(.voltage) { $0.frontEnd.voltage.delayNanoseconds = 100_000 }
    expect(.current) { $0.frontEnd.current.delayNanoseconds = .min }
    expect(.currentAmplified) { $0.frontEnd.currentAmplified?.delayNanoseconds = .max }
    expect(.voltage) { $0.frontEnd.voltage.gain = Ratio(constant: 1 << 40) }
    expect(.current) { $0.frontEnd.current.gain = Ratio(constant: 1 << 40) }
    expect(.current) { $0.frontEnd.current.gain = Ratio(constant: 1 << 28) }
    expect(.currentAmplified) { $0.frontEnd.currentAmplified?.gain = Ratio(constant: .max) }
    expect(nil) { $0.frontEnd.amplifiedPeakMax = 1 << 23 }
    expect(.amplifiedPeakMax) { $0.frontEnd.amplifiedPeakMax = (1 << 23) + 1 }
    expect(.nominalVoltage) { $0.frontEnd.nominalVoltage.microvolts = 1_000_000_000_001 }
  }

  private func expect(
    _ field: RecordingField?,
    _ change: (inout RecordingHead) -> Void, line: Int = #line
  ) {
    var head = GoldenRecording.head
    change(&head)
    #expect(head.fieldOutOfRange == field, "line \(line)")
  }
}
