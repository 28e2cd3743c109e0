// SPDX-License-Identifier: Apache-2.0

import Drivers
import Quantities
import Recording

/// What samples voltage and current: U1 of the reference board, or U1A and U1B of the maker's.
enum ConverterChoice: Equatable {
  /// An AD7991, read in bursts.
  case ad7991
  /// Two ADS1015 or ADS1115, each read at its ready edges.
  case readyEdges(ADS1x15Part)

  init?(_ name: Argument) {
    switch name {
    case "ad7991": self = .ad7991
    case "ads1015": self = .readyEdges(.ads1015)
    case "ads1115": self = .readyEdges(.ads1115)
    default: return nil
    }
  }

  /// Whether K1 and K2 are fitted: the maker's board has ready edges on their lines.
  var hasSupplyRelays: Bool { self == .ad7991 }

  /// Whether a line of the reference board is one of this board.
  func hasLine(_ line: ReferenceBoard.Line) -> Bool {
    hasSupplyRelays || !MakerBoard.lacks(line)
  }

  /// What holds the largest count.
  var sampleWidth: SampleWidth { self == .ad7991 ? .two : .three }

  /// The front end as drawn, before any calibration.
  func frontEnd(_ nominalFrequency: NominalFrequency) -> FrontEnd {
    switch self {
    case .ad7991: ReferenceBoard.frontEnd(nominalFrequency: nominalFrequency)
    case .readyEdges(let part): MakerBoard.frontEnd(part, nominalFrequency: nominalFrequency)
    }
  }

  /// Whether parameters with this rate can be of this converter.
  func fits(_ rate: Ratio) -> Bool {
    switch self {
    case .readyEdges(let part): MakerBoard.isGrid(of: part, rate)
    case .ad7991: !MakerBoard.isGrid(rate)
    }
  }
}
