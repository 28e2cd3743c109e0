// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// Reads a recording frame by frame from borrowed bytes.
///
/// Use: `while let frame = try reader.next() { switch frame.kind { … } }`. The loop ends
/// without an error only when the end frame was there and its counts were right.
public struct RecordingReader: ~Copyable, ~Escapable {
  /// What the recording says once.
  public let head: RecordingHead
  private let file: Span<UInt8>
  private var position: Int
  private var frames: UInt32
  private var sets: UInt64 = 0
  private var isOver = false

  /// Reads signature, version and head.
  @_lifetime(copy file)
  public init(_ file: Span<UInt8>) throws(RecordingError) {
    try RecordingReader.checkPrefix(file)
    let raw = try RawFrame(file, at: RecordingFormat.prefixBytes, sequence: 0)
    guard raw.code == .head else { throw raw.error(.outOfSequence) }
    var reader = ByteReader(raw.payload)
    do throws(RecordingFault) {
      self.head = try RecordingHead(&reader)
    } catch {
      throw raw.error(error)
    }
    self.file = file
    self.position = raw.end
    self.frames = 1
  }

  /// Where the next frame begins. Unit: bytes.
  public var byte: Int { position }

  /// The next frame; nil after the last.
  @_lifetime(copy self)
  public mutating func next() throws(RecordingError) -> RecordingFrame? {
    if isOver { return nil }
    let raw = try RawFrame(file, at: position, sequence: frames)
    if raw.code == .end {
      try finish(raw)
      return nil
    }
    let frame: RecordingFrame
    do throws(RecordingFault) {
      frame = try raw.decoded(head)
    } catch {
      throw raw.error(error)
    }
    if case .samples(_, let count) = frame.kind { sets += UInt64(count) }
    position = raw.end
    frames &+= 1
    return frame
  }

  private mutating func finish(_ raw: borrowing RawFrame) throws(RecordingError) {
    var reader = ByteReader(raw.payload)
    guard let frames = reader.littleEndian(UInt32.self),
      let sets = reader.littleEndian(UInt64.self), reader.remaining == 0
    else { throw raw.error(.badField(.counts)) }
    guard frames == self.frames, sets == self.sets else { throw raw.error(.countsDiffer) }
    guard raw.end == file.count else {
      throw RecordingError(.trailingBytes, byte: raw.end)
    }
    isOver = true
  }

  private static func checkPrefix(_ file: Span<UInt8>) throws(RecordingError) {
    let signature = RecordingFormat.signature
    for index in signature.indices {
      guard index < file.count else { throw RecordingError(.truncated, byte: file.count) }
      guard file[index] == signature[index] else {
        throw RecordingError(.notARecording, byte: index)
      }
    }
    guard file.count >= RecordingFormat.prefixBytes else {
      throw RecordingError(.truncated, byte: file.count)
    }
    let found = UInt16(file[6]) | UInt16(file[7]) << 8
    guard found == RecordingFormat.version else {
      let known = RecordingFormat.version
      throw RecordingError(.unknownVersion(found: found, known: known), byte: signature.count)
    }
  }
}
