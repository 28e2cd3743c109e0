// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Recording

extension RecordingFile {
  /// How much of a waveform goes into one frame. Unit: frames a second.
  private static let framesPerSecond: Int64 = 10

  /// A waveform as a recording: a tick at its first set, then a samples frame and a tick each
  /// tenth of a second, all stamps computed from the rate.
  init(_ waveform: Waveform, file: String) throws(BenchError) {
    self.file = file
    do throws(RecordingError) {
      bytes = try RecordingFile.encode(waveform)
    } catch {
      guard case .badField(let field) = error.fault else {
        throw BenchError(.software, file, "it does not fit a recording: \(error.fault)")
      }
      throw BenchError(file, "\(field) is beyond what a meter measures")
    }
  }

  private static func encode(_ waveform: Waveform) throws(RecordingError) -> [UInt8] {
    let head = RecordingHead(
      frontEnd: waveform.frontEnd, station: FixedBytes(cutting: waveform.station),
      sampleWidth: waveform.sampleWidth)
    let rate = waveform.frontEnd.rate
    let perFrame = rate.times(1) / framesPerSecond
    let chunk = max(1, Int(min(perFrame, Int64(RecordingFormat.setsMax))))
    var writer = RecordingWriter(head)
    var frame = RecordingFrameBytes()
    var bytes: [UInt8] = []
    try writer.head(into: &frame)
    bytes.append(frame)
    try writer.tick(at: .zero, utc: waveform.start, into: &frame)
    bytes.append(frame)
    for first in stride(from: 0, to: waveform.sets.count, by: chunk) {
      let sets = waveform.sets[first..<min(first + chunk, waveform.sets.count)]
      let end = rate.instant(ofSet: first + sets.count)
      let stamp = SampleStamp(start: rate.instant(ofSet: first), end: end)
      try writer.samples(sets.span, stamp, into: &frame)
      bytes.append(frame)
      let utc = waveform.start.map {
        UTC(milliseconds: $0.milliseconds + Int64(end.nanoseconds / 1_000_000))
      }
      try writer.tick(at: end, utc: utc, into: &frame)
      bytes.append(frame)
    }
    try writer.end(into: &frame)
    bytes.append(frame)
    return bytes
  }

  /// All samples of the recording as one waveform.
  func waveform() throws(BenchError) -> Waveform {
    let head = try head()
    var gather = WaveformGather(head)
    try play { frame, _ in gather.take(frame) }
    return gather.waveform
  }
}

/// Collects the sets of a recording, and the time of the first.
private struct WaveformGather {
  var waveform: Waveform
  private var firstStart: Instant?
  private var previousEnd: Instant?
  private var known: (instant: Instant, utc: UTC)?
  private let halfPeriod: UInt64

  init(_ head: RecordingHead) {
    let station = head.station.span
    let name = String(decoding: station.indices.map { station[$0] }, as: UTF8.self)
    waveform = Waveform(frontEnd: head.frontEnd, station: name, start: nil, sets: [])
    halfPeriod = UInt64(head.frontEnd.rate.dividing(500_000_000))
  }

  mutating func take(_ frame: borrowing RecordingFrame) {
    switch frame.kind {
    case .samples(let stamp, let count):
      note(stamp)
      for index in 0..<count { waveform.sets.append(frame.set(at: index)) }
      waveform.offsets += (0..<count).map { offset(stamp, $0, count) }
    case .tick(let instant, let utc):
      if known == nil, let utc { known = (instant, utc) }
    case .received, .restored, .edge, .temperature, .saved, .kept, .profile:
      break
    }
    guard waveform.start == nil, let known, let firstStart else { return }
    let before = Int64(clamping: firstStart.since(known.instant) / 1_000_000)
    let after = Int64(clamping: known.instant.since(firstStart) / 1_000_000)
    waveform.start = UTC(
      milliseconds: known.utc.milliseconds.addingReportingOverflow(before - after).partialValue)
  }

  private mutating func note(_ stamp: SampleStamp) {
    if firstStart == nil { firstStart = stamp.start }
    var from = stamp.start
    if let previousEnd {
      if stamp.start.since(previousEnd) > halfPeriod {
        waveform.gapCount += 1
      } else {
        from = previousEnd
      }
    }
    waveform.stampedNanoseconds &+= stamp.end.since(from)
    previousEnd = stamp.end
  }

  /// When a set was taken, evenly between its frame's stamps, after the first set of all.
  private func offset(_ stamp: SampleStamp, _ index: Int, _ count: Int) -> UInt64 {
    let length = UInt128(stamp.end.since(stamp.start))
    let inside = UInt64(length * UInt128(index) / UInt128(count))
    return stamp.start.since(firstStart ?? stamp.start) &+ inside
  }
}

extension Array<UInt8> {
  /// Appends what a fixed buffer holds.
  mutating func append<let capacity: Int>(_ bytes: borrowing FixedBytes<capacity>) {
    let span = bytes.span
    for index in span.indices { append(span[index]) }
  }
}

extension FixedBytes {
  /// As many whole characters of the text as fit.
  init(cutting text: String) {
    self.init()
    for character in text {
      guard count + character.utf8.count <= capacity else { return }
      for byte in character.utf8 { append(byte) }
    }
  }
}

extension Ratio {
  /// When a set is taken after the first, at this many sets a second. Rounding: nearest.
  func instant(ofSet index: Int) -> Instant {
    let product = Int128(index) * 1_000_000_000 * Int128(denominator)
    return Instant(nanoseconds: UInt64(clamping: product.roundedQuotient(Int128(numerator))))
  }
}
