// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// Encodes a recording frame by frame into bytes that its caller keeps; it opens no file.
///
/// Each method empties `frame` and fills it with the bytes to append to the file. Call `head`
/// once and first, `end` once and last. On an error the recording is as if the call had not
/// been made. Room enough for every call: `RecordingFrameBytes`.
public struct RecordingWriter {
  private let head: RecordingHead
  private var frames: UInt32 = 0
  private var sets: UInt64 = 0

  /// Starts a recording; nothing is written yet.
  public init(_ head: RecordingHead) {
    self.head = head
  }

  /// Writes signature, version and head frame.
  public mutating func head<let capacity: Int>(
    into frame: inout FixedBytes<capacity>
  ) throws(RecordingError) {
    frame.removeAll()
    if let field = head.fieldOutOfRange { throw error(.badField(field)) }
    frame.append(RecordingFormat.signature.span)
    frame.append(littleEndian: RecordingFormat.version)
    let length = head.payloadBytes
    begin(.head, length, into: &frame)
    head.encode(into: &frame)
    try seal(&frame, from: RecordingFormat.prefixBytes, length)
  }

  /// Writes sample sets taken between two stamps.
  ///
  /// - Range: at most `RecordingFormat.setsMax` sets; each code fits the sample width.
  public mutating func samples<let capacity: Int>(
    _ sets: Span<SampleSet>, _ stamp: SampleStamp, into frame: inout FixedBytes<capacity>
  ) throws(RecordingError) {
    guard sets.count <= RecordingFormat.setsMax else { throw error(.limitExceeded) }
    frame.removeAll()
    let length = 18 + sets.count * head.setBytes
    begin(.samples, length, into: &frame)
    frame.append(littleEndian: stamp.start.nanoseconds)
    frame.append(littleEndian: stamp.end.nanoseconds)
    frame.append(littleEndian: UInt16(sets.count))
    for index in sets.indices { try append(sets[index], to: &frame) }
    try seal(&frame, from: 0, length)
    self.sets += UInt64(sets.count)
  }

  /// Writes bytes that came from the radio.
  public mutating func received<let capacity: Int>(
    _ bytes: Span<UInt8>, at instant: Instant, into frame: inout FixedBytes<capacity>
  ) throws(RecordingError) {
    frame.removeAll()
    begin(.received, 8 + bytes.count, into: &frame)
    frame.append(littleEndian: instant.nanoseconds)
    frame.append(bytes)
    try seal(&frame, from: 0, 8 + bytes.count)
  }

  /// Writes a tick, with the time of day where it is known.
  public mutating func tick<let capacity: Int>(
    at instant: Instant, utc: UTC?, into frame: inout FixedBytes<capacity>
  ) throws(RecordingError) {
    frame.removeAll()
    let length = utc == nil ? 8 : 16
    begin(.tick, length, into: &frame)
    frame.append(littleEndian: instant.nanoseconds)
    if let utc { frame.append(littleEndian: utc.milliseconds) }
    try seal(&frame, from: 0, length)
  }

  /// Writes state that was restored from the store.
  public mutating func restored<let capacity: Int>(
    _ bytes: Span<UInt8>, into frame: inout FixedBytes<capacity>
  ) throws(RecordingError) {
    frame.removeAll()
    begin(.restored, bytes.count, into: &frame)
    frame.append(bytes)
    try seal(&frame, from: 0, bytes.count)
  }

  /// Writes an edge of an input line.
  public mutating func edge<let capacity: Int>(
    line: UInt8, isHigh: Bool, at instant: Instant, into frame: inout FixedBytes<capacity>
  ) throws(RecordingError) {
    frame.removeAll()
    begin(.edge, 10, into: &frame)
    frame.append(littleEndian: instant.nanoseconds)
    frame.append(line)
    frame.append(isHigh ? 1 : 0)
    try seal(&frame, from: 0, 10)
  }

