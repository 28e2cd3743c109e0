// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import MeterBoard
import Quantities
import SimulatedHardware

/// A board of two converters with stamped ready edges: the maker's board.
///
/// Sensors, transformer included, are drawn as those of the reference board; oscillators up to 10 %
/// off either way, as the datasheets allow; the rest as the constants here say.
struct ReadyEdgeBoard: AccuracyBoard {
  let name: String
  let title: String
  let part: ADS1x15Part
  /// Converter noise. Unit: steps of the part, effective.
  let noiseSteps: Double
  /// Peak of the S shape of its non-linearity, at most. Unit: steps of the part.
  let sShapeSteps: Double

  /// By how much a stamp is late, effective, beside what all are late. Unit: nanoseconds.
  static let jitterNanoseconds = 20_000.0
  /// The share of edges that nobody sees, and of those that come twice.
  static let lostShare = 0.001
  /// [ADS1115] gain match of two ranges, at most. Unit: fraction.
  static let gainMismatch = 0.001

  var frontEnd: FrontEnd { MakerBoard.frontEnd(part, nominalFrequency: .hertz50) }

  var calibration: [RangeProcedure] { [.readyEdgeDirect, .readyEdgeAmplified] }

  func read(_ plan: ReadingPlan) throws(BenchError) -> MeterReading {
    let waveform = plan.condition.waveform(nominalVolts: plan.frontEnd.nominalVolts)
    let drawn = Imperfections.typical.board(seed: plan.seed)
    let board = SimulatedMakerBoard(
      isWide: part == .ads1115, waveform: waveform.seen(through: drawn.transformer),
      imperfections(drawn, plan), seed: plan.noiseSeed)
    let reader: ReadyEdgeReader<SimulatedADS1x15Target, SimulatedReadyEdges, VirtualTime>
    do {
      reader = ReadyEdgeReader(
        voltage: try ADS1x15(board.voltage.target, part),
        current: try ADS1x15(board.current.target, part), edges: board.edges,
        clock: board.clock.clock)
    } catch {
      throw BenchError(.software, "board \(name), seed \(plan.seed)", "a converter: \(error)")
    }
    var source = ChosenChannel(reader, plan.channels)
    return try MeterReading(of: &source, plan, waveform)
  }

  private func imperfections(
    _ drawn: SimulatedBoard, _ plan: ReadingPlan
  ) -> SimulatedMakerBoard.Imperfections {
    var imperfections = SimulatedMakerBoard.Imperfections()
    var generator = SplitMix64(seed: plan.seed)
    imperfections.voltage = converter(drawn.frontEnd.voltage, drawn, &generator)
    imperfections.current = converter(drawn.frontEnd.current, drawn, &generator)
    guard !plan.condition.isClockExact else { return imperfections }
    imperfections.edges.jitterNanoseconds = Self.jitterNanoseconds
    imperfections.edges.droppedShare = Self.lostShare
    imperfections.edges.repeatedShare = Self.lostShare
    return imperfections
  }

  private func converter(
    _ sensor: SimulatedHardware.AnalogChannel, _ drawn: SimulatedBoard,
    _ generator: inout SplitMix64
  ) -> ADS1x15Imperfections {
    var imperfections = ADS1x15Imperfections()
    imperfections.oscillatorError = Double.random(in: -0.1...0.1, using: &generator)
    imperfections.noiseRMS = noiseSteps
    imperfections.gainError = sensor.gainError
    imperfections.gainMismatch = Double.random(
      in: -Self.gainMismatch...Self.gainMismatch, using: &generator)
    imperfections.offsetVolts = sensor.offsetVolts
    imperfections.delaySeconds = sensor.delaySeconds
    let codes = part == .ads1115 ? 65_536.0 : 4_096
    let shape = IntegralNonlinearity(
      sShapeLSB: Double.random(in: -sShapeSteps...sShapeSteps, using: &generator), bowLSB: 0,
      carryStepLSB: 0)
    imperfections.transfer = { $0 + shape.error(at: $0 + codes / 2, codes: codes) }
    return imperfections
  }
}
