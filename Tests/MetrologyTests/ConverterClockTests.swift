// SPDX-License-Identifier: Apache-2.0

import Foundation
import Metrology
import Quantities
import SimulatedHardware
import Testing

/// Edges with known ends: period, jitter and all that goes wrong are this test's own.
private struct Edges {
  var period: Double
  var jitter: Double
  /// The period grows by this fraction an edge.
  var drift = 0.0
  var noise: GaussianNoise
  private(set) var end = 1e9

  init(period: Double, jitter: Double, seed: UInt64) {
    self.period = period
    self.jitter = jitter
    noise = GaussianNoise(seed: seed)
  }

  /// Lets a conversion end. Unit: nanoseconds.
  mutating func next() -> Instant {
    end += period
    period *= 1 + drift
    return Instant(nanoseconds: UInt64((end + jitter * noise.next()).rounded()))
  }
}

@Suite struct ConverterClockTests {
  /// Conversions a second, nominally and truly.
  static let rates: [(Int, Double)] = [
    (3_300, 3_069), (3_300, 3_432), (3_300, 2_970), (3_300, 3_630),
    (860, 799.8), (860, 894.4), (860, 774), (860, 946),
  ]

  static func clock(_ rate: Int) -> ConverterClock {
    ConverterClock(rate: Ratio(constant: Int64(rate)), edgesMax: rate == 3_300 ? 1_600 : 512)
  }

  // The end of a least-squares line through n points is off by 2σ/√n: 2.9 µs at 192, 1.0 µs at
  // 1,600; the fading fit is a little better. Over three seeds four of that are not passed.
  @Test("The fit is within 10 µs after 256 edges and 5 µs RMS later", arguments: rates)
  func converges(_ rate: (nominal: Int, real: Double)) {
    var worst = (0.0, 0.0)
    for seed in [1, 22, 333] as [UInt64] {
      var clock = Self.clock(rate.nominal)
      var edges = Edges(period: 1e9 / rate.real, jitter: 20_000, seed: seed)
      var (sum, count) = (0.0, 0)
      for number in 1...4_000 {
        _ = clock.take(edges.next())
        guard clock.isSteady else { continue }
        let error = Double(clock.end(ahead: 0).nanoseconds) - edges.end
        worst.0 = max(worst.0, abs(error))
        if number > 2_000 { (sum, count) = (sum + error * error, count + 1) }
      }
      let effective = (sum / Double(count)).squareRoot()
      worst.1 = max(worst.1, effective)
      #expect(effective < (rate.nominal == 3_300 ? 2_000 : 3_500), "\(effective) ns, seed \(seed)")
      #expect(abs(Double(clock.periodRaw) / 0x1p32 * rate.real / 1e9 - 1) < 5e-5, "seed \(seed)")
      #expect((14_000...26_000).contains(clock.residualNanoseconds), "seed \(seed)")
    }
    #expect(worst.0 < 11_000)
    print("Fit of \(rate.real)/s, stamps ±20 µs: worst \(worst.0) ns, RMS \(worst.1) ns")
  }

  @Test("Exact stamps are followed to a nanosecond, and the oscillator's drift to a microsecond")
  func exact() {
    var clock = Self.clock(3_300)
    var edges = Edges(period: 300_000, jitter: 0, seed: 1)
    for _ in 0..<2_000 { _ = clock.take(edges.next()) }
    #expect(abs(Double(clock.end(ahead: 0).nanoseconds) - edges.end) <= 3)
    // 10 ppm a second, far more than a warming chip's.
    edges.drift = 10e-6 * 300e-6
    for _ in 0..<10_000 { _ = clock.take(edges.next()) }
    #expect(abs(Double(clock.end(ahead: 0).nanoseconds) - edges.end) < 1_000)
  }

  @Test("Missing edges are counted; repeated and stray ones are told and change nothing")
  func missing() {
    var clock = Self.clock(3_300)
    var edges = Edges(period: 310_000, jitter: 0, seed: 1)
    for _ in 0..<600 { _ = clock.take(edges.next()) }
    let index = clock.index
    for _ in 0..<3 { _ = edges.next() }
    #expect(clock.take(edges.next()) == .conversion(lost: 3))
    #expect(clock.index == index + 4)
    let again = Instant(nanoseconds: UInt64(edges.end) + 9_000)
    #expect(clock.take(again) == .repeated)
    let stray = Instant(nanoseconds: UInt64(edges.end) + 150_000)
    #expect(clock.take(stray) == .unplaced)
    #expect(clock.index == index + 4)
    #expect(clock.take(edges.next()) == .conversion(lost: 0))
    #expect(abs(Double(clock.end(ahead: 0).nanoseconds) - edges.end) <= 3)
  }

  @Test("A long silence, another rate or a clock set back start anew, and no index comes twice")
  func restarts() {
    var clock = Self.clock(860)
    var edges = Edges(period: 1e9 / 860, jitter: 0, seed: 1)
    #expect(clock.take(edges.next()) == .started)
    for _ in 0..<600 { _ = clock.take(edges.next()) }
    #expect(clock.isSteady)
    var index = clock.index
    for _ in 0..<40 { _ = edges.next() }
    #expect(clock.take(edges.next()) == .started)
    #expect(!clock.isSteady && clock.index > index)
    index = clock.index
    #expect(clock.take(.zero) == .started)
    #expect(clock.index > index)
    // 20 % too fast is no converter of this kind.
    var fast = Edges(period: 1e9 / 860 / 1.2, jitter: 0, seed: 1)
    for _ in 0..<3_000 {
      _ = clock.take(fast.next())
      #expect(!clock.isSteady)
    }
  }

  /// Six periods of 275.6 µs are five of 330.7: most edges of the one lie near one of the other.
  @Test("A fit of the wrong period does not last, though it places most edges", arguments: 1...20)
  func falseFit(_ seed: Int) {
    var clock = Self.clock(3_300)
    var edges = Edges(period: 275_600, jitter: 20_000, seed: UInt64(seed))
    for _ in 0..<400 { _ = clock.take(edges.next()) }
    let wrong = Double(clock.periodRaw) / 0x1p32
    #expect(abs(wrong - 275_600) < 500, "seed \(seed)")
    edges.period = 330_720
    for _ in 0..<1_200 { _ = clock.take(edges.next()) }
    let isSteady = clock.isSteady
    let period = Double(clock.periodRaw) / 0x1p32
    #expect(isSteady && abs(period - 330_720) < 500, "seed \(seed): \(period) ns")
  }
}