  /// Writes a temperature of the meter.
  ///
  /// - Unit: millidegrees Celsius. Range: that of `TemperatureLimits`.
  public mutating func temperature<let capacity: Int>(
    millidegrees: Int32, at instant: Instant, into frame: inout FixedBytes<capacity>
  ) throws(RecordingError) {
    frame.removeAll()
    guard TemperatureLimits.contain(millidegrees) else { throw error(.badField(.millidegrees)) }
    begin(.temperature, 12, into: &frame)
    frame.append(littleEndian: instant.nanoseconds)
    frame.append(littleEndian: millidegrees)
    try seal(&frame, from: 0, 12)
  }

  /// Writes what became of a save.
  public mutating func saved<let capacity: Int>(
    _ outcome: SaveOutcome, at instant: Instant, into frame: inout FixedBytes<capacity>
  ) throws(RecordingError) {
    frame.removeAll()
    begin(.saved, 18, into: &frame)
    frame.append(littleEndian: instant.nanoseconds)
    frame.append(outcome.part.rawValue)
    frame.append(outcome.isSafe ? 1 : 0)
    frame.append(littleEndian: outcome.number)
    try seal(&frame, from: 0, 18)
  }

  /// Writes state that was kept besides the registers.
  ///
  /// - Range: at most `RecordingFormat.keptBytesMax` bytes.
  public mutating func kept<let capacity: Int>(
    _ bytes: Span<UInt8>, into frame: inout FixedBytes<capacity>
  ) throws(RecordingError) {
    guard bytes.count <= RecordingFormat.keptBytesMax else { throw error(.limitExceeded) }
    frame.removeAll()
    begin(.kept, bytes.count, into: &frame)
    frame.append(bytes)
    try seal(&frame, from: 0, bytes.count)
  }

  /// Writes places of the load profile as they were kept.
  ///
  /// - Range: at most `RecordingFormat.profileBytesMax` bytes.
  public mutating func profile<let capacity: Int>(
    _ bytes: Span<UInt8>, into frame: inout FixedBytes<capacity>
  ) throws(RecordingError) {
    guard bytes.count <= RecordingFormat.profileBytesMax else { throw error(.limitExceeded) }
    frame.removeAll()
    begin(.profile, bytes.count, into: &frame)
    frame.append(bytes)
    try seal(&frame, from: 0, bytes.count)
  }

  /// Writes the end frame.
  public mutating func end<let capacity: Int>(
    into frame: inout FixedBytes<capacity>
  ) throws(RecordingError) {
    frame.removeAll()
    begin(.end, 12, into: &frame)
    frame.append(littleEndian: frames)
    frame.append(littleEndian: sets)
    try seal(&frame, from: 0, 12)
  }

  private func begin<let capacity: Int>(
    _ code: FrameCode, _ length: Int, into frame: inout FixedBytes<capacity>
  ) {
    frame.append(code.rawValue)
    frame.append(UInt64(truncatingIfNeeded: length), bytes: 3)
    frame.append(littleEndian: frames)
  }

  private func append<let capacity: Int>(
    _ set: SampleSet, to frame: inout FixedBytes<capacity>
  ) throws(RecordingError) {
    let width = head.sampleWidth
    guard width.holds(set.voltage), width.holds(set.current), width.holds(set.currentAmplified)
    else {
      frame.removeAll()
      throw error(.limitExceeded)
    }
    frame.append(UInt64(truncatingIfNeeded: set.voltage), bytes: Int(width.rawValue))
    frame.append(UInt64(truncatingIfNeeded: set.current), bytes: Int(width.rawValue))
    if head.frontEnd.currentAmplified != nil {
      frame.append(UInt64(truncatingIfNeeded: set.currentAmplified), bytes: Int(width.rawValue))
    }
  }

  /// Adds the checksum, or empties the frame where it did not fit.
  private mutating func seal<let capacity: Int>(
    _ frame: inout FixedBytes<capacity>, from start: Int, _ length: Int
  ) throws(RecordingError) {
    let complete = start + RecordingFormat.frameHeadBytes + length
    guard length <= RecordingFormat.payloadBytesMax, frame.count == complete,
      frame.append(littleEndian: CRC32.of(frame.span.extracting(start..<complete)))
    else {
      frame.removeAll()
      throw error(.limitExceeded)
    }
    frames &+= 1
  }

  private func error(_ fault: RecordingFault) -> RecordingError {
    RecordingError(fault, byte: 0)
  }
}
