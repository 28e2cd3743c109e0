// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities
import SimulatedHardware
import Testing

@testable import Metrology

/// A sinusoid as a converter sees it that averages over its period.
private struct Tone {
  var hertz: Double
  var amplitude: Double
  var phase = 0.3

  func mean(_ start: Double, _ end: Double) -> Double {
    let omega = 2 * Double.pi * hertz
    return amplitude * (cos(omega * start + phase) - cos(omega * end + phase))
      / (omega * (end - start))
  }

  func value(_ time: Double) -> Double { amplitude * sin(2 * .pi * hertz * time + phase) }
}

@Suite struct ResamplerTests {
  /// The same tone through two converters with exact stamps; what comes out, with its grid.
  ///
  /// - Parameter change: what happens to the conversion of that number.
  private static func run(
    _ tone: Tone, rate: Int, errors: (Double, Double), seconds: Double,
    range: CurrentRange = .direct, lost: Set<Int> = []
  ) -> (sets: [(place: UInt64, set: SampleSet)], resampler: ConversionCounts, breaks: Int) {
    let clock = ConverterClock(rate: Ratio(constant: Int64(rate)), edgesMax: 512)
    let channel = ConvertedChannel(clock: clock, codeStep: 1)
    var resampler = Resampler(
      voltage: channel, current: channel, gridNanoseconds: rate == 3_300 ? 250_000 : 1_000_000)
    let periods = [1 / (Double(rate) * (1 + errors.0)), 1 / (Double(rate) * (1 + errors.1))]
    var ends = [1.0, 1.0001]
    var (sets, breaks) = ([(place: UInt64, set: SampleSet)](), 0)
    var number = 0
    while ends[0] < 1 + seconds {
      let line = ends[0] <= ends[1] ? 0 : 1
      let stamp = Instant(nanoseconds: UInt64((ends[line] * 1e9).rounded()))
      let code = Int32(tone.mean(ends[line] - periods[line], ends[line]).rounded())
      if line == 0 {
        _ = resampler.voltage.edge(at: stamp)
        resampler.voltage.take(code, .direct)
      } else {
        number += 1
        _ = resampler.current.edge(at: stamp)
        if !lost.contains(number) { resampler.current.take(code, range) }
      }
      ends[line] += periods[line]
      drain: while true {
        let place = resampler.grid
        switch resampler.next() {
        case .set(let set): sets.append((place, set))
        case .waiting: break drain
        case .missing: breaks += sets.isEmpty ? 0 : 1
        }
      }
    }
    return (sets, resampler.current.counts, breaks)
  }

  /// Amplitude of what came out to that of the tone, by least squares on sine and cosine.
  private static func ratio(
    _ tone: Tone, _ sets: [(place: UInt64, set: SampleSet)], grid: Double,
    _ value: (SampleSet) -> Double
  ) -> (gain: Double, shift: Double) {
    var (ss, cc, sc, sy, cy) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (place, set) in sets {
      let angle = 2 * Double.pi * tone.hertz * Double(place) * grid + tone.phase
      let (s, c, y) = (sin(angle), cos(angle), value(set))
      ss += s * s
      cc += c * c
      sc += s * c
      sy += s * y
      cy += c * y
    }
    let determinant = ss * cc - sc * sc
    let inPhase = (sy * cc - cy * sc) / determinant
    let quadrature = (cy * ss - sy * sc) / determinant
    return (hypot(inPhase, quadrature) / tone.amplitude, atan2(quadrature, inPhase))
  }

  /// Rate, frequency, and the bound on the amplitude's error that the kernel's table states.
  static let tones: [(Int, Double, Double)] = [
    (860, 45, 1e-5), (860, 50, 1e-5), (860, 60, 1e-5), (860, 65, 1e-5), (860, 150, 1e-4),
    (860, 250, 3e-4), (860, 325, 1e-3), (3_300, 45, 1e-5), (3_300, 65, 1e-5), (3_300, 325, 1e-4),
    (3_300, 1_000, 5e-4), (3_300, 1_200, 1e-3),
  ]

