// SPDX-License-Identifier: Apache-2.0

import Glibc
import LocalPort

// A local port of given readings, in real time, for readers of other projects.
//
//   portproof p1|iec62056 DESCRIPTOR
//
// The descriptor is the line: the one end of a pseudo-terminal, raw. Standard input takes lines,
// before and while it serves; its end is the end:
//
//   NAME=VALUE      what the port tells from now on: see LocalReadings+Names.swift
//   serve           begins
//   request high    the level of P1's request line; low at first
//
// Standard output says `serving`, `speed BD` when the UART's speed changes and `unknown LINE`.

@main
enum Main {
  static func main() {
    signal(SIGPIPE, SIG_IGN)
    let modes: [String: LocalPortParameters.Mode] = ["p1": .p1, "iec62056": .iec62056]
    let words = CommandLine.arguments
    guard words.count == 3, let mode = modes[words[1]], let line = Int32(words[2]) else {
      print("usage: portproof p1|iec62056 DESCRIPTOR")
      exit(64)
    }
    var bench = PortBench(mode, line: line)
    while !bench.isServing {
      guard let line = readLine() else { return }
      bench.take(line)
    }
    bench.serve()
  }
}
