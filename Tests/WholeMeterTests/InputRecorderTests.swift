// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import HardwareInterface
import MeterBoard
import Quantities
import Recording
import Testing

/// Bytes that a test looks at after the recorder has taken the sink.
private final class Written {
  var bytes: [UInt8] = []
}

private enum Refusal: Error, Equatable { case refused }

/// Takes so many bytes, and then none.
private struct MemorySink: ByteSink, ~Copyable {
  let written: Written
  var bytesMax = Int.max

  mutating func append(_ bytes: Span<UInt8>) throws(Refusal) {
    guard written.bytes.count + bytes.count <= bytesMax else { throw .refused }
    for index in bytes.indices { written.bytes.append(bytes[index]) }
  }
}

@Suite("A recording of bounded length")
struct InputRecorderTests {
  private typealias End = RecordingEnd<Refusal>
  private static let head = RecordingHead(
    frontEnd: ReferenceBoard.frontEnd(nominalFrequency: .hertz50), station: FixedBytes(),
    sampleWidth: .two)

  /// Writes ticks until one is refused.
  private static func fill(_ recorder: inout InputRecorder<MemorySink>) -> (ticks: Int, end: End?) {
    var ticks = 0
    do throws(End) {
      try recorder.begin()
      while ticks < 1_000 {
        try recorder.write { writer, frame throws(RecordingError) in
          try writer.tick(at: Instant(nanoseconds: UInt64(ticks)), utc: nil, into: &frame)
        }
        ticks += 1
      }
      return (ticks, nil)
    } catch { return (ticks, error) }
  }

  /// The frames of a whole recording.
  private static func frames(_ bytes: [UInt8]) throws -> Int {
    var reader = try RecordingReader(bytes.span)
    var frames = 0
    while let _ = try reader.next() { frames += 1 }
    return frames
  }

  @Test("One that is full is whole, no longer than its limit, and holds all inputs up to then")
  func full() throws {
    // A tick without a time of day is 20 bytes: each rest of a division is met.
    for bytesMax in 1_000..<1_020 {
      let written = Written()
      var recorder = InputRecorder(
        MemorySink(written: written), Self.head, bytesMax: bytesMax)
      let (ticks, end) = Self.fill(&recorder)
      guard case .full = end else {
        Issue.record("\(String(describing: end))")
        return
      }
      #expect(written.bytes.count <= bytesMax && written.bytes.count > bytesMax - 20)
      #expect(try Self.frames(written.bytes) == ticks && ticks > 30)
    }
  }

  @Test("One that is ended is whole")
  func asked() throws {
    let written = Written()
    var recorder = InputRecorder(
      MemorySink(written: written), Self.head, bytesMax: 1 << 20)
    let (ticks, end) = Self.fill(&recorder)
    try recorder.end()
    #expect(end == nil && ticks == 1_000)
    #expect(try Self.frames(written.bytes) == 1_000)
  }

  @Test("An input that the format does not hold ends it, whole")
  func outOfRange() throws {
    let written = Written()
    var recorder = InputRecorder(
      MemorySink(written: written), Self.head, bytesMax: 1 << 20)
    try recorder.begin()
    // A code of 17 bits in a recording of 16.
    let sets = [SampleSet(voltage: 0x8000, current: 0, currentAmplified: 0)]
    let stamp = SampleStamp(start: .zero, end: Instant(nanoseconds: 1))
    var end: End?
    do throws(End) {
      try recorder.write { writer, frame throws(RecordingError) in
        try writer.samples(sets.span, stamp, into: &frame)
      }
    } catch { end = error }
    guard case .outOfRange = end else {
      Issue.record("\(String(describing: end))")
      return
    }
    #expect(try Self.frames(written.bytes) == 0)
  }

  @Test("A sink that fails is told, and leaves a recording that is cut off")
  func failed() throws {
    let written = Written()
    var recorder = InputRecorder(
      MemorySink(written: written, bytesMax: 500), Self.head, bytesMax: 1 << 20)
    let (ticks, end) = Self.fill(&recorder)
    guard case .failed(.refused) = end else {
      Issue.record("\(String(describing: end))")
      return
    }
    #expect(ticks > 10)
    let error = #expect(throws: RecordingError.self) { try Self.frames(written.bytes) }
    #expect(error?.fault == .truncated)
  }
}
