// SPDX-License-Identifier: Apache-2.0

import Metrology
import Quantities
import Recording

/// The frequency over a whole recording; nil on a dead line, without two crossings, and where the
/// record is shorter than 2.25 cycles. Sets are taken as evenly spaced over the time that their
/// stamps span, up to a tenth more than the rate says; a record with longer gaps has none.
func recordFrequency(_ recording: RecordingFile) throws(BenchError) -> Double? {
  let frontEnd = try recording.head().frontEnd
  var trace = RecordTrace(frontEnd)
  try recording.play { frame, _ in
    guard case .samples(let stamp, let count) = frame.kind else { return }
    trace.note(stamp)
    for index in 0..<count { trace.add(frame.set(at: index).voltage) }
  }
  return trace.frequency
}

/// The voltage of a whole record, thinned, and its crossings.
struct RecordTrace {
  private let frontEnd: FrontEnd
  private let setsPerPoint: Int64
  private var crossing: ZeroCrossing
  private var points: [Int32] = []
  private var sum: Int64 = 0
  private var sets: Int64 = 0
  private var first: Double?
  private var last = 0.0
  private var cycles = 0
  private var span: (start: Instant, end: Instant)?

  init(_ frontEnd: FrontEnd) {
    self.frontEnd = frontEnd
    setsPerPoint = FundamentalFrequency.setsPerPoint(frontEnd)
    crossing = ZeroCrossing(frontEnd)
  }

  /// Takes the stamp of the next run.
  mutating func note(_ stamp: SampleStamp) {
    span = (span?.start ?? stamp.start, stamp.end)
  }

  mutating func add(_ voltage: Int32) {
    if let place = crossing.next(voltage) {
      last = Double(sets) - 1 + Double(place) / 65_536
      cycles += first == nil ? 0 : 1
      first = first ?? last
    }
    sum += Int64(voltage)
    sets += 1
    guard sets % setsPerPoint == 0 else { return }
    points.append(Int32(truncatingIfNeeded: sum))
    sum = 0
  }

  /// Unit: hertz.
  var frequency: Double? {
    guard let first, cycles > 0 else { return nil }
    let turn = 0x1p40
    let seed = Double(cycles) / (last - first) * Double(setsPerPoint) * turn
    let refined = FundamentalFrequency.refined(points.span, turnsPerPoint: Int64(seed))
    guard let refined, let stretch, abs(stretch - 1) < 0.1 else { return nil }
    return Double(refined) / turn * frontEnd.rate.double / Double(setsPerPoint) / stretch
  }

  /// The time that passed over the time that the sets take; stamps of one nanosecond say nothing.
  private var stretch: Double? {
    guard let span, sets > 0 else { return nil }
    let nominal = Double(sets) / frontEnd.rate.double
    let passed = Double(span.end.since(span.start)) / 1e9
    return abs(passed - nominal) < 2e-9 ? 1 : passed / nominal
  }
}
