// SPDX-License-Identifier: Apache-2.0

import Foundation
import Meter

/// What the meter makes of a recording, as integers in text: the same on every machine.
struct ExactReplay {
  let lines: [String]

  init(_ recording: RecordingFile) throws(BenchError) {
    // A damaged recording is told as everywhere: by what, where and what to do.
    try RecordingFile.check(recording)
    var sink = Lines()
    guard Replay.run(recording.bytes.span, into: &sink) else {
      throw BenchError(recording.file, sink.lines.last ?? "it does not play")
    }
    lines = sink.lines
  }

  /// One array of strings, a line each.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(lines), as: UTF8.self) + "\n"
  }
}

private struct Lines: LineSink {
  var lines: [String] = []

  mutating func line(_ text: Span<UInt8>) {
    lines.append(String(decoding: text.indices.map { text[$0] }, as: UTF8.self))
  }
}
