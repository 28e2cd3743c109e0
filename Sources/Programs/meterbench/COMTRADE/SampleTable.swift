// SPDX-License-Identifier: Apache-2.0

import Quantities

/// One channel's samples as the .dat file has them.
enum SampleColumn: Equatable {
  /// Integers: nothing was rounded to read them.
  case counts([Int32])
  /// Real numbers, or integers beyond 32 bits.
  case numbers([Double])
}

/// The two chosen channels of a .dat file and its time stamps.
struct SampleTable: Equatable {
  var voltage: SampleColumn
  var current: SampleColumn
  /// In the file's own unit; nil where a stamp is missing.
  var stamps: [UInt32?]

  /// Reads the bytes of a .dat file.
  init(
    _ bytes: [UInt8], file: String, _ configuration: COMTRADEConfiguration,
    _ selection: ChannelSelection
  ) throws(BenchError) {
    let source = SampleSource(file: file, configuration: configuration, selection: selection)
    switch configuration.fileType {
    case .ascii: self = try source.ascii(bytes)
    case .binary, .binary32, .float32: self = try source.binary(bytes)
    }
  }

  init(voltage: SampleColumn, current: SampleColumn, stamps: [UInt32?]) {
    self.voltage = voltage
    self.current = current
    self.stamps = stamps
  }
}

/// What the readers of a .dat file need to know.
struct SampleSource {
  let file: String
  let configuration: COMTRADEConfiguration
  let selection: ChannelSelection

  /// The chosen channels' places in a row, from 0.
  var columns: (voltage: Int, current: Int) {
    (selection.voltage.channel.index - 1, selection.current.channel.index - 1)
  }

  func error(
    at place: BenchError.Place?, _ what: String, advice: String? = nil
  ) -> BenchError {
    BenchError(file, at: place, what, advice: advice)
  }

  /// Compares the number of samples with what the .cfg file declares.
  func checkCount(_ count: Int) throws(BenchError) {
    guard count > 0 else { throw error(at: nil, "there are no samples") }
    guard let declared = configuration.sampleCount, declared != count else { return }
    throw error(
      at: nil, "\(count) samples are here, \(declared) are declared",
      advice: "in line \(configuration.rateLine) of \(configuration.file); "
        + (count < declared ? "the file was cut" : "the file is longer than its record"))
  }

  func missing(_ channel: AnalogChannel, at place: BenchError.Place, row: Int) -> BenchError {
    error(
      at: place, "sample \(row + 1) of channel \"\(channel.name)\" is marked missing",
      advice: "a record with gaps cannot be measured; cut it before or after")
  }
}

/// Checks that rows are numbered one by one and that time does not go backward.
struct RowSequence {
  private var number: UInt32?
  private var stamp: UInt32?

  /// What is wrong with the next row; nil where nothing is.
  mutating func fault(number next: UInt32, stamp nextStamp: UInt32?) -> String? {
    if let number, next != number &+ 1 {
      return "sample number \(next) follows \(number)"
    }
    number = next
    guard let nextStamp else { return nil }
    if let stamp, nextStamp < stamp { return "time stamp \(nextStamp) follows \(stamp)" }
    stamp = nextStamp
    return nil
  }
}
