// SPDX-License-Identifier: Apache-2.0

import Bytes
public import HardwareInterface
public import Recording

/// Why a recording ended.
public enum RecordingEnd<Failure: Error>: Error {
  /// Somebody asked for its end.
  case asked
  /// The next input would have gone above its limit.
  case full
  /// An input is outside of what the format holds.
  case outOfRange(RecordingError)
  /// The sink failed; what it holds is no whole recording.
  case failed(Failure)
}

/// Writes a recording to a sink, until it is full or fails: the recording ends, never the meter.
///
/// One that is full ends with its end frame: it is whole, and tells the inputs up to then.
/// Allocates: never.
public struct InputRecorder<Sink: ByteSink & ~Copyable>: ~Copyable {
  /// The last frame: its head, two counts and the checksum [Recording SPEC.md, kind 7].
  private static var endBytes: Int { 24 }

  private var sink: Sink
  private var writer: RecordingWriter
  private var frame = RecordingFrameBytes()
  /// What may still be written. Unit: bytes.
  private var room: Int

  /// Nothing is written yet.
  ///
  /// - Parameters: `bytesMax` is the longest recording. Unit: bytes.
  public init(_ sink: consuming Sink, _ head: RecordingHead, bytesMax: Int) {
    self.sink = sink
    writer = RecordingWriter(head)
    room = bytesMax
  }

  /// Writes the head: once, first.
  public mutating func begin() throws(RecordingEnd<Sink.Failure>) {
    try write { writer, frame throws(RecordingError) in try writer.head(into: &frame) }
  }

  /// Writes one input. After an error nothing more may be written.
  public mutating func write(
    _ encode: (inout RecordingWriter, inout RecordingFrameBytes) throws(RecordingError) -> Void
  ) throws(RecordingEnd<Sink.Failure>) {
    var next = writer
    do throws(RecordingError) { try encode(&next, &frame) } catch {
      try end()
      throw .outOfRange(error)
    }
    guard frame.count + Self.endBytes <= room else {
      try end()
      throw .full
    }
    try append()
    writer = next
  }

  /// Writes the end: once, last.
  public mutating func end() throws(RecordingEnd<Sink.Failure>) {
    do throws(RecordingError) { try writer.end(into: &frame) } catch { throw .outOfRange(error) }
    try append()
  }

  private mutating func append() throws(RecordingEnd<Sink.Failure>) {
    do throws(Sink.Failure) { try sink.append(frame.span) } catch { throw .failed(error) }
    room -= frame.count
  }
}
