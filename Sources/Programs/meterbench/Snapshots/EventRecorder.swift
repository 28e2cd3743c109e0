// SPDX-License-Identifier: Apache-2.0

import Metrology
import Quantities
import Recording

/// Writes a recording of each voltage event that it finds in what a meter takes in.
final class EventRecorder {
  let folder: SnapshotFolder
  private var finder: EventFinder

  /// - Parameter declaredVoltage: what events are measured by; nil takes the nominal voltage.
  init(
    _ path: String, _ head: RecordingHead, declaredVoltage: Voltage? = nil, file: String
  ) throws(BenchError) {
    folder = try SnapshotFolder(path, head)
    finder = try EventFinder(head.frontEnd, declaredVoltage: declaredVoltage, file: file)
  }

  /// Takes the frames of a whole recording, and writes the events' own.
  static func replayed(
    _ recording: RecordingFile, _ path: String, declaredVoltage: Voltage?
  ) throws(BenchError) -> SnapshotFolder {
    let events = try EventRecorder(
      path, try recording.head(), declaredVoltage: declaredVoltage, file: recording.file)
    try recording.play { frame, _ in events.take(frame) }
    try events.finish()
    return events.folder
  }

  /// Takes a run.
  func sampled(_ sets: Span<SampleSet>, _ stamp: SampleStamp) {
    folder.sampled(sets, stamp)
    for event in finder.add(sets, stamp) { folder.occurred(event) }
    folder.deliver()
  }

  /// Writes the rest.
  func finish() throws(BenchError) {
    for event in finder.finish() { folder.occurred(event) }
    try folder.finish()
  }

  private func take(_ frame: borrowing RecordingFrame) {
    switch frame.kind {
    case .samples(let stamp, let count):
      var sets: [SampleSet] = []
      sets.reserveCapacity(count)
      for index in 0..<count { sets.append(frame.set(at: index)) }
      sampled(sets.span, stamp)
    case .tick(let instant, let utc): folder.ticked(at: instant, utc: utc)
    case .received, .restored, .edge, .temperature, .saved, .kept, .profile:
      break
    }
  }
}
