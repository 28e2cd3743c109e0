// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities
import SimulatedHardware

/// What lies at the terminals of the simulated board.
struct DeskSource {
  let name: String
  let waveform: any SimulatedHardware.Waveform
  let frequency: NominalFrequency
  /// Of the network, where a record says it.
  var nominalVoltage: Voltage?
  /// Nil: it never ends.
  let seconds: Double?

  /// The names that stand for a synthetic waveform, with commas.
  static var syntheticNames: String {
    SyntheticWaveform.cases.map(\.name).joined(separator: ", ")
  }

  /// Loads a record, makes a synthetic waveform by its name, or takes the house.
  init(_ path: String?, _ wishes: ChannelWishes, looped: Bool) throws(BenchError) {
    guard let path else {
      try wishes.checkUnused("a minute in a house")
      self.init("a minute in a house", HouseWaveform.make(), .hertz50, looped: looped)
      return
    }
    if let known = SyntheticWaveform.cases.first(where: { $0.name == path }) {
      try wishes.checkUnused(path)
      self.init(path, known.make(), known.networkFrequency, looped: looped)
      return
    }
    try DeskSource.checkName(path)
    try self.init(loading: path, wishes, looped: looped)
  }

  /// What the desk is built from.
  var plan: DeskPlan {
    var plan = DeskPlan(waveform, frequency)
    if let nominalVoltage { plan.frontEnd.nominalVoltage = nominalVoltage }
    return plan
  }

  private init(
    _ name: String, _ once: SyntheticWaveform, _ frequency: NominalFrequency, looped: Bool
  ) {
    self.name = name
    self.frequency = frequency
    seconds = once.durationSeconds
    if looped, let loop = LoopedWaveform(once) { waveform = loop } else { waveform = once }
  }

  private init(loading path: String, _ wishes: ChannelWishes, looped: Bool) throws(BenchError) {
    let record = try RecordingFile(loading: path, wishes).waveform()
    guard let analog = record.analog(looped: looped) else {
      throw BenchError(path, "it holds no samples")
    }
    name = (path as NSString).lastPathComponent
    seconds = Double(record.sets.count) / record.frontEnd.rate.double
    waveform = analog
    frequency = record.frontEnd.nominalFrequency
    nominalVoltage = record.frontEnd.nominalVoltage
  }

  /// A name without a file and without an ending of one was meant to be a waveform.
  private static func checkName(_ path: String) throws(BenchError) {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    do throws(BenchError) {
      _ = try RecordKind(path)
    } catch {
      throw BenchError(
        .noInput, path, "it is neither a file nor a synthetic waveform",
        advice: "`meterbench run --help` names these")
    }
  }
}
