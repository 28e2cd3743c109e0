// SPDX-License-Identifier: Apache-2.0

/// How far the fundamental of a block is from having exactly its cycles.
///
/// The voltage, turned back by one turn a cycle, is summed with the weight 1 + cos θ and with the
/// odd weight sin θ + ¼ sin 2θ, θ from -π to π over the block. A fundamental of c + ε cycles has
/// the ratio jε · 7/8 between the two, whatever its phase; harmonics fall on zeros of both
/// weights. An interharmonic of 1 % moves ε by the most 2.5 cycles a block from the fundamental:
/// 0.75 mHz RMS in 0.2 s.
struct SpectrumFrequency {
  /// Points of a cycle that are looked at.
  static let pointsPerCycle = 64

  private var even: (x: Int64, y: Int64) = (0, 0)
  private var odd: (x: Int64, y: Int64) = (0, 0)
  private var squares: Int64 = 0
  private let count: Int64

  /// Sums the first 64 points a cycle, each eight of them with one weight.
  ///
  /// - Range: points below 2^26, so that squares of 768 stay below 2^61.6, eight turned points
  ///   below 2^59, 96 of them by 2^-20 times weights of at most 2^16 below 2^61.6.
  init(_ voltages: Span<Int32>, _ circle: UnitVectors) {
    count = Int64(circle.points / 2)
    let (cosines, sines) = (circle.cosines, circle.sines)
    let turn = circle.points / Self.pointsPerCycle
    for group in 0..<(circle.points / 16) {
      var (x, y): (Int64, Int64) = (0, 0)
      for index in 0..<8 {
        let point = Int64(voltages[unchecked: 8 &* group &+ index])
        let carrier = (8 &* (group & 7) &+ index) &* turn
        x &+= point &* Int64(cosines[unchecked: carrier])
        y &-= point &* Int64(sines[unchecked: carrier])
        squares &+= point &* point
      }
      // The middle of the group; θ lies half a turn before the circle's angle.
      let middle = 16 &* group &+ 7
      let twice = 2 &* middle &- (2 &* middle < circle.points ? 0 : circle.points)
      let evenWeight = (1 << 30 - Int64(cosines[unchecked: middle])) &>> 15
      let quarter = Int64(sines[unchecked: twice]) &>> 2
      let oddWeight = (quarter &- Int64(sines[unchecked: middle])) &>> 15
      (x, y) = (x &>> 20, y &>> 20)
      even = (even.x &+ x &* evenWeight, even.y &+ y &* evenWeight)
      odd = (odd.x &+ x &* oddWeight, odd.y &+ y &* oddWeight)
    }
  }

  /// Cycles beyond those of the block. Unit: 2^-32.
  ///
  /// - Returns: nil where less than a quarter of the voltage's power turns with the fundamental,
  ///   or beyond 3 cycles.
  var excess: Int64? {
    // |even| is 2^24 times amplitude and count; 2^-16 of it leaves 2^46.
    let (x, y) = (Int128(even.x >> 16), Int128(even.y >> 16))
    let power = x * x + y * y
    // Amplitude² · count / 2 = 2 · power / 2^18 / count; four times that is at least all squares.
    guard squares > 0, power >= Int128(squares) * Int128(count) << 15 else { return nil }
    let cross = x * Int128(odd.y >> 16) - y * Int128(odd.x >> 16)
    guard abs(cross) < 3 * power else { return nil }
    let divisor = (power * 7) >> 32
    return divisor > 0 ? Int64((cross * 8) / divisor) : nil
  }
}
