// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import SimulatedHardware

/// Mean, mean square and fundamental of 40,000 samples.
private struct PlainFourier {
  var mean = 0.0
  var square = 0.0
  var sine = 0.0
  var cosine = 0.0

  mutating func add(_ value: Double, angle: Double) {
    mean += value / 40_000
    square += value * value / 40_000
    sine += value * sin(angle) / 20_000
    cosine += value * cos(angle) / 20_000
  }

  var distortion: Double {
    let first = (sine * sine + cosine * cosine) / 2
    return (max(0, square - mean * mean - first) / first).squareRoot()
  }
}

/// Figures of a whole case, from an independent implementation in another language.
struct CaseFigures: Sendable, CustomStringConvertible {
  let name: String
  let voltage: Double
  let current: Double
  let power: Double
  let energy: (net: Double, received: Double, delivered: Double)
  let seconds: Double
  var description: String { name }

  init(
    _ name: String, _ electrical: (Double, Double, Double),
    _ energy: (Double, Double, Double), _ seconds: Double
  ) {
    self.name = name
    (voltage, current, power) = electrical
    self.energy = energy
    self.seconds = seconds
  }
}

@Suite("Synthetic waveforms")
struct SyntheticWaveformTests {
  // Volts, amperes, watts; net, import and export in watt-hours; seconds.
  static let figures = [
    CaseFigures("pf1_ib", (230, 5, 1150), (0.638888888888889, 0.638888888888889, 0), 2),
    CaseFigures("pf1_imax", (230, 60, 13800), (7.66666666666667, 7.66666666666667, 0), 2),
    CaseFigures("pf05lag_ib", (230, 5, 575), (0.319444444444445, 0.319444444444445, 0), 2),
    CaseFigures("pf08lead_ib", (230, 5, 920), (0.511111111111111, 0.511111111111111, 0), 2),
    CaseFigures("pf0lag_ib", (230, 5, 0), (0, 0, 0), 2),
    CaseFigures("low_5pct_ib", (230, 0.25, 57.5), (0.0638888888888889, 0.0638888888888889, 0), 4),
    CaseFigures(
      "start_0p4pct_ib", (230, 0.02, 4.6), (0.0127777777777778, 0.0127777777777778, 0), 10),
    CaseFigures("noload_115pct_un", (264.5, 0, 0), (0, 0, 0), 10),
    CaseFigures("u80pct", (184, 5, 920), (0.511111111111111, 0.511111111111111, 0), 2),
    CaseFigures("us120_60hz", (120, 5, 600), (0.333333333333333, 0.333333333333333, 0), 2),
    CaseFigures("f45", (230, 5, 1150), (0.638888888888889, 0.638888888888889, 0), 2),
    CaseFigures("f47p5", (230, 5, 1150), (0.638888888888889, 0.638888888888889, 0), 2),
    CaseFigures(
      "f49p987", (230.027822646181, 5.00060484013437, 1150.27824329006),
      (1.27808693698896, 1.27777777777778, 0), 4),
    CaseFigures("f52p5", (230, 5, 1150), (0.638888888888889, 0.638888888888889, 0), 2),
    CaseFigures("f65", (230, 5, 1150), (0.638888888888889, 0.638888888888889, 0), 2),
    CaseFigures(
      "quadriform", (230.284219389866, 5.36796050656113, 1127.69),
      (0.626494444444444, 0.626494444444444, 0), 2),
    CaseFigures(
      "peaked", (230.284219389866, 5.36796050656113, 1127.69),
      (0.626494444444444, 0.626494444444444, 0), 2),
    CaseFigures(
      "fifth_harmonic", (231.14713928578, 32.310988842807, 7176),
      (3.98666666666667, 3.98666666666667, 0), 2),
    CaseFigures(
      "dc_halfwave", (230, 30, 4879.03679018717), (2.71057599454843, 2.71057599454843, 0), 2),
    CaseFigures(
      "subharmonic_burst", (230, 7.07106781186548, 1150), (1.27777777777778, 1.27777777777778, 0), 4
    ),
    CaseFigures(
      "odd_phase90", (230, 7.07106781186546, 1150), (0.638888888888887, 0.638888888888889, 0), 2),
    CaseFigures(
      "odd_quarters_1_3", (230, 7.07106781186548, 1150), (0.638888888888889, 0.638888888888889, 0),
      2),
    CaseFigures(
      "dc_halfwave_imax", (230, 42.4264068711929, 6900), (3.83333333333333, 3.83333333333333, 0),
      2),
    CaseFigures(
      "high_order_15", (230.04599540092, 5.02493781056044, 1152.3),
      (0.640166666666667, 0.640166666666667, 0), 2),
    CaseFigures(
      "high_order_40", (230.04599540092, 5.02493781056044, 1152.3),
      (0.640166666666667, 0.640166666666667, 0), 2),
    CaseFigures("fifth_harmonic_reactive", (234.554897625268, 5.09901951359279, 0), (0, 0, 0), 2),
    CaseFigures(
      "sag40_10cycles", (221.043804790733, 4.80530010414637, 1062.18181818182),
      (0.649111111111111, 0.649111111111111, 0), 2.2),
    CaseFigures(
      "sag40_constant_power", (221.043804790733, 6.07715543505497, 1150),
      (0.702777777777778, 0.702777777777778, 0), 2.2),
    CaseFigures(
      "swell120_10cycles", (234.554897625268, 5.09901951359278, 1196),
      (0.730888888888889, 0.730888888888889, 0), 2.2),
    CaseFigures(
      "interrupt_1s", (187.794213613377, 4.08248290463863, 663.95280956807),
      (0.553294007973391, 0.553294007973391, 0), 3),
    CaseFigures(
      "interrupt_half_cycle", (229.427147304756, 4.98754668053816, 1144.27860696517),
      (0.638888888888889, 0.638888888888889, 0), 2.01),
    CaseFigures(
      "phase_jump_30", (230, 5, 995.929214352105), (0.553294007973391, 0.553294007973391, 0), 2),
    CaseFigures(
      "load_step", (230, 34.6434216939763, 2376.66666666667),
      (1.98055555555556, 1.98055555555556, 0), 3),
    CaseFigures(
      "frequency_ramp", (229.999999912494, 4.99996552708544, 995.920058523062),
      (1.1065778428034, 1.10658801594678, 0), 4),
    CaseFigures("export_pf1", (230, 5, -1150), (-0.638888888888889, 0, 0.638888888888889), 2),
    CaseFigures(
      "export_reactive", (230, 5, -995.92921435211), (-0.553294007973391, 0, 0.553294007973391), 2),
    CaseFigures(
      "import_export", (230, 4.12310562561766, 0), (0, 0.319444444444444, 0.319444444444444), 3),
    CaseFigures("net_zero", (230, 5, 0), (0, 0.159722222222222, 0.159722222222222), 2),
  ]

