// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Quantities
import SimulatedHardware

/// What is measured with one specimen of a board.
struct ReadingPlan {
  var condition: TestCondition
  /// What the meter believes of the board.
  var frontEnd: FrontEnd
  /// Draws the board.
  var seed: UInt64
  /// The current channels that the meter is given.
  var channels = ChannelChoice.all
  /// Distinguishes measurements of one condition.
  var purpose = ""

  /// The seed of noise: another one for each board, condition and purpose. FNV-1a.
  var noiseSeed: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in "\(purpose) \(seed) \(channels) \(condition.text)".utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return hash
  }
}

/// A kind of board that can be measured.
protocol AccuracyBoard: Sendable {
  /// As `--board` has it.
  var name: String { get }
  /// What it is, in a few words.
  var title: String { get }
  /// The front end as drawn, before any calibration.
  var frontEnd: FrontEnd { get }
  /// How its ranges are calibrated.
  var calibration: [RangeProcedure] { get }
  /// Lets the meter measure one specimen at one condition.
  ///
  /// - Errors: a front end that the metrology refuses; a board that gives no samples.
  func read(_ plan: ReadingPlan) throws(BenchError) -> MeterReading
}

/// The boards by name.
enum AccuracyBoards {
  /// The network of all points. Unit: hertz.
  static let hertz = 50.0
  /// Ist of class 0.2S: 0.001 In [IEC 62053-22]. Boards of class 1 have 0.004 Ib.
  static let startingCurrent = Current(microamperes: 5_000)
  /// In the order of the report.
  static let all: [any AccuracyBoard] = [
    BurstBoard(
      name: "reference", title: "AD7991, 12 bits, currents ×1 and ×16", kind: .typical,
      codesPerCode: 1),
    BurstBoard(
      name: "sixteen", title: "16-bit converter, currents ×1 and ×16", kind: .typical16Bit,
      codesPerCode: 16),
    ReadyEdgeBoard(
      name: "ads1015", title: "two ADS1015, 12 bits, current's gain by block", part: .ads1015,
      noiseSteps: 0.3, sShapeSteps: 0.3),
    ReadyEdgeBoard(
      name: "ads1115", title: "two ADS1115, 16 bits, current's gain by block", part: .ads1115,
      noiseSteps: 1, sShapeSteps: 0.7),
  ]
  /// All names that a table may use.
  static let names = all.map(\.name)

  /// The board of that name, or nil.
  static func named(_ name: String) -> (any AccuracyBoard)? { all.first { $0.name == name } }
}

/// A board whose one converter is read in bursts: the reference board, and its like with more bits.
struct BurstBoard: AccuracyBoard {
  let name: String
  let title: String
  let kind: Imperfections
  /// Codes for one of the reference board's.
  let codesPerCode: Int64

  var frontEnd: FrontEnd {
    var frontEnd = ReferenceBoard.frontEnd(nominalFrequency: .hertz50)
    frontEnd.voltage.gain = finer(frontEnd.voltage.gain)
    frontEnd.current.gain = finer(frontEnd.current.gain)
    if let gain = frontEnd.currentAmplified?.gain { frontEnd.currentAmplified?.gain = finer(gain) }
    frontEnd.amplifiedPeakMax *= Int32(codesPerCode)
    frontEnd.startingCurrent = AccuracyBoards.startingCurrent
    return frontEnd
  }

  var calibration: [RangeProcedure] { [.direct, .amplified] }

  func read(_ plan: ReadingPlan) throws(BenchError) -> MeterReading {
    let waveform = plan.condition.waveform(nominalVolts: plan.frontEnd.nominalVolts)
    var board = kind.board(seed: plan.seed)
    if plan.condition.isClockExact { board.bus = .exact }
    let sampler = SimulatedBoardSampler(waveform, board: board, seed: plan.noiseSeed)
    var source = ChosenChannel(sampler, plan.channels)
    return try MeterReading(of: &source, plan, waveform)
  }

  private func finer(_ gain: Ratio) -> Ratio {
    Ratio(constant: gain.numerator, over: gain.denominator * codesPerCode)
  }
}

extension FrontEnd {
  /// Un. Unit: volts.
  var nominalVolts: Double { Double(nominalVoltage.microvolts) / 1e6 }
}
