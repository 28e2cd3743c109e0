// SPDX-License-Identifier: Apache-2.0

public import Quantities
public import Recording

/// Keeps all that goes into the meter as frames of a recording.
public protocol RecordingObserver: BoardObserver, ~Copyable {
  /// Encodes one input.
  typealias Encoding = (
    inout RecordingWriter, inout RecordingFrameBytes
  ) throws(RecordingError) -> Void

  /// Keeps an input, or does nothing where none are kept.
  mutating func keep(_ encode: Encoding)
}

/// Each input is one frame.
extension RecordingObserver where Self: ~Copyable {
  /// Keeps the registers that the meter went on from.
  public mutating func restored(_ slot: Span<UInt8>) {
    keep { writer, frame throws(RecordingError) in try writer.restored(slot, into: &frame) }
  }

  /// Keeps a run of sample sets.
  public mutating func sampled(_ sets: Span<SampleSet>, _ stamp: SampleStamp) {
    keep { writer, frame throws(RecordingError) in
      try writer.samples(sets, stamp, into: &frame)
    }
  }

  /// Keeps bytes from the radio.
  public mutating func received(_ bytes: Span<UInt8>, at now: Instant) {
    keep { writer, frame throws(RecordingError) in
      try writer.received(bytes, at: now, into: &frame)
    }
  }

  /// Keeps a tick.
  public mutating func ticked(at now: Instant, utc: UTC?) {
    keep { writer, frame throws(RecordingError) in
      try writer.tick(at: now, utc: utc, into: &frame)
    }
  }

  /// Keeps a temperature.
  public mutating func felt(millidegrees: Int32, at now: Instant) {
    keep { writer, frame throws(RecordingError) in
      try writer.temperature(millidegrees: millidegrees, at: now, into: &frame)
    }
  }

  /// Keeps the state that the meter went on from.
  public mutating func kept(_ state: Span<UInt8>) {
    keep { writer, frame throws(RecordingError) in try writer.kept(state, into: &frame) }
  }

  /// Keeps places of the load profile.
  public mutating func kept(profile bytes: Span<UInt8>) {
    keep { writer, frame throws(RecordingError) in try writer.profile(bytes, into: &frame) }
  }

  /// Keeps what became of a save.
  public mutating func saved(_ outcome: SaveOutcome, at now: Instant) {
    keep { writer, frame throws(RecordingError) in
      try writer.saved(outcome, at: now, into: &frame)
    }
  }

  /// Keeps the level of a line.
  public mutating func changed(line: UInt8, isHigh: Bool, at now: Instant) {
    keep { writer, frame throws(RecordingError) in
      try writer.edge(line: line, isHigh: isHigh, at: now, into: &frame)
    }
  }
}
