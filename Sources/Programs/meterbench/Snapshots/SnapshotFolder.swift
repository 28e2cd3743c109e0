// SPDX-License-Identifier: Apache-2.0

import Foundation
import Metrology
import Quantities
import Recording

/// Writes a recording of each voltage event: the sets around its begin and around its end.
///
/// Feed it each run, tick and event; what goes wrong is told by `finish`.
final class SnapshotFolder {
  /// Ten cycles of 50 Hz, twelve of 60 Hz, before and after.
  static let milliseconds: UInt32 = 200
  /// Files of one run of the program, at most.
  static let filesMax = 1_000

  /// The files, in the order of their events.
  private(set) var written: [String] = []
  private let folder: String
  private let head: RecordingHead
  private var recorder: SnapshotRecorder
  private var buffer = [SampleSet](repeating: .zero, count: RecordingFormat.setsMax)
  private var time: KnownTime?
  private var events = 0
  /// Events whose file is not yet written, and the parts that are there for them.
  private var open: [EventSnapshot] = []
  private var parts: [UInt32: [SnapshotRun]] = [:]
  private var whole: Set<UInt32> = []
  private var failure: BenchError?

  /// Makes the folder.
  ///
  /// - Errors: a folder that cannot be made, or that holds snapshots already.
  init(_ folder: String, _ head: RecordingHead) throws(BenchError) {
    let length = SnapshotFolder.milliseconds
    guard let recorder = SnapshotRecorder(beforeMilliseconds: length, afterMilliseconds: length)
    else { throw BenchError(.software, folder, "no snapshot is of \(length) ms") }
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw BenchError(
        .cannotCreate, folder, "the folder cannot be made: \(Files.reason(error))",
        advice: SnapshotFolder.advice)
    }
    self.folder = folder
    self.head = head
    self.recorder = recorder
    try checkEmpty()
  }

  /// What a person should know of the files, one sentence each.
  var notes: [String] {
    var notes = ["\(folder): \(written.count) of \(events) voltage events"]
    if recorder.shortenedMarks > 0 {
      notes.append("\(folder): \(recorder.shortenedMarks) times less was kept before an event")
    }
    let missed = UInt64(recorder.missedMarks) + recorder.lostSets
    if missed > 0 { notes.append("\(folder): some sets came too late and are missing") }
    return notes
  }

  /// Takes the next run.
  func sampled(_ sets: Span<SampleSet>, _ stamp: SampleStamp) {
    recorder.add(sets, stamp)
  }

  /// Takes a time of day.
  func ticked(at now: Instant, utc: UTC?) {
    if let utc { time = KnownTime(instant: now, utc: utc) }
  }

  /// Takes an event as it begins, without a duration, and as it ends.
  func occurred(_ event: Metrology.VoltageEvent) {
    if event.nanoseconds == nil || open.last?.isOver ?? true {
      events += 1
      open.append(EventSnapshot(number: events, event: event))
    }
    let last = open.count - 1
    open[last].event = event
    let length = UInt64(max(0, event.nanoseconds ?? 0))
    let instant = Instant(nanoseconds: event.start.nanoseconds.addingSaturating(length))
    if let part = recorder.mark(at: instant) { open[last].parts.insert(part) }
  }

  /// Writes what is whole: call after the events of a run were told.
  func deliver() {
    while let piece = nextPiece() {
      switch piece {
      case .sets(let count, let stamp, let part):
        let run = SnapshotRun(sets: Array(buffer[..<count]), stamp: stamp)
        parts[part, default: []].append(run)
      case .ended(let part): whole.insert(part)
      }
    }
    while let event = open.first, event.isOver, event.parts.isSubset(of: whole) {
      write(event)
      open.removeFirst()
    }
    let needed = open.reduce(into: Set<UInt32>()) { $0.formUnion($1.parts) }
    for part in whole where !needed.contains(part) {
      parts[part] = nil
      whole.remove(part)
    }
  }

  /// Writes the rest.
  ///
  /// - Errors: a file that is there already or could not be written, the first of them.
  func finish() throws(BenchError) {
    recorder.finish()
    deliver()
    for event in open { write(event) }
    open = []
    if let failure { throw failure }
  }

  private func nextPiece() -> SnapshotPiece? {
    var span = buffer.mutableSpan
    return recorder.next(into: &span)
  }

  private func write(_ event: EventSnapshot) {
    let runs = event.parts.sorted().flatMap { parts[$0] ?? [] }
    guard failure == nil, !runs.isEmpty, written.count < SnapshotFolder.filesMax else { return }
    let path = "\(folder)/\(event.name)"
    do throws(BenchError) {
      guard !FileManager.default.fileExists(atPath: path) else { throw occupied(event.name) }
      try Files.write([(path, try encode(runs, path))])
      written.append(path)
    } catch { failure = error }
  }

  private func encode(_ runs: [SnapshotRun], _ path: String) throws(BenchError) -> [UInt8] {
    do throws(RecordingError) {
      return try RecordingFile.encode(runs, head, time)
    } catch {
      throw BenchError(.software, path, "it does not fit a recording: \(error.fault)")
    }
  }

  private func checkEmpty() throws(BenchError) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let pattern = /[0-9]+-(dip|swell|interruption)\.recording/
    let found = names.sorted().first { $0.wholeMatch(of: pattern) != nil }
    if let found { throw occupied(found) }
  }

  private func occupied(_ name: String) -> BenchError {
    BenchError(
      .cannotCreate, folder, "\(name) is there already", advice: SnapshotFolder.advice)
  }

  private static let advice = "name another folder with --snapshots"
}