  @Test("Every case has its reference figures, and no name appears twice")
  func complete() {
    #expect(SyntheticWaveform.cases.map(\.name) == Self.figures.map(\.name))
    #expect(Set(SyntheticWaveform.cases.map(\.name)).count == 38)
  }

  // 1e-11 of the apparent figure: the reference itself was printed with 15 digits.
  @Test("The truth of a case is that of an independent implementation", arguments: figures)
  func reference(_ row: CaseFigures) throws {
    let truth = try #require(SyntheticWaveform.named(row.name)).truth
    let apparent = max(row.voltage * row.current, 1)
    let energy = apparent * row.seconds / 3600
    #expect(abs(truth.seconds - row.seconds) < 1e-12)
    #expect(abs(truth.voltage - row.voltage) < 1e-11 * row.voltage)
    #expect(abs(truth.current - row.current) <= 1e-11 * row.current)
    #expect(abs(truth.activePower - row.power) < 1e-11 * apparent)
    #expect(abs(truth.netEnergy - row.energy.net) < 1e-11 * energy)
    #expect(abs(truth.energyImport - row.energy.received) < 1e-11 * energy)
    #expect(abs(truth.energyExport - row.energy.delivered) < 1e-11 * energy)
  }

  @Test("The closed-form integrals are those of a fine quadrature", arguments: figures)
  func quadrature(_ row: CaseFigures) throws {
    let waveform = try #require(SyntheticWaveform.named(row.name))
    for end in [row.seconds, 0.73 * row.seconds] {
      let closed = waveform.integrals(to: end)
      let fine = waveform.quadrature(to: end)
      let scale = max(closed.voltageSquared, closed.currentSquared, 1)
      #expect(abs(closed.power - fine.power) < 1e-11 * scale)
      #expect(abs(closed.voltageSquared - fine.voltageSquared) < 1e-11 * scale)
      #expect(abs(closed.currentSquared - fine.currentSquared) < 1e-11 * scale)
    }
  }

