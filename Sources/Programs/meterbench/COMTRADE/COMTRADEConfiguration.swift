// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The names of IEEE C37.111 that this program knows.
enum COMTRADE {
  /// The editions, by the revision year in the first line.
  enum Edition: Int {
    /// No revision year in the file.
    case year1991 = 1991
    case year1999 = 1999
    case year2013 = 2013
  }

  /// How the .dat file holds its samples.
  enum FileType: String {
    case ascii = "ASCII"
    case binary = "BINARY"
    case binary32 = "BINARY32"
    case float32 = "FLOAT32"
  }

  static let channelsMax = 10_000
  static let ratesMax = 1_000
  static let configurationBytesMax = 4 << 20
  static let dataBytesMax = 4 << 30
}

/// One analog channel line of a .cfg file.
struct AnalogChannel: Equatable {
  /// 1 for the first.
  var index: Int
  var name: String
  var unit: String
  /// A value is `multiplier` · count + `offset`, in `unit`.
  var multiplier: ExactDecimal
  var offset: ExactDecimal
  /// Unit: microseconds after the sample's time stamp.
  var skewMicroseconds: ExactDecimal
  var minimum: ExactDecimal?
  /// Transformer ratio of primary over secondary; nil where the edition or the file has none.
  var transformer: Ratio?
  var isSecondary: Bool
  /// Where it stands in the file.
  var line: Int
}

/// What a .cfg file says.
struct COMTRADEConfiguration: Equatable {
  var file: String
  var station: String
  var edition: COMTRADE.Edition
  var channels: [AnalogChannel]
  var digitalCount: Int
  var nominalFrequency: NominalFrequency
  /// Sets a second; nil where only the time stamps say.
  var rate: Ratio?
  /// How many samples the .dat file must hold; nil where only the time stamps say.
  var sampleCount: Int?
  /// The line with the rate.
  var rateLine: Int
  /// The first sample's time; nil where the file does not say.
  var start: UTC?
  var fileType: COMTRADE.FileType
  /// What one unit of a time stamp is worth. Unit: nanoseconds.
  var stampNanoseconds: ExactDecimal
}
