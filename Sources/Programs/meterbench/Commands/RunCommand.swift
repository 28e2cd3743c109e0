// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import HardwareInterface
import Ledger
import LinuxHardware
import MeterBoard
import Quantities
import SimulatedHardware

/// `meterbench run`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run the whole meter on simulated hardware.",
    discussion: """
      The terminals of the simulated reference board see RECORDING, or a minute in a house when \
      none is named. On a terminal it runs in real time, again and again, until Ctrl-C; else, or \
      with --fast, the recording is played once, as fast as it goes, and a summary is printed. \
      With --radio time is always real, because the radio's is, and without --fast it goes on \
      until Ctrl-C.

      With --snapshots each voltage event becomes a recording, NUMBER-KIND.recording, with the \
      samples from 200 ms before to 200 ms after its begin and its end.

      Synthetic waveforms: \(DeskSource.syntheticNames).
      """)

  @Argument(
    help: "A .recording, a COMTRADE record, or the name of a synthetic waveform.",
    completion: .file(extensions: ["cfg"]))
  var recording: String?

  @Option(help: "Serial device or pty of the meter's XBee, in place of the simulated ether.")
  var radio: String?

  @Option(help: "Folder of the registers.")
  var store: String?

  @Option(
    help: "Folder for a recording of each voltage event.", completion: .directory)
  var snapshots: String?

  @Option(help: "End after so many seconds of the meter's time; the recording is looped.")
  var seconds: Double?

  @Flag(help: "Once, as fast as it goes, without the live picture; with --radio in real time.")
  var fast = false

  @Flag(help: "Print the summary as one JSON object.")
  var json = false

  @OptionGroup var channels: ChannelOptions

  func validate() throws {
    if let seconds, !(seconds > 0 && seconds <= 1e7) {
      throw ValidationError("--seconds is above 0 and at most 10000000")
    }
  }

  func run() throws {
    try reporting {
      let session = try DeskSession(self)
      let summary = try session.run()
      try Terminal.print(json ? summary.prettyJSON() : summary.text)
    }
  }

  /// Whether somebody watches.
  var isLive: Bool { !fast && !json && isatty(STDOUT_FILENO) == 1 }

  /// Whether it goes on until somebody ends it.
  var isEndless: Bool { seconds == nil && (isLive || radio != nil && !fast) }
}
