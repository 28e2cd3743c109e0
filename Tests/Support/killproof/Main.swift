// SPDX-License-Identifier: Apache-2.0

import Glibc
import LinuxHardware

// A whole meter at a load of 10 kW, on a file that the storekeeper's thread writes, until somebody
// kills it. Ten seconds of its clock are a few milliseconds; it saves each second of that.
//
//   killproof FILE
//   killproof FILE stop   SIGTERM is obeyed as by meterd
//   killproof FILE disk   the same, and the disk hangs once some energy is safe
//   killproof FILE loop   the same, and the main loop hangs at once
//
// Standard output has a line for what it went on from and how many threads it has, and then for
// each step what it has measured and what it was told is safe. Unit: microwatt-hours of import.
//
//   restored 1234 threads 2
//   measured 5678 safe 1234 intervals 3
//
// Where something hangs, a line says `hangs` from then on.

@main
enum Main {
  static func main() throws {
    let words = CommandLine.arguments
    let ways = ["stop", "disk", "loop"]
    guard 2...3 ~= words.count, words.dropFirst(2).allSatisfy(ways.contains) else {
      print("usage: killproof FILE [stop | disk | loop]")
      exit(64)
    }
    guard words.count == 3 else {
      var proof = try KillProof(file: words[1])
      return try proof.run()
    }
    LinuxProgram.catchStop(microsecondsMax: 900_000)
    var proof = try KillProof(file: words[1], hangsOnceSafe: words[2] == "disk")
    if words[2] == "loop" { LinuxProgram.printLine("hangs") }
    while words[2] == "loop" { sleep(1) }
    try proof.run()
    LinuxProgram.exit(proof.stop() ? .success : .unsaved)
  }
}
