// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// `meterbench generate`.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write the recordings that the project ships.",
    discussion: """
      Each is a synthetic waveform seen through the simulated reference board, with the radio's \
      bytes: FOLDER/NAME/input.recording, and expected.json with what the meter must make of it, \
      to the bit. What stands there is replaced: look at the difference before you keep it.
      """)

  @Argument(help: "The folder of the recordings.")
  var folder = "Tests/ReplayTests/Recordings"

  func run() throws {
    try reporting {
      for shipped in ShippedRecording.all {
        let bytes = try shipped.make()
        let place = "\(folder)/\(shipped.name)"
        try? FileManager.default.createDirectory(
          atPath: place, withIntermediateDirectories: true)
        let expected = try ExactReplay(RecordingFile(file: shipped.name, bytes: bytes)).json()
        try Files.write([
          ("\(place)/input.recording", bytes), ("\(place)/expected.json", Array(expected.utf8)),
        ])
        try Terminal.print("\(place): \(bytes.count) bytes")
      }
    }
  }
}

/// One recording that the project ships.
struct ShippedRecording {
  let name: String
  /// The synthetic waveform; nil is the house.
  let source: String?
  let seconds: Double
  let seed: UInt64

  static let all = [
    ShippedRecording(name: "house", source: nil, seconds: 8, seed: 1),
    ShippedRecording(name: "import_export", source: "import_export", seconds: 3, seed: 2),
    ShippedRecording(name: "us120_60hz", source: "us120_60hz", seconds: 1.5, seed: 3),
    ShippedRecording(name: "interrupt_1s", source: "interrupt_1s", seconds: 3, seed: 4),
  ]

  /// The recording's bytes: the same at each call.
  func make() throws -> [UInt8] {
    let waveform = try DeskSource(source, ChannelWishes(), looped: false)
    return try DeskRecording.make(waveform, seconds, seed)
  }
}
