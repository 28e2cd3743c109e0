// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The kernel that moves sets to the points of the spectrum: a Kaiser-Bessel bell, six sets wide.
///
/// It passes up to 0.4 of the rate with a known droop, which the spectrum divides out again, and
/// holds what lies above 0.6 of the rate 2·10^-4 lower. Where a cycle has more than `setsMax` sets
/// it is stretched to the rate of 128 sets a cycle and so keeps out what the points cannot show.
///
/// Source: [Jackson 1991] Selection of a convolution function for Fourier inversion using
/// gridding, sections II and III.
struct SpectrumKernel: ~Copyable {
  /// Half its width, in sets before stretching.
  static let reach = 3
  /// Half its width at 1,024 sets a cycle.
  static let reachMax = 25
  /// Places at which it is known between two sets; between them it is straight.
  static let phases = 512
  /// A cycle of this many sets or fewer is not stretched: its highest orders do not fold over.
  static let setsMax: Int64 = 156

  /// The kernel at u / 512 - 3 sets.
  ///
  /// - Unit: 2^-30. Range: positive; six of them, a set apart, sum to one exactly, so that direct
  ///   components leave no ripple.
  private var table = InlineArray<3073, Int32>(repeating: 0)
  /// From each weight to the next. Unit: 2^-22, of 1 / 512 set.
  private var slopes = InlineArray<3073, Int16>(repeating: 0)

  /// The weights where they lie.
  var weights: KernelWeights {
    @_lifetime(borrow self)
    @_addressableSelf
    borrowing get { KernelWeights(table.span, slopes.span, phases.span) }
  }

  /// The six weights of each phase.
  private var phases = InlineArray<512, KernelTaps>(repeating: KernelTaps())

  /// Computes the weights.
  init() {
    let half = Int64(Self.reach * Self.phases)
    for place in 0...half {
      let distance = half - place
      let part = ((half * half - distance * distance) << 30) / (half * half)
      let value = Int32(truncatingIfNeeded: Self.bell(part))
      table[Int(place)] = value
      table[Int(2 * half - place)] = value
    }
    for phase in 0..<Self.phases { normalize(phase) }
    table[2 * Int(half)] = table[0]
    for place in 0..<(2 * Int(half)) {
      slopes[place] = Int16(clamping: (table[place + 1] - table[place] + 128) >> 8)
    }
    for phase in 0..<Self.phases { phases[phase] = KernelTaps(phase, table.span, slopes.span) }
  }

  private mutating func normalize(_ phase: Int) {
    // Bells stay below 2^29, six of them below 2^32.
    var sum: Int64 = 0
    for tap in 0..<6 { sum += Int64(table[phase + tap * Self.phases]) }
    var rest: Int64 = 1 << 30
    for tap in 0..<6 {
      let weight = ((Int64(table[phase + tap * Self.phases]) << 30) + sum / 2) / sum
      table[phase + tap * Self.phases] = Int32(weight)
      rest -= weight
    }
    let nearest = phase < Self.phases / 2 ? phase + 3 * Self.phases : phase + 2 * Self.phases
    table[nearest] += Int32(rest)
  }

  /// I0(β √part) by its power series Σ (β²/4)^k part^k / (k!)², with β = 6π · 0.6.
  ///
  /// - Unit: part 2^-30, result 2^-15. Range: up to I0(β) < 2^14; what is multiplied is
  ///   below 2^9, the product below 2^60.
  private static func bell(_ part: Int64) -> Int64 {
    let argument = (quarterSquare * part) >> 30
    var sum: Int64 = 1 << 24
    for term in stride(from: Int64(30), through: 1, by: -1) {
      sum = (1 << 24) + ((argument * sum) >> 22) / (term * term)
    }
    return sum >> 9
  }

  /// (6π · 0.6 / 2)². Unit: 2^-22.
  private static let quarterSquare: Int64 = 134_123_433

  /// What undoes the droop, as powers of (f / 0.4)², f in cycles a set of the unstretched kernel.
  ///
  /// - Unit: 2^-28. Rounding: 1/H within 10^-8 of itself up to f = 0.4, where it is 13.3.
  /// - Source: H(f) = (sinh s / s) / (sinh β / β), s² = β² - (6πf)².
  private static let inverseDroop: InlineArray<13, Int64> = [
    268_435_457, 614_999_254, 766_220_358, 691_741_140, 513_860_484, 298_259_454, 305_611_479,
    -226_239_222, 666_344_627, -749_175_291, 642_020_615, -299_945_815, 71_989_707,
  ]

  /// What a line must be multiplied by. Unit: (f / 0.4)² in 2^-30, at most 1; result 2^-24.
  static func gain(_ square: Int64) -> Int64 {
    var gain: Int64 = 0
    for power in stride(from: 12, through: 0, by: -1) {
      // Partial sums stay below 2^33.
      gain = inverseDroop[power] &+ (gain &* square) >> 30
    }
    return (gain &+ 8) >> 4
  }
}
