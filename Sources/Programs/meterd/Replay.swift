// SPDX-License-Identifier: Apache-2.0

import LinuxHardware
import Meter

/// Lines to standard output. It remembers whether one was lost: a full disk is not a success.
private struct StandardOutput: LineSink {
  var isBroken = false

  mutating func line(_ text: Span<UInt8>) {
    if !LinuxProgram.printLine(text) { isBroken = true }
  }
}

/// Plays a recording through the meter.
func replay(_ path: String) -> LinuxProgram.ExitCode {
  do {
    return try LinuxProgram.withFile(path) { recording in
      var output = StandardOutput()
      let isWhole = Replay.run(recording, into: &output)
      if output.isBroken { return .inputOutput }
      return isWhole ? .success : .damagedInput
    }
  } catch {
    let text: StaticString = error.kind == .noSuchDevice ? "no such file" : error.text
    LinuxProgram.complain("meterd: \(path): \(text)")
    return .noInput
  }
}
