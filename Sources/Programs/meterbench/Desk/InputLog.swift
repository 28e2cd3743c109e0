// SPDX-License-Identifier: Apache-2.0

import Bytes
import Meter
import MeterBoard
import Quantities
import Recording

/// Keeps what goes into the meter as a recording, where one is asked for, and counts faults.
struct InputLog: RecordingObserver {
  /// How often each part failed.
  private(set) var faults: [BoardFault: Int] = [:]
  /// What somebody did by radio, oldest first; no more than `notesMax`.
  private(set) var notes: [RadioNote] = []
  private static let notesMax = 100
  /// The recording so far; empty where none is asked for.
  private(set) var bytes: [UInt8] = []
  private let events: EventRecorder?
  private var writer: RecordingWriter?
  private var frame = RecordingFrameBytes()

  /// Each part that failed and how often, in the order of their names.
  var faultTexts: [String] { faults.map { "\($0.key) × \($0.value)" }.sorted() }

  /// Counts faults, and hands samples to who looks for events in them.
  init(events: EventRecorder? = nil) { self.events = events }

  /// Records everything, beginning with this head.
  init(recording head: RecordingHead) throws(RecordingError) {
    events = nil
    var writer = RecordingWriter(head)
    try writer.head(into: &frame)
    self.writer = writer
    bytes.append(frame)
  }

  /// Ends the recording.
  mutating func end() throws(RecordingError) {
    try write { writer, frame throws(RecordingError) in
      try writer.end(into: &frame)
    }
  }

  mutating func sampled(_ sets: Span<SampleSet>, _ stamp: SampleStamp) {
    events?.sampled(sets, stamp)
    keep { writer, frame throws(RecordingError) in
      try writer.samples(sets, stamp, into: &frame)
    }
  }

  mutating func ticked(at now: Instant, utc: UTC?) {
    events?.folder.ticked(at: now, utc: utc)
    keep { writer, frame throws(RecordingError) in
      try writer.tick(at: now, utc: utc, into: &frame)
    }
  }

  mutating func noted(_ note: RadioNote) { if notes.count < Self.notesMax { notes.append(note) } }

  mutating func failed(_ fault: BoardFault) { faults[fault, default: 0] += 1 }

  /// What the board gives fits a frame by its own limits: a frame that does not is a bug.
  mutating func keep(_ encode: Encoding) {
    do { try write(encode) } catch { preconditionFailure("\(error)") }
  }

  private mutating func write(_ encode: Encoding) throws(RecordingError) {
    guard var writer else { return }
    try encode(&writer, &frame)
    self.writer = writer
    bytes.append(frame)
  }
}
