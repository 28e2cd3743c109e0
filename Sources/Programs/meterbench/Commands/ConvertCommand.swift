// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Recording

/// `meterbench convert`.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Turn a COMTRADE record into a recording, or back.",
    discussion: """
      The endings say the direction: .cfg and .dat are COMTRADE, .recording is ours. A recording \
      becomes BINARY where its codes fit 16 bits, else BINARY32; only its samples are written, not \
      its radio bytes, pin edges and states.

      Codes of COMTRADE records are kept, with the gain exactly as written, where they are \
      integers of at most 24 bits and the offset is a whole number of counts. All others are \
      rounded to a scale on which the largest value is 8,388,607 counts.
      """)

  @Argument(help: "The record to read.", completion: .file(extensions: ReplayCommand.endings))
  var input: String

  @Argument(help: "The record to write.")
  var output: String

  @Option(help: "Edition of the COMTRADE record to write: 1999 or 2013.")
  var edition: Edition = .year2013

  @OptionGroup var channels: ChannelOptions

  /// The editions that are written.
  enum Edition: String, CaseIterable, ExpressibleByArgument {
    case year1999 = "1999"
    case year2013 = "2013"
  }

  func run() throws {
    try reporting {
      let year: COMTRADE.Edition = edition == .year1999 ? .year1999 : .year2013
      for note in try Conversion.run(input, output, year, channels.wishes) {
        Terminal.report(note)
      }
    }
  }
}

/// Reads a record in one form and writes it in another.
enum Conversion {
  /// Converts; what a person should know of the result is returned, one sentence each.
  static func run(
    _ input: String, _ output: String, _ edition: COMTRADE.Edition, _ wishes: ChannelWishes
  ) throws(BenchError) -> [String] {
    let target = try RecordKind(output)
    let stem = (output as NSString).deletingPathExtension
    let outputs = target == .recording ? [output] : [stem + ".dat", stem + ".cfg"]
    try Files.checkApart(Files.all(of: input), outputs)
    let recording = try RecordingFile(loading: input, wishes)
    switch target {
    case .recording:
      try RecordingFile.check(recording)
      try Files.write([(output, recording.bytes)])
      return recording.notes
    case .comtrade:
      return recording.notes + (try write(recording, output, edition))
    }
  }

  private static func write(
    _ recording: RecordingFile, _ output: String, _ edition: COMTRADE.Edition
  ) throws(BenchError) -> [String] {
    let waveform = try recording.waveform()
    let writer = try COMTRADEWriter(waveform, edition: edition, file: recording.file)
    let stem = (output as NSString).deletingPathExtension
    let samples = writer.samples
    try Files.write([
      (stem + ".dat", samples), (stem + ".cfg", Array(writer.configuration.utf8)),
    ])
    var notes: [String] = []
    if let (written, stated) = writer.replacedRate {
      notes.append("\(output): the rate is \(written) Hz by the stamps, not \(stated) Hz as stated")
    }
    if waveform.frontEnd.hasFineCalibration {
      notes.append(
        "\(output): noise, curves, temperatures and peaks of the calibration have no place in it")
    }
    if waveform.gapCount > 0 {
      notes.append(
        "\(output): there are \(waveform.gapCount) gaps between sets; only time stamps show them")
    }
    return notes
  }
}

extension RecordingFile {
  /// Reads the recording through: nothing damaged is passed on.
  static func check(_ recording: RecordingFile) throws(BenchError) {
    try recording.play { _, _ in }
  }
}
