// SPDX-License-Identifier: Apache-2.0

import Foundation
public import Quantities

/// A named waveform of the project's own set.
public struct WaveformCase: Sendable, CustomStringConvertible {
  /// Lower case, digits and underscores.
  public let name: String
  /// What the network is meant to have, whatever the waveform has.
  public let networkFrequency: NominalFrequency
  /// Makes the waveform.
  public let make: @Sendable () -> SyntheticWaveform

  /// The name.
  public var description: String { name }

  init(
    _ name: String, _ networkFrequency: NominalFrequency = .hertz50,
    _ make: @escaping @Sendable () -> SyntheticWaveform
  ) {
    self.name = name
    self.networkFrequency = networkFrequency
    self.make = make
  }
}

extension SyntheticWaveform {
  /// All cases: accuracy points, network frequencies, harmonics, fired loads, events, directions.
  ///
  /// Un 230 V (120 V where the name says 60 Hz), Ib 5 A, Imax 60 A, Ist 0.4 % of Ib.
  public static let cases = steadyCases + distortedCases + eventCases + directionCases

  /// The case of that name, or nil.
  public static func named(_ name: String) -> SyntheticWaveform? {
    cases.first { $0.name == name }?.make()
  }

  private static let basic = 5.0
  private static let maximum = 60.0
  private static let nominal = 230.0

  private static let steadyCases = [
    WaveformCase("pf1_ib") { sine { _ in } },
    WaveformCase("pf1_imax") { sine { $0.current = maximum } },
    WaveformCase("pf05lag_ib") { sine { $0.lagDegrees = 60 } },
    WaveformCase("pf08lead_ib") { sine { $0.lagDegrees = -acos(0.8) * 180 / .pi } },
    WaveformCase("pf0lag_ib") { sine { $0.lagDegrees = 90 } },
    WaveformCase("low_5pct_ib") { conditions([LoadCondition(4, nominal, 0.05 * basic)]) },
    WaveformCase("start_0p4pct_ib") { conditions([LoadCondition(10, nominal, 0.004 * basic)]) },
    WaveformCase("noload_115pct_un") { conditions([LoadCondition(10, 1.15 * nominal, 0)]) },
    WaveformCase("u80pct") { sine { $0.voltage = 0.8 * nominal } },
    WaveformCase("us120_60hz", .hertz60) {
      sine {
        $0.voltage = 120
        $0.frequency = 60
      }
    },
    WaveformCase("f45") { sine { $0.frequency = 45 } },
    WaveformCase("f47p5") { sine { $0.frequency = 47.5 } },
    WaveformCase("f49p987") {
      sine {
        $0.seconds = 4
        $0.frequency = 49.987
      }
    },
    WaveformCase("f52p5") { sine { $0.frequency = 52.5 } },
    WaveformCase("f65") { sine { $0.frequency = 65 } },
  ]

  private static let distortedCases = [
    WaveformCase("quadriform") {
      quadriform(on: LoadCondition())
    },
    WaveformCase("peaked") {
      peaked(on: LoadCondition())
    },
    WaveformCase("fifth_harmonic") {
      fifthHarmonic(on: LoadCondition(2, nominal, maximum / 2))
    },
    WaveformCase("dc_halfwave") {
      fired(.halfWave, on: LoadCondition(2, nominal, maximum / 2.0.squareRoot()))
    },
    WaveformCase("subharmonic_burst") { fired(.burst, on: LoadCondition(4, nominal, 2 * basic)) },
    WaveformCase("odd_phase90") { fired(.phase90, on: LoadCondition(2, nominal, 2 * basic)) },
    WaveformCase("odd_quarters_1_3") {
      fired(.firstAndThirdQuarter, on: LoadCondition(2, nominal, 2 * basic))
    },
    WaveformCase("dc_halfwave_imax") { fired(.halfWave, on: LoadCondition(2, nominal, maximum)) },
    WaveformCase("high_order_15") { highOrder(15, on: LoadCondition()) },
    WaveformCase("high_order_40") { highOrder(40, on: LoadCondition()) },
    WaveformCase("fifth_harmonic_reactive") {
      harmonics(
        voltage: [(5, 0.20, 0)], current: [(5, 0.20, 0)],
        on: LoadCondition(2, nominal, basic, lag: 90))
    },
  ]

  private static let eventCases = [
    WaveformCase("sag40_10cycles") { event(0.4 * nominal, 0.4 * basic) },
    WaveformCase("sag40_constant_power") { event(0.4 * nominal, 2.5 * basic) },
    WaveformCase("swell120_10cycles") { event(1.2 * nominal, 1.2 * basic) },
    WaveformCase("interrupt_1s") {
      conditions([
        LoadCondition(1, nominal, basic, lag: 30), LoadCondition(1, 0, 0),
        LoadCondition(1, nominal, basic, lag: 30),
      ])
    },
    WaveformCase("interrupt_half_cycle") {
      conditions([
        LoadCondition(1, nominal, basic), LoadCondition(0.01, 0, 0),
        LoadCondition(1, nominal, basic),
      ])
    },
    WaveformCase("phase_jump_30") {
      var second = LoadCondition(1, nominal, basic, lag: 30)
      second.jumpDegrees = 30
      return conditions([LoadCondition(1, nominal, basic, lag: 30), second])
    },
    WaveformCase("load_step") {
      conditions([
        LoadCondition(1, nominal, 0.1 * basic), LoadCondition(1, nominal, maximum, lag: 60),
        LoadCondition(1, nominal, 0.1 * basic),
      ])
    },
    WaveformCase("frequency_ramp") {
      var start = LoadCondition(4, nominal, basic, lag: 30)
      start.frequency = 49
      return ramp(hertzPerSecond: 0.5, on: start)
    },
  ]

  private static let directionCases = [
    WaveformCase("export_pf1") { sine { $0.lagDegrees = 180 } },
    WaveformCase("export_reactive") { sine { $0.lagDegrees = 150 } },
    WaveformCase("import_export") {
      conditions([
        LoadCondition(1, nominal, basic), LoadCondition(1, nominal, basic, lag: 180),
        LoadCondition(1, nominal, 0.2 * basic, lag: 90),
      ])
    },
    WaveformCase("net_zero") {
      conditions([
        LoadCondition(1, nominal, basic, lag: 60), LoadCondition(1, nominal, basic, lag: 120),
      ])
    },
  ]

  private static func event(_ voltage: Double, _ current: Double) -> SyntheticWaveform {
    let normal = LoadCondition(1, nominal, basic)
    return conditions([normal, LoadCondition(0.2, voltage, current), normal])
  }
}