  // 2,000 midpoints a cycle: the switching edges cost at most half a step each.
  @Test("A plain mean over samples agrees to its own accuracy", arguments: figures)
  func plainMean(_ row: CaseFigures) throws {
    let waveform = try #require(SyntheticWaveform.named(row.name))
    let count = Int(row.seconds * 100_000)
    var power = 0.0
    for index in 0..<count {
      let time = (Double(index) + 0.5) / 100_000
      power += waveform.voltage(at: time) * waveform.current(at: time) / Double(count)
    }
    #expect(abs(power - row.power) < 2e-5 * max(row.voltage * row.current, 1))
  }

  @Test("A sinusoid has its values: 0, peak, 0, minus peak")
  func values() {
    let waveform = SyntheticWaveform.sine { $0.lagDegrees = 90 }
    let peak = 230 * 2.0.squareRoot()
    for (time, voltage) in [(0.0, 0.0), (0.005, peak), (0.01, 0), (0.015, -peak), (1.005, peak)] {
      #expect(abs(waveform.voltage(at: time) - voltage) < 1e-9)
    }
    #expect(abs(waveform.current(at: 0) + 5 * 2.0.squareRoot()) < 1e-9)
    #expect(waveform.durationSeconds == 2)
  }

  @Test("Stationary truth: fundamental, reactive power, distortion")
  func segmentTruth() throws {
    let truth = try #require(SyntheticWaveform.named("fifth_harmonic")).segments[0].truth
    #expect(abs((truth.voltageDistortion ?? 0) - 0.10) < 1e-12)
    #expect(abs((truth.currentDistortion ?? 0) - 0.40) < 1e-12)
    let lag = try #require(SyntheticWaveform.named("pf05lag_ib")).segments[0].truth
    #expect(abs(lag.fundamentalReactivePower - 1150 * 0.75.squareRoot()) < 1e-9)
    let fired = try #require(SyntheticWaveform.named("odd_phase90")).segments[0].truth
    #expect(abs(fired.fundamentalReactivePower - 2300 / Double.pi) < 1e-9)
    // √((1/4 - 1/π²) / (1/4 + 1/π²))
    #expect(abs((fired.currentDistortion ?? 0) - 0.65054) < 1e-5)
  }

  // 40,000 midpoints over four cycles: an edge that falls between two of them costs at most half
  // a step of the peak; the bounds leave room for four edges a cycle.
  @Test("Stationary truth is that of a plain Fourier sum over four cycles", arguments: figures)
  func fourier(_ row: CaseFigures) throws {
    let waveform = try #require(SyntheticWaveform.named(row.name))
    let segment = waveform.segments[0]
    let period = 4 / segment.frequency
    guard segment.end >= period, waveform.ramp == 0 else { return }
    var (volts, amperes) = (PlainFourier(), PlainFourier())
    for index in 0..<40_000 {
      let share = (Double(index) + 0.5) / 40_000
      volts.add(waveform.voltage(at: share * period), angle: 8 * .pi * share)
      amperes.add(waveform.current(at: share * period), angle: 8 * .pi * share)
    }
    let reactive = volts.sine * amperes.cosine - volts.cosine * amperes.sine
    let apparent = max(segment.truth.voltage * segment.truth.current, 1)
    // the sums are of √2 · effective values
    #expect(abs(-reactive / 2 - segment.truth.fundamentalReactivePower) < 5e-4 * apparent)
    for (sum, stated) in [
      (volts, segment.truth.voltageDistortion), (amperes, segment.truth.currentDistortion),
    ] {
      guard let stated else { continue }
      #expect(abs(sum.distortion - stated) < 1e-3, "\(row.name)")
    }
  }

  @Test("An unknown name gives nothing")
  func unknown() {
    #expect(SyntheticWaveform.named("nothing") == nil)
  }
}
