// SPDX-License-Identifier: Apache-2.0

import Bytes
import Metrology
import Quantities
import Recording

/// What is kept for one voltage event until its file is written.
struct EventSnapshot {
  /// Counts the events from 1.
  let number: Int
  /// As it was last told.
  var event: Metrology.VoltageEvent
  /// The snapshots that hold its begin and its end.
  var parts: Set<UInt32> = []

  /// The name of its file.
  var name: String { "\(number)-\(kind).recording" }

  /// Whether its end was told.
  var isOver: Bool { event.nanoseconds != nil }

  private var kind: String {
    if event.interruption != nil { return "interruption" }
    return event.kind == .dip ? "dip" : "swell"
  }
}

/// Sets that a snapshot recorder gave.
struct SnapshotRun {
  var sets: [SampleSet]
  var stamp: SampleStamp
}

/// A time of day that the monotonic clock can be read by.
struct KnownTime {
  var instant: Instant
  var utc: UTC

  func utc(at other: Instant) -> UTC? {
    let after = Int64(clamping: other.since(instant) / 1_000_000)
    let before = Int64(clamping: instant.since(other) / 1_000_000)
    let (milliseconds, isBeyond) = utc.milliseconds.addingReportingOverflow(after - before)
    guard !isBeyond, milliseconds >= 0, milliseconds < RecordingFormat.utcEnd else { return nil }
    return UTC(milliseconds: milliseconds)
  }
}

extension RecordingFile {
  /// Runs as a recording: a tick at the first set, and one after each run.
  static func encode(
    _ runs: [SnapshotRun], _ head: RecordingHead, _ time: KnownTime?
  ) throws(RecordingError) -> [UInt8] {
    var writer = RecordingWriter(head)
    var frame = RecordingFrameBytes()
    var bytes: [UInt8] = []
    func tick(at instant: Instant) throws(RecordingError) {
      try writer.tick(at: instant, utc: time?.utc(at: instant), into: &frame)
      bytes.append(frame)
    }
    try writer.head(into: &frame)
    bytes.append(frame)
    if let first = runs.first { try tick(at: first.stamp.start) }
    for run in runs {
      try writer.samples(run.sets.span, run.stamp, into: &frame)
      bytes.append(frame)
      try tick(at: run.stamp.end)
    }
    try writer.end(into: &frame)
    bytes.append(frame)
    return bytes
  }
}
