// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Recording
import Testing

/// A frame as a value that outlives its file.
private struct Seen: Equatable {
  var kind: RecordingFrame.Kind
  var sets: [SampleSet] = []
  var bytes: [UInt8] = []
}

private func read(_ file: [UInt8]) throws(RecordingError) -> [Seen] {
  var seen: [Seen] = []
  var reader = try RecordingReader(file.span)
  while let frame = try reader.next() {
    var one = Seen(kind: frame.kind)
    switch frame.kind {
    case .samples(_, let count): for index in 0..<count { one.sets.append(frame.set(at: index)) }
    case .received, .restored, .kept, .profile: one.bytes = copied(frame.bytes)
    case .tick, .edge, .temperature, .saved: break
    }
    seen.append(one)
  }
  return seen
}

private func error(_ file: [UInt8]) -> RecordingError? {
  do throws(RecordingError) {
    _ = try read(file)
    return nil
  } catch {
    return error
  }
}

/// A frame around a payload, its checksum from an implementation of its own.
private func frame(_ kind: UInt8, _ sequence: UInt8, _ payload: [UInt8]) -> [UInt8] {
  let count = payload.count
  let head = [kind, UInt8(count & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count >> 16)]
  let covered = head + [sequence, 0, 0, 0] + payload
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in covered {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  crc = ~crc
  return covered + (0..<4).map { UInt8(truncatingIfNeeded: crc >> (8 * $0)) }
}

private let throughHead = Array(GoldenRecording.bytes[..<128])

@Suite struct RecordingReaderTests {
  @Test("The example of SPEC.md reads as what it says")
  func golden() throws {
    let at = { Instant(nanoseconds: $0) }
    let expected: [Seen] = [
      Seen(kind: .tick(at(1_000), UTC(milliseconds: 1_700_000_000_000))),
      Seen(kind: .tick(at(2_000), nil)),
      Seen(kind: .restored, bytes: [0xAA, 0x55]),
      Seen(
        kind: .samples(SampleStamp(start: at(5_000), end: at(205_000)), count: 2),
        sets: GoldenRecording.sets),
      Seen(kind: .received(at(300_000)), bytes: [0x7E, 0x00]),
      Seen(kind: .edge(line: 2, isHigh: true, at(400_000))),
    ]
    #expect(try read(GoldenRecording.bytes) == expected)
  }

  @Test("The head gives back every parameter")
  func head() throws {
    let bytes = GoldenRecording.bytes
    let reader = try RecordingReader(bytes.span)
    let head = reader.head
    #expect(head.frontEnd == GoldenRecording.head.frontEnd)
    #expect(copied(head.station.span) == Array("desk".utf8))
    #expect(head.sampleWidth == .three)
  }

  @Test("After the last frame the reader stays at nil")
  func staysAtEnd() throws {
    let bytes = GoldenRecording.bytes
    var reader = try RecordingReader(bytes.span)
    while try reader.next() != nil {}
    let again = try reader.next() == nil
    #expect(again)
  }

  @Test("Every flipped bit of a recording is found")
  func everyBit() {
    let bytes = GoldenRecording.bytes
    for bit in 0..<bytes.count * 8 {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(error(damaged) != nil, "bit \(bit)")
    }
  }

  @Test("A recording cut anywhere is truncated at its last byte")
  func everyCut() {
    let bytes = GoldenRecording.bytes
    for count in 0..<bytes.count {
      let expected = RecordingError(.truncated, byte: count)
      #expect(error(Array(bytes[..<count])) == expected, "\(count) bytes")
    }
  }

  @Test("A damaged payload names the byte where its frame begins")
  func namesTheFrame() {
    let starts = GoldenRecording.frameStarts
    for (start, end) in zip(starts, starts.dropFirst()) {
      var damaged = GoldenRecording.bytes
      damaged[end - 5] ^= 1
      #expect(error(damaged) == RecordingError(.badChecksum, byte: start))
    }
  }

  @Test("What is not a recording, or of another version, says so")
  func prefix() {
    var other = GoldenRecording.bytes
    other[6] = 2
    let fault = RecordingFault.unknownVersion(found: 2, known: 1)
    #expect(error(other) == RecordingError(fault, byte: 6))
    #expect(error(Array("station,1,1999".utf8)) == RecordingError(.notARecording, byte: 0))
    #expect(error([0x89, 0x4C, 0x4D, 0x52, 0x0A]) == RecordingError(.notARecording, byte: 4))
  }

  @Test(
    "A frame that breaks a rule is refused although its checksum is right",
    arguments: [
      (frame(12, 1, []), RecordingFault.unknownKind(12)),
      (frame(1, 1, []), .outOfSequence),
      (frame(4, 2, [0, 0, 0, 0, 0, 0, 0, 0]), .outOfSequence),
      (frame(4, 1, [0, 0, 0, 0]), .badField(.instant)),
      (frame(4, 1, [0, 0, 0, 0, 0, 0, 0, 0, 1]), .badField(.utc)),
      (frame(4, 1, [UInt8](repeating: 0, count: 17)), .badField(.length)),
      (frame(3, 1, [0, 0, 0]), .badField(.instant)),
      (frame(3, 1, [1, 0, 0, 0, 0, 0, 0, 0x40]), .badField(.instant)),
      (
        frame(4, 1, [0, 0, 0, 0, 0, 0, 0, 0] + [0, 0xDC, 0x1F, 0xD2, 0x77, 0xE6, 0, 0]),
        .badField(.utc)
      ),
      (
        frame(4, 1, [0, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 8)), .badField(.utc)
      ),
      (frame(6, 1, [0, 0, 0, 0, 0, 0, 0, 0, 1, 2]), .badField(.level)),
      (frame(6, 1, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]), .badField(.level)),
      (frame(8, 1, [0, 0, 0, 0, 0, 0, 0]), .badField(.instant)),
      (frame(8, 1, [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]), .badField(.millidegrees)),
      (frame(8, 1, [0, 0, 0, 0, 0, 0, 0, 0, 0x41, 0x0D, 3, 0]), .badField(.millidegrees)),
      (frame(8, 1, [0, 0, 0, 0, 0, 0, 0, 0, 0x5F, 0x79, 0xFE, 0xFF]), .badField(.millidegrees)),
      (frame(8, 1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), .badField(.length)),
      (frame(2, 1, [UInt8](repeating: 0, count: 16) + [1, 0]), .badField(.setCount)),
      (frame(2, 1, [1] + [UInt8](repeating: 0, count: 17)), .badField(.stamp)),
      (frame(2, 1, [UInt8](repeating: 0, count: 16) + [0x56, 0x05]), .limitExceeded),
      (frame(7, 1, [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]), .countsDiffer),
      (frame(7, 1, [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), .countsDiffer),
      (frame(7, 1, [1, 0, 0, 0]), .badField(.counts)),
      ([4, 0x0F, 0x40, 0, 1, 0, 0, 0], .limitExceeded),
    ])
  func rules(bytes: [UInt8], fault: RecordingFault) {
    #expect(error(throughHead + bytes) == RecordingError(fault, byte: 128))
  }

  @Test("Nothing may follow the end frame")
  func trailing() {
    let expected = RecordingError(.trailingBytes, byte: 306)
    #expect(error(GoldenRecording.bytes + [0]) == expected)
  }

  @Test("A code above 24 bits is refused", arguments: [0x80_0001, -0x80_0001])
  func wideCode(code: Int) throws {
    var head = GoldenRecording.head
    head.frontEnd.currentAmplified = nil
    head.sampleWidth = .four
    var writer = RecordingWriter(head)
    var bytes = RecordingFrameBytes()
    try writer.head(into: &bytes)
    let four = { (value: Int) in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    let stamps = [UInt8](repeating: 0, count: 16)
    let file = copied(bytes.span) + frame(2, 1, stamps + [1, 0] + four(5) + four(code))
    #expect(error(file)?.fault == .limitExceeded)
  }

  @Test("Any bytes at all give frames or an error, never a crash", arguments: 0..<200)
  func noise(seed: UInt64) {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    var file = GoldenRecording.bytes
    for _ in 0..<3 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let start = Int(state >> 33) % file.count
      file.replaceSubrange(start..<file.count, with: file[start...].reversed())
      if state >> 60 < 8 { file.removeLast(Int(state >> 40) % file.count) }
    }
    if file != GoldenRecording.bytes { #expect(error(file) != nil, "seed \(seed)") }
  }
}
