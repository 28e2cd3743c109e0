// SPDX-License-Identifier: Apache-2.0

import Quantities

/// An angle as a part of a turn: differences wrap by themselves.
struct Angle: Equatable {
  /// Unit: 2^-40 of a turn. Only the low 40 bits count.
  var raw: Int64

  /// One turn in raw units.
  static let turn: Int64 = 1 << 40

  /// The same angle in -1/2 ..< 1/2 of a turn.
  var wrapped: Int64 {
    (raw << 24) >> 24
  }

  /// The angle of the vector (x, y), by CORDIC in vectoring mode.
  ///
  /// - Range: |x|, |y| < 2^60. Rounding: within 2^-34 of a turn where the vector is longer
  ///   than 2^36; the null vector has angle 0.
  /// - Source: [Volder 1959] The CORDIC trigonometric computing technique.
  init(x: Int64, y: Int64) {
    var (x, y) = Angle.enlarged(x, y)
    var sum: Int64 = 0
    if x < 0 {
      (x, y) = (-x, -y)
      sum = Angle.turn / 2
    }
    for step in 0..<Angle.steps {
      let (dx, dy) = (y >> Int64(step), x >> Int64(step))
      let (before, part) = (y, Angle.arctangents[step])
      x = before > 0 ? x + dx : x - dx
      y = before > 0 ? y - dy : y + dy
      sum += before > 0 ? part : -part
    }
    raw = x == 0 && y == 0 ? 0 : sum
  }

  /// Makes an angle from 2^-40 turns.
  init(raw: Int64) {
    self.raw = raw
  }

  /// Cosine and sine, by CORDIC in rotation mode.
  ///
  /// - Unit: 2^-30. Rounding: within 2 units.
  var cosineAndSine: (cosine: Int64, sine: Int64) {
    var rest = wrapped
    let turned = rest >= Angle.turn / 4 || rest < -Angle.turn / 4
    if turned { rest += rest < 0 ? Angle.turn / 2 : -Angle.turn / 2 }
    var x = Angle.gainInverse
    var y: Int64 = 0
    for step in 0..<Angle.steps {
      let (dx, dy) = (y >> Int64(step), x >> Int64(step))
      let positive = rest >= 0
      x = positive ? x - dx : x + dx
      y = positive ? y + dy : y - dy
      rest += positive ? -Angle.arctangents[step] : Angle.arctangents[step]
    }
    let (cosine, sine) = (x.roundedShift(26), y.roundedShift(26))
    return turned ? (-cosine, -sine) : (cosine, sine)
  }

  /// Shifts a vector up so that the steps below have bits to work with.
  private static func enlarged(_ x: Int64, _ y: Int64) -> (Int64, Int64) {
    let room = max(0, (x.magnitude | y.magnitude).leadingZeroBitCount - 3)
    return (x << Int64(room), y << Int64(room))
  }

  private static let steps = 36

  /// The product of cos(atan(2^-k)) for the steps above. Unit: 2^-56.
  private static let gainInverse: Int64 = 43_757_185_469_210_202

  /// atan(2^-k). Unit: 2^-40 of a turn.
  private static let arctangents: InlineArray<36, Int64> = [
    137_438_953_472, 81_134_951_838, 42_869_480_287, 21_761_217_566, 10_922_836_750, 5_466_743_129,
    2_734_038_620, 1_367_102_738, 683_561_799, 341_782_203, 170_891_265, 85_445_653,
    42_722_829, 21_361_415, 10_680_707, 5_340_354, 2_670_177, 1_335_088,
    667_544, 333_772, 166_886, 83_443, 41_722, 20_861,
    10_430, 5_215, 2_608, 1_304, 652, 326,
    163, 81, 41, 20, 10, 5,
  ]
}
