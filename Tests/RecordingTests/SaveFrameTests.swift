// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Recording
import Testing

/// Frames of what was kept and of what became of saves.
@Suite struct SaveFrameTests {
  /// Typed from SPEC.md: kept state of three bytes; registers saved under number
  /// 0x0102030405060708; state not saved under number 2. The checksums are zlib's.
  private static let frames: [UInt8] = [
    0x0A, 0x03, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x02, 0x7F, 0xC7,
    0x3D, 0x26, 0x37,
    0x09, 0x12, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0xE8, 0x03, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x08, 0x07, 0x06, 0x05, 0x04, 0x03,
    0x02, 0x01, 0xFC, 0x00, 0x07, 0x21,
    0x09, 0x12, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0xD0, 0x07, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x9B, 0x43, 0xE1, 0x5B,
  ]

  /// Their places in the frames: kind, what, outcome.
  private static let second = 15
  private static let third = 45

  private static let saved = SaveOutcome(
    .registers, number: 0x0102_0304_0506_0708, isSafe: true)
  private static let failed = SaveOutcome(.state, number: 2, isSafe: false)

  private static func head(_ writer: inout RecordingWriter) throws -> [UInt8] {
    var frame = RecordingFrameBytes()
    try writer.head(into: &frame)
    return copied(frame.span)
  }

  private static func file(_ frames: [UInt8]) throws -> [UInt8] {
    var writer = RecordingWriter(GoldenRecording.head)
    return try head(&writer) + frames
  }

  /// The fault that a damaged frame, with a right checksum, is read with.
  private static func fault(_ change: (inout [UInt8]) -> Void) throws -> RecordingFault? {
    var frame = Array(frames[second..<third])
    frame[4] = 1
    change(&frame)
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in frame.dropLast(4) {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    crc = ~crc
    for index in 0..<4 {
      frame[frame.count - 4 + index] = UInt8(truncatingIfNeeded: crc >> (8 * index))
    }
    let bytes = try file(frame)
    var reader = try RecordingReader(bytes.span)
    do throws(RecordingError) { _ = try reader.next() } catch { return error.fault }
    return nil
  }

  @Test("They are written as the bytes of SPEC.md")
  func written() throws {
    var writer = RecordingWriter(GoldenRecording.head)
    var file = try Self.head(&writer)
    let start = file.count
    var frame = RecordingFrameBytes()
    try writer.kept([1, 2, 0x7F].span, into: &frame)
    file += copied(frame.span)
    try writer.saved(Self.saved, at: Instant(nanoseconds: 1_000), into: &frame)
    file += copied(frame.span)
    try writer.saved(Self.failed, at: Instant(nanoseconds: 2_000), into: &frame)
    file += copied(frame.span)
    #expect(Array(file[start...]) == Self.frames)
  }

  @Test("The bytes of SPEC.md give them back")
  func read() throws {
    let bytes = try Self.file(Self.frames)
    var reader = try RecordingReader(bytes.span)
    var kinds: [RecordingFrame.Kind] = []
    var kept: [UInt8] = []
    for _ in 0..<3 {
      guard let frame = try reader.next() else { continue }
      kinds.append(frame.kind)
      if frame.kind == .kept { kept = copied(frame.bytes) }
    }
    #expect(
      kinds == [
        .kept, .saved(Self.saved, Instant(nanoseconds: 1_000)),
        .saved(Self.failed, Instant(nanoseconds: 2_000)),
      ])
    #expect(kept == [1, 2, 0x7F])
  }

  @Test("A part, an outcome or a length that none has is refused")
  func fields() throws {
    #expect(try Self.fault { _ in } == nil)
    #expect(try Self.fault { $0[16] = 5 } == .badField(.saved))
    #expect(try Self.fault { $0[17] = 2 } == .badField(.saved))
    let long = try Self.fault { frame in
      frame[1] = 19
      frame.insert(0, at: 26)
    }
    #expect(long == .badField(.length))
    let short = try Self.fault { frame in
      frame[1] = 17
      frame.remove(at: 25)
    }
    #expect(short == .badField(.saved))
  }

  @Test("The longest kept state is written and read; one byte more is refused")
  func longest() throws {
    var writer = RecordingWriter(GoldenRecording.head)
    var file = try Self.head(&writer)
    var frame = RecordingFrameBytes()
    let state = [UInt8](repeating: 7, count: RecordingFormat.keptBytesMax)
    #expect(throws: RecordingError(.limitExceeded, byte: 0)) {
      try writer.kept((state + [7]).span, into: &frame)
    }
    try writer.kept(state.span, into: &frame)
    file += copied(frame.span)
    var reader = try RecordingReader(file.span)
    guard let found = try reader.next() else {
      Issue.record("no frame")
      return
    }
    #expect(copied(found.bytes) == state)
    let long = try Self.fault { frame in
      frame = [10, 1, 5, 0, 1, 0, 0, 0] + [UInt8](repeating: 7, count: 1_281) + [0, 0, 0, 0]
    }
    #expect(long == .badField(.length))
  }
}