  // Without the inverse aperture 50 Hz at 860·0.93 a second would be 0.69 % small.
  @Test("A tone keeps its amplitude and phase whatever the converters' rates", arguments: tones)
  func tone(_ row: (rate: Int, hertz: Double, bound: Double)) {
    for errors in [(-0.07, 0.04), (0.1, -0.1), (-0.1, 0.1), (0, 0)] {
      let tone = Tone(hertz: row.hertz, amplitude: 30_000)
      let run = Self.run(tone, rate: row.rate, errors: errors, seconds: 1.5)
      #expect(run.breaks == 0 && run.sets.count > (row.rate == 3_300 ? 4_000 : 1_000))
      let grid = row.rate == 3_300 ? 250e-6 : 1e-3
      let volts = Self.ratio(tone, run.sets, grid: grid) { Double($0.voltage) / 16 }
      let amperes = Self.ratio(tone, run.sets, grid: grid) { Double($0.current) / 16 }
      #expect(abs(volts.gain - 1) < row.bound, "\(errors): \(volts)")
      #expect(abs(amperes.gain - 1) < row.bound, "\(errors): \(amperes)")
      // 100 ns of the fit's time.
      let shift = 2 * Double.pi * row.hertz * 1e-7 + 2 * row.bound
      #expect(abs(volts.shift) < shift && abs(amperes.shift) < shift, "\(errors)")
    }
  }

  @Test("Codes of the amplified range fill both currents, those of the direct one mark the other")
  func ranges() {
    let tone = Tone(hertz: 50, amplitude: 20_000)
    let direct = Self.run(tone, rate: 860, errors: (0, 0), seconds: 0.6)
    let amplified = Self.run(
      tone, rate: 860, errors: (0, 0), seconds: 0.6, range: .amplified)
    #expect(!direct.sets.isEmpty && direct.sets.count == amplified.sets.count)
    for (one, other) in zip(direct.sets, amplified.sets) {
      #expect(abs(one.set.currentAmplified) == Resampler.countsClipped)
      #expect(abs(Int(other.set.currentAmplified) - 8 * Int(other.set.current)) <= 4)
      #expect(abs(Int(one.set.current) - 8 * Int(other.set.current)) <= 12)
      #expect(one.set.voltage == other.set.voltage)
    }
  }

  @Test("A single lost conversion of a smooth wave is bridged and counted")
  func bridged() {
    let tone = Tone(hertz: 50, amplitude: 30_000)
    let whole = Self.run(tone, rate: 3_300, errors: (-0.07, 0.04), seconds: 0.4)
    let run = Self.run(tone, rate: 3_300, errors: (-0.07, 0.04), seconds: 0.4, lost: [700, 900])
    #expect(run.breaks == 0)
    #expect(run.resampler.lost == 2 + whole.resampler.lost && run.resampler.bridged == 2)
    // The guess is right to (2 sin(π f / fs))⁶ / 20, 2·10⁻⁸ here, and the codes' rounding.
    for (one, other) in zip(whole.sets, run.sets) {
      #expect(abs(one.set.current - other.set.current) <= 40)
    }
  }

  @Test(
    "Two lost conversions in a row, or one of a wave that is not smooth, end the run",
    arguments: [(50, [700, 701]), (50, [700, 703]), (1_100, [700])] as [(Double, [Int])])
  func ends(_ row: (hertz: Double, lost: [Int])) {
    let tone = Tone(hertz: row.hertz, amplitude: 30_000)
    let run = Self.run(
      tone, rate: 3_300, errors: (-0.07, 0.04), seconds: 0.4,
      lost: Set(row.lost))
    #expect(run.resampler.bridged == 0)
    #expect(run.breaks > 0)
    // 24 conversions take part in a set: so many periods, and those between the lost, are missing.
    var missing: UInt64 = 0
    for (one, next) in zip(run.sets, run.sets.dropFirst()) { missing += next.place - one.place - 1 }
    let periods = 24 + (row.lost.max() ?? 0) - (row.lost.min() ?? 0)
    let expected = Double(periods) / (3_300 * 1.04) / 250e-6
    #expect(abs(Double(missing) - expected) <= 1.5)
    let worst = run.sets.map { place, set in
      abs(Double(set.current) / 16 - tone.value(Double(place) * 250e-6))
    }.max()
    // 5·10⁻⁴ and images of 8.8·10⁻³ at 1,100 Hz.
    #expect(worst.map { $0 < (row.hertz == 50 ? 20 : 300) } == true)
  }

  @Test("Any place between any conversions stays within the type, whatever the codes")
  func extremes() {
    var generator = SplitMix64(seed: 24)
    for _ in 0..<200 {
      var before = InlineArray<12, Int32>(repeating: 0)
      var after = InlineArray<12, Int32>(repeating: 0)
      for index in 0..<12 {
        before[index] = Bool.random(using: &generator) ? 1 << 18 : -(1 << 18)
        after[index] = Bool.random(using: &generator) ? 1 << 18 : -(1 << 18)
      }
      for place in [-(1 << 23), 0, (1 << 23) - 1] as [Int64] {
        let value = ResamplingKernel.value(before, after, at: place)
        #expect(abs(value) < 1 << 38)
      }
    }
  }
}
