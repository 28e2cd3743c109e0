// SPDX-License-Identifier: Apache-2.0

import Glibc
import LinuxHardware

// A whole meter at a load of 10 kW, on a file that a storekeeper's thread writes, until somebody
// kills it. Ten seconds of its clock are a few milliseconds; it saves each second of that.
//
//   killproof FILE
//   killproof FILE SYNCS   the disk hangs after so many syncs; SIGTERM is obeyed as by meterd
//   killproof FILE loop    the main loop hangs at once; SIGTERM is obeyed as by meterd
//
// Standard output has a line for what it went on from, and then for each step what it has measured
// and what it was told is safe. Unit: microwatt-hours of import.
//
//   restored 1234
//   measured 5678 safe 1234 intervals 3
//
// Where something hangs, a line says `hangs` from then on.

@main
enum Main {
  static func main() throws {
    let words = CommandLine.arguments
    guard 2...3 ~= words.count else {
      print("usage: killproof FILE [SYNCS | loop]")
      exit(64)
    }
    guard words.count == 3 else {
      var proof = try KillProof(file: words[1])
      return try proof.run()
    }
    LinuxProgram.catchStop(microsecondsMax: 900_000)
    var proof = try KillProof(file: words[1], syncsMax: Int(words[2]) ?? .max)
    if words[2] == "loop" { LinuxProgram.printLine("hangs") }
    while words[2] == "loop" { sleep(1) }
    try proof.run()
    LinuxProgram.exit(proof.stop() ? .success : .unsaved)
  }
}
