// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Recording
import Testing

private let stamp = SampleStamp(start: .zero, end: Instant(nanoseconds: 1))

@Suite struct RecordingWriterTests {
  @Test("The writer puts out the bytes of SPEC.md")
  func golden() throws {
    #expect(try GoldenRecording.written() == GoldenRecording.bytes)
  }

  @Test("The buffer's type is as long as the longest output")
  func roomEnough() throws {
    #expect(RecordingFormat.frameBytesMax == 16_418)
    var head = GoldenRecording.head
    head.sampleWidth = .four
    var writer = RecordingWriter(head)
    var frame = RecordingFrameBytes()
    try writer.head(into: &frame)
    let sets = [SampleSet](repeating: .zero, count: RecordingFormat.setsMax)
    try writer.samples(sets.span, stamp, into: &frame)
    #expect(frame.count == 8 + 18 + 1_365 * 12 + 4)
  }

  @Test("One set too many, or a code too wide, is refused and leaves nothing")
  func limits() throws {
    var head = GoldenRecording.head
    head.sampleWidth = .two
    var writer = RecordingWriter(head)
    var frame = RecordingFrameBytes()
    try writer.head(into: &frame)
    let many = [SampleSet](repeating: .zero, count: RecordingFormat.setsMax + 1)
    #expect(throws: RecordingError(.limitExceeded, byte: 0)) {
      try writer.samples(many.span, stamp, into: &frame)
    }
    for wide in [
      SampleSet(voltage: 32_768, current: 0), SampleSet(voltage: 0, current: -32_769),
      SampleSet(voltage: 0, current: 0, currentAmplified: 32_768),
    ] {
      #expect(throws: RecordingError(.limitExceeded, byte: 0)) {
        try writer.samples([wide].span, stamp, into: &frame)
      }
      #expect(frame.count == 0)
    }
  }

  @Test("After a refused call the recording goes on as if it had not been made")
  func goesOn() throws {
    var writer = RecordingWriter(GoldenRecording.head)
    var file: [UInt8] = []
    var frame = RecordingFrameBytes()
    try writer.head(into: &frame)
    file += copied(frame.span)
    let wide = SampleSet(voltage: 0x80_0000, current: 0)
    #expect(throws: RecordingError.self) {
      try writer.samples([wide].span, stamp, into: &frame)
    }
    try writer.end(into: &frame)
    file += copied(frame.span)
    var reader = try RecordingReader(file.span)
    let isOver = try reader.next() == nil
    #expect(isOver)
  }

  @Test("A buffer that is too small is refused, whatever does not fit")
  func smallBuffer() throws {
    var writer = RecordingWriter(GoldenRecording.head)
    var short = FixedBytes<100>()
    #expect(throws: RecordingError(.limitExceeded, byte: 0)) { try writer.head(into: &short) }
    var tiny = FixedBytes<19>()
    #expect(throws: RecordingError(.limitExceeded, byte: 0)) {
      try writer.tick(at: .zero, utc: nil, into: &tiny)
    }
    #expect(tiny.count == 0)
    var enough = FixedBytes<20>()
    try writer.tick(at: .zero, utc: nil, into: &enough)
    #expect(enough.count == 20)
  }

  @Test("A payload above the limit is refused even where the buffer would hold it")
  func longPayload() throws {
    var writer = RecordingWriter(GoldenRecording.head)
    var frame = FixedBytes<20_000>()
    let bytes = [UInt8](repeating: 1, count: RecordingFormat.payloadBytesMax + 1)
    #expect(throws: RecordingError(.limitExceeded, byte: 0)) {
      try writer.restored(bytes.span, into: &frame)
    }
    try writer.restored(bytes.span.extracting(droppingLast: 1), into: &frame)
    #expect(frame.count == 12 + RecordingFormat.payloadBytesMax)
  }

  @Test("A head that no reader would take is refused")
  func badHead() {
    var head = GoldenRecording.head
    head.frontEnd.amplifiedPeakMax = -1
    var writer = RecordingWriter(head)
    var frame = RecordingFrameBytes()
    #expect(throws: RecordingError.self) { try writer.head(into: &frame) }
  }
}
