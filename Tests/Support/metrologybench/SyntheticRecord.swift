// SPDX-License-Identifier: Apache-2.0

import Drivers
import Quantities

/// 27 cycles of a 50 Hz mains with harmonics, as the reference board's converter sees it: 4,000
/// sets of exactly 135 µs, after which the record repeats without a step.
///
/// 230 V and 3 A, some 30 degrees apart; noise of one count by a linear congruential generator.
struct SyntheticRecord: ~Copyable {
  static let setsCount = 4_000
  static let setNanoseconds: UInt64 = 135_000
  static var frontEnd: FrontEnd { ReferenceBoard.frontEnd(nominalFrequency: .hertz50) }

  private(set) var sets = InlineArray<4_000, SampleSet>(repeating: .zero)

  init() {
    var components: InlineArray<4, Component> = [
      Component(order: 1, voltage: 1_305, inPhase: 1_204, quadrature: -695),
      Component(order: 3, voltage: 13, inPhase: -110, quadrature: 40),
      Component(order: 5, voltage: -26, inPhase: 90, quadrature: 60),
      Component(order: 7, voltage: 13, inPhase: -40, quadrature: 30),
    ]
    var noise = Noise()
    for index in 0..<Self.setsCount {
      var (voltage, current): (Int64, Int64) = (0, 0)
      for order in components.indices {
        voltage += components[order].voltage * components[order].turn.sine
        current += components[order].current
        components[order].advance()
      }
      sets[index] = SampleSet(
        voltage: Turn.counts(voltage + noise.next()),
        current: Turn.counts(current / 16 + noise.next()),
        currentAmplified: Turn.counts(current + noise.next()))
    }
  }
}

/// A point of the unit circle. Unit: 2^-30.
private struct Turn {
  var cosine: Int64
  var sine: Int64

  static let none = Turn(cosine: 1 << 30, sine: 0)
  /// 27/4000 of a turn: one set at 50 Hz.
  static let ofOneSet = Turn(cosine: 1_072_776_280, sine: 45_525_351)

  static func + (left: Turn, right: Turn) -> Turn {
    Turn(
      cosine: (left.cosine * right.cosine - left.sine * right.sine + 1 << 29) >> 30,
      sine: (left.sine * right.cosine + left.cosine * right.sine + 1 << 29) >> 30)
  }

  static func counts(_ value: Int64) -> Int32 {
    Int32(truncatingIfNeeded: (value + 1 << 29) >> 30)
  }
}

/// One harmonic; amplitudes in counts, the current's of the amplified channel.
private struct Component {
  let voltage: Int64
  let inPhase: Int64
  let quadrature: Int64
  var turn = Turn.none
  private var step = Turn.none

  init(order: Int, voltage: Int64, inPhase: Int64, quadrature: Int64) {
    (self.voltage, self.inPhase, self.quadrature) = (voltage, inPhase, quadrature)
    for _ in 0..<order { step = step + .ofOneSet }
  }

  var current: Int64 { inPhase * turn.sine + quadrature * turn.cosine }

  mutating func advance() { turn = turn + step }
}

/// Evenly distributed over one count. Unit: 2^-30 counts.
private struct Noise {
  private var state: UInt64 = 1

  mutating func next() -> Int64 {
    // Source: [Knuth, MMIX].
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int64(state >> 34) - 1 << 29
  }
}
