// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Recording

/// A recording with a frame of each kind, typed from SPEC.md; the checksums are zlib's.
enum GoldenRecording {
  static let text = """
    89 4C 4D 52 0D 0A 01 00

    01 6C 00 00 00 00 00 00   03 03 32 04
    10 27 00 00 00 00 00 00   01 00 00 00 00 00 00 00
    90 D0 03 00 00 00 00 00   01 00 00 00 00 00 00 00   00 00 00 00 00 00 00 00
    BC BE 00 00 00 00 00 00   01 00 00 00 00 00 00 00   C8 AF 00 00 00 00 00 00
    EB 0B 00 00 00 00 00 00   01 00 00 00 00 00 00 00   90 5F 01 00 00 00 00 00
    D0 07 00 00   80 85 B5 0D 00 00 00 00   64 65 73 6B
    7A F4 57 03

    04 10 00 00 01 00 00 00   E8 03 00 00 00 00 00 00   00 68 E5 CF 8B 01 00 00
    84 D0 0F 07

    04 08 00 00 02 00 00 00   D0 07 00 00 00 00 00 00
    58 1D 82 D8

    05 02 00 00 03 00 00 00   AA 55
    02 08 28 E2

    02 24 00 00 04 00 00 00   88 13 00 00 00 00 00 00   C8 20 03 00 00 00 00 00   02 00
    01 00 00   FF FF FF   F0 FF FF
    00 00 80   FF FF 7F   00 00 00
    A7 F1 EC 79

    03 0A 00 00 05 00 00 00   E0 93 04 00 00 00 00 00   7E 00
    13 8A 1E CA

    06 0A 00 00 06 00 00 00   80 1A 06 00 00 00 00 00   02 01
    5A 7D 3C FF

    07 0C 00 00 07 00 00 00   07 00 00 00   02 00 00 00 00 00 00 00
    FE 3B 1C C5
    """

  static let bytes: [UInt8] = hexadecimal(text)

  /// Where each frame begins, and the end of the file.
  static let frameStarts = [8, 128, 156, 176, 190, 238, 260, 282, 306]

  static var head: RecordingHead {
    var frontEnd = FrontEnd(
      rate: Ratio(constant: 10_000),
      voltage: Channel(gain: Ratio(constant: 250_000)),
      current: Channel(gain: Ratio(constant: 48_828), delayNanoseconds: 45_000),
      nominalFrequency: .hertz50, nominalVoltage: Voltage(microvolts: 230_000_000))
    frontEnd.currentAmplified = Channel(gain: Ratio(constant: 3_051), delayNanoseconds: 90_000)
    frontEnd.amplifiedPeakMax = 2_000
    frontEnd.isCalibrated = true
    return RecordingHead(frontEnd: frontEnd, station: name("desk"), sampleWidth: .three)
  }

  static let sets = [
    SampleSet(voltage: 1, current: -1, currentAmplified: -16),
    SampleSet(voltage: -8_388_608, current: 8_388_607, currentAmplified: 0),
  ]

  static func written() throws(RecordingError) -> [UInt8] {
    var file: [UInt8] = []
    var frame = RecordingFrameBytes()
    var writer = RecordingWriter(head)
    try writer.head(into: &frame)
    file += copied(frame.span)
    try writer.tick(
      at: Instant(nanoseconds: 1_000), utc: UTC(milliseconds: 1_700_000_000_000), into: &frame)
    file += copied(frame.span)
    try writer.tick(at: Instant(nanoseconds: 2_000), utc: nil, into: &frame)
    file += copied(frame.span)
    try writer.restored([0xAA, 0x55].span, into: &frame)
    file += copied(frame.span)
    let stamp = SampleStamp(
      start: Instant(nanoseconds: 5_000), end: Instant(nanoseconds: 205_000))
    try writer.samples(sets.span, stamp, into: &frame)
    file += copied(frame.span)
    try writer.received([0x7E, 0x00].span, at: Instant(nanoseconds: 300_000), into: &frame)
    file += copied(frame.span)
    try writer.edge(line: 2, isHigh: true, at: Instant(nanoseconds: 400_000), into: &frame)
    file += copied(frame.span)
    try writer.end(into: &frame)
    return file + copied(frame.span)
  }
}

func name(_ text: String) -> FixedBytes<64> {
  var bytes = FixedBytes<64>()
  for byte in text.utf8 { bytes.append(byte) }
  return bytes
}

func copied(_ span: Span<UInt8>) -> [UInt8] {
  span.indices.map { span[$0] }
}

func hexadecimal(_ text: String) -> [UInt8] {
  text.split(whereSeparator: \.isWhitespace).compactMap { UInt8($0, radix: 16) }
}
