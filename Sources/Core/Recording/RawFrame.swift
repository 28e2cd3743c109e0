// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// A frame whose length, checksum, kind and sequence number are right; its payload is not yet
/// looked into.
struct RawFrame: ~Escapable {
  let code: FrameCode
  let payload: Span<UInt8>
  let start: Int
  let end: Int

  @_lifetime(copy file)
  init(_ file: Span<UInt8>, at start: Int, sequence: UInt32) throws(RecordingError) {
    let headBytes = RecordingFormat.frameHeadBytes
    guard file.count - start >= headBytes else {
      throw RecordingError(.truncated, byte: file.count)
    }
    var reader = ByteReader(file.extracting(start..<start + headBytes))
    let kind = UInt8(truncatingIfNeeded: reader.littleEndian(bytes: 1) ?? 0)
    let length = Int(reader.littleEndian(bytes: 3) ?? 0)
    let found = reader.littleEndian(UInt32.self) ?? 0
    guard length <= RecordingFormat.payloadBytesMax else {
      throw RecordingError(.limitExceeded, byte: start)
    }
    let payloadStart = start + headBytes
    let payloadEnd = payloadStart + length
    guard file.count - payloadEnd >= RecordingFormat.checksumBytes else {
      throw RecordingError(.truncated, byte: file.count)
    }
    guard CRC32.isAtEnd(of: file.extracting(start..<payloadEnd + RecordingFormat.checksumBytes))
    else { throw RecordingError(.badChecksum, byte: start) }
    guard let code = FrameCode(rawValue: kind) else {
      throw RecordingError(.unknownKind(kind), byte: start)
    }
    guard found == sequence else { throw RecordingError(.outOfSequence, byte: start) }
    self.code = code
    self.payload = file.extracting(payloadStart..<payloadEnd)
    self.start = start
    self.end = payloadEnd + RecordingFormat.checksumBytes
  }

  func error(_ fault: RecordingFault) -> RecordingError {
    RecordingError(fault, byte: start)
  }

  /// The frame with every field of its payload checked.
  @_lifetime(copy self)
  func decoded(_ head: borrowing RecordingHead) throws(RecordingFault) -> RecordingFrame {
    var reader = ByteReader(payload)
    let kind = try kind(&reader, head)
    let frame = RecordingFrame(
      kind, byte: start, payload.extracting(reader.position..<payload.count), head)
    if case .samples(_, let count) = kind {
      for index in 0..<count where !RawFrame.isInRange(frame.set(at: index)) {
        throw .limitExceeded
      }
    }
    return frame
  }

  private func kind(
    _ reader: inout ByteReader, _ head: borrowing RecordingHead
  ) throws(RecordingFault) -> RecordingFrame.Kind {
    switch code {
    case .samples: return try samples(&reader, head)
    case .received: return .received(try reader.instant(.instant))
    case .tick: return try tick(&reader)
    case .restored: return .restored
    case .edge: return try edge(&reader)
    case .temperature: return try temperature(&reader)
    case .saved: return try saved(&reader)
    case .kept:
      guard reader.remaining <= RecordingFormat.keptBytesMax else { throw .badField(.length) }
      return .kept
    case .profile:
      guard reader.remaining <= RecordingFormat.profileBytesMax else { throw .badField(.length) }
      return .profile
    case .head, .end: throw .outOfSequence
    }
  }

  private func samples(
    _ reader: inout ByteReader, _ head: borrowing RecordingHead
  ) throws(RecordingFault) -> RecordingFrame.Kind {
    let start = try reader.instant(.stamp)
    let end = try reader.instant(.stamp)
    guard end >= start else { throw .badField(.stamp) }
    let count: UInt16 = try reader.field(.setCount)
    guard Int(count) <= RecordingFormat.setsMax else { throw .limitExceeded }
    guard reader.remaining == Int(count) * head.setBytes else { throw .badField(.setCount) }
    return .samples(SampleStamp(start: start, end: end), count: Int(count))
  }

  private func tick(_ reader: inout ByteReader) throws(RecordingFault) -> RecordingFrame.Kind {
    let instant = try reader.instant(.instant)
    if reader.remaining == 0 { return .tick(instant, nil) }
    let utc = UTC(milliseconds: try reader.field(.utc))
    guard reader.remaining == 0 else { throw .badField(.length) }
    guard utc.milliseconds >= 0, utc.milliseconds < RecordingFormat.utcEnd else {
      throw .badField(.utc)
    }
    return .tick(instant, utc)
  }

  private func edge(_ reader: inout ByteReader) throws(RecordingFault) -> RecordingFrame.Kind {
    let instant = try reader.instant(.instant)
    let line: UInt8 = try reader.field(.level)
    let level: UInt8 = try reader.field(.level)
    guard level <= 1, reader.remaining == 0 else { throw .badField(.level) }
    return .edge(line: line, isHigh: level == 1, instant)
  }

  private func temperature(
    _ reader: inout ByteReader
  ) throws(RecordingFault) -> RecordingFrame.Kind {
    let instant = try reader.instant(.instant)
    let millidegrees: Int32 = try reader.field(.millidegrees)
    guard TemperatureLimits.contain(millidegrees) else { throw .badField(.millidegrees) }
    guard reader.remaining == 0 else { throw .badField(.length) }
    return .temperature(millidegrees: millidegrees, instant)
  }

  private func saved(_ reader: inout ByteReader) throws(RecordingFault) -> RecordingFrame.Kind {
    let instant = try reader.instant(.instant)
    let what: UInt8 = try reader.field(.saved)
    let isSafe: UInt8 = try reader.field(.saved)
    let number: UInt64 = try reader.field(.saved)
    guard let what = SavedPart(rawValue: what), isSafe <= 1 else { throw .badField(.saved) }
    guard reader.remaining == 0 else { throw .badField(.length) }
    return .saved(SaveOutcome(what, number: number, isSafe: isSafe == 1), instant)
  }

  private static func isInRange(_ set: SampleSet) -> Bool {
    let most = RecordingFormat.codeMax
    let range = -most...most
    return range.contains(set.voltage) && range.contains(set.current)
      && range.contains(set.currentAmplified)
  }
}
