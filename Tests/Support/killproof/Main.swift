// SPDX-License-Identifier: Apache-2.0

import Glibc

// A whole meter at a load of 10 kW, on a file that a storekeeper's thread writes, until somebody
// kills it. Ten seconds of its clock are a few milliseconds; it saves each second of that.
//
//   killproof FILE
//
// Standard output has a line for what it went on from, and then for each step what it has measured
// and what it was told is safe. Unit: microwatt-hours of import.
//
//   restored 1234
//   measured 5678 safe 1234 intervals 3

@main
enum Main {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      print("usage: killproof FILE")
      exit(64)
    }
    var proof = try KillProof(file: CommandLine.arguments[1])
    try proof.run()
  }
}
