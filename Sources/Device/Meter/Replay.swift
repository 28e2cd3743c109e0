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
  /// - Errors: false where the recording is damaged or its front end cannot be measured with;
  ///   the last line says where.
  public static func run<Sink: LineSink & ~Copyable>(
    _ recording: Span<UInt8>, into sink: inout Sink
  ) -> Bool {
    var output = ReplayOutput(sink)
    var isWhole = true
    do throws(ReplayError) {
      try play(recording, &output)
    } catch {
      output.say(error)
      isWhole = false
    }
    sink = output.sink
    return isWhole
  }

  private static func play<Sink: LineSink & ~Copyable>(
    _ recording: Span<UInt8>, _ output: inout ReplayOutput<Sink>
  ) throws(ReplayError) {
    var player = try Player(recording)
    while try player.step(&output) {}
    player.finish(&output)
    output.sayEnd(player.meter)
  }
}
