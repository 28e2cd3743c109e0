// SPDX-License-Identifier: Apache-2.0

import CSemihosting
import Meter

// Exit codes [BSD sysexits.h].
private let exitUsage: Int32 = 64
private let exitDamaged: Int32 = 65
private let exitNoInput: Int32 = 66
private let exitInputOutput: Int32 = 74

private struct Output: LineSink {
  var isBroken = false

  mutating func line(_ text: Span<UInt8>) {
    write(text)
    let end: InlineArray<1, UInt8> = [UInt8(ascii: "\n")]
    write(end.span)
  }

  mutating func write(_ text: Span<UInt8>) {
    let result = text.withUnsafeBufferPointer { proof_write($0.baseAddress, $0.count) }
    if result != 0 { isBroken = true }
  }
}

@main
enum Main {
  static func main() {
    var count = 0
    let result = proof_read(&count)
    switch result {
    case PROOF_READ: play(UnsafeBufferPointer(start: proof_recording(), count: count).span)
    case PROOF_NO_NAME: end("usage: replayproof RECORDING\n", exitUsage)
    case PROOF_TOO_LARGE: end("replayproof: the recording is larger than 2 MiB\n", exitNoInput)
    default: end("replayproof: the recording cannot be read\n", exitNoInput)
    }
  }

  private static func play(_ recording: Span<UInt8>) {
    var output = Output()
    let isWhole = Replay.run(recording, into: &output)
    if output.isBroken { proof_exit(exitInputOutput) }
    proof_exit(isWhole ? 0 : exitDamaged)
  }

  private static func end(_ text: StaticString, _ code: Int32) {
    text.withUTF8Buffer { _ = proof_write($0.baseAddress, $0.count) }
    proof_exit(code)
  }
}
