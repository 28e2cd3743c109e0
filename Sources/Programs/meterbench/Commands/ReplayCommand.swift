// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Quantities

/// Which channels of a COMTRADE record are measured.
struct ChannelOptions: ParsableArguments {
  @Option(help: "Voltage channel, by name or number; the first in volts if not given.")
  var voltage: String?

  @Option(help: "Current channel, by name or number; the first in amperes if not given.")
  var current: String?

  @Flag(help: "Multiply values of secondary circuits by their transformer's ratio.")
  var primary = false

  @Option(help: "Nominal voltage in volts; 230 for 50 Hz and 120 for 60 Hz if not given.")
  var nominalVoltage: Double?

  func validate() throws {
    guard let nominalVoltage else { return }
    guard nominalVoltage >= 1, nominalVoltage <= Waveform.nominalVoltsMax else {
      throw ValidationError("--nominal-voltage is from 1 to 1000000 volts")
    }
  }

  var wishes: ChannelWishes {
    ChannelWishes(
      voltage: voltage, current: current, isPrimary: primary, nominalVolts: nominalVoltage)
  }
}

/// `meterbench replay`.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Measure a COMTRADE record or a recording.",
    discussion: """
      FILE is the .cfg or .dat file of a COMTRADE record (IEEE C37.111 of 1991, 1999 or 2013; \
      ASCII, BINARY, BINARY32 or FLOAT32), or a .recording. Values of COMTRADE records are taken \
      as stored, unless --primary is given.

      Of the whole record, fundamental and distortion are a least squares fit over its first \
      1,048,576 samples, up to the first gap; events are dips below 90 % until 92 %, and swells \
      above 110 % until 108 %, of the declared voltage.

      With --snapshots each voltage event that the meter finds becomes a recording of its own, \
      NUMBER-KIND.recording, with the samples from 200 ms before to 200 ms after its begin and its \
      end: `meterbench convert` makes a COMTRADE record of it.
      """)

  @Argument(help: "The record to measure.", completion: .file(extensions: endings))
  var file: String

  @Flag(help: "Print one JSON object instead of a table.")
  var json = false

  @Flag(help: "Print what the meter made of it as integers: the same on every machine.")
  var exact = false

  @Option(help: "Voltage that events are measured by, in volts; the nominal one if not given.")
  var declaredVoltage: Double?

  @Option(
    help: "Folder for a recording of each voltage event that the meter finds.",
    completion: .directory)
  var snapshots: String?

  @OptionGroup var channels: ChannelOptions

  static let endings = ["cfg", "dat", "recording"]

  func validate() throws {
    guard !exact || snapshots == nil else {
      throw ValidationError("--snapshots is not for --exact")
    }
    guard let declaredVoltage else { return }
    guard declaredVoltage >= 1, declaredVoltage <= Waveform.nominalVoltsMax else {
      throw ValidationError("--declared-voltage is from 1 to 1000000 volts")
    }
    guard !exact else { throw ValidationError("--declared-voltage is not for --exact") }
  }

  func run() throws {
    try reporting {
      if exact {
        let replay = try ExactReplay(RecordingFile(loading: file, channels.wishes))
        return try Terminal.print(json ? replay.json() : replay.lines.joined(separator: "\n"))
      }
      let declared = declaredVoltage.map { Voltage(microvolts: Int64(($0 * 1e6).rounded())) }
      let report = try ReplayReport(file, channels.wishes, declaredVoltage: declared)
      if let snapshots {
        let recording = try RecordingFile(loading: file, channels.wishes)
        let folder = try EventRecorder.replayed(recording, snapshots, declaredVoltage: declared)
        folder.notes.forEach(Terminal.report)
      }
      try Terminal.print(json ? report.prettyJSON() : report.table)
    }
  }
}

/// Runs a command; what goes wrong is said on standard error and in the exit code.
func reporting(_ command: () throws -> Void) throws {
  do {
    try command()
  } catch let error as BenchError {
    Terminal.report(error.description)
    throw ExitCode(error.kind.rawValue)
  }
}
