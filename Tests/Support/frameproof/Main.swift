// SPDX-License-Identifier: Apache-2.0

import Glibc

// The meter's ZigBee device on standard input and output, for judges of other projects. A line is a
// command, its answer any number of lines and then a full stop.
//
//   join SHORT EUI64 BYTES       in a network whose frames carry so many bytes
//   at MILLISECONDS              the monotonic clock
//   utc SECONDS                  since 2000; without a number nobody knows it
//   value NAME NUMBER            what the meter tells from now on
//   send PEER OWN OTHER CLUSTER PROFILE HEX   endpoints, cluster and profile of a message to it
//   secret 0|1                   messages come under the link key from now on
//   confirm                      a person confirms the text that is shown
//   tick                         until it says nothing more
//
// It says `frame PEER OWN OTHER CLUSTER PROFILE HEX` and `effect ...`. Numbers but of time and of
// values are hexadecimal.

@main
enum Main {
  static func main() {
    var bench = FrameBench()
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      guard let command = words.first else { continue }
      for line in bench.lines(command, Array(words.dropFirst())) { print(line) }
      print(".")
      // Whoever asks through a pipe waits for the answer.
      fflush(nil)
    }
  }
}
