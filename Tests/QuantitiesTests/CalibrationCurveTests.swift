// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing

@Suite struct CalibrationCurveTests {
  static func point(_ amperes: Int64, _ gain: Int32, _ delay: Int32) -> CalibrationPoint {
    CalibrationPoint(
      current: Current(microamperes: amperes * 1_000_000), gainBillionths: gain,
      delayNanoseconds: delay)
  }

  @Test(
    "Between points a straight line, beyond them the last one's value",
    arguments: [
      (0, 1_000, -300), (1, 1_000, -300), (2, 2_000, -200), (3, 3_000, -100), (4, 3_000, -100),
    ] as [(Int64, Int64, Int64)])
  func line(_ amperes: Int64, _ gain: Int64, _ delay: Int64) {
    var curve = CalibrationCurve()
    let added = [Self.point(1, 1_000, -300), Self.point(3, 3_000, -100)].map { curve.add($0) }
    #expect(added == [true, true])
    let found = curve.correction(at: Current(microamperes: amperes * 1_000_000))
    #expect(found.gainBillionths == gain && found.delayNanoseconds == delay)
  }

  @Test("Without points nothing is corrected")
  func empty() {
    let found = CalibrationCurve().correction(at: Current(microamperes: 5))
    #expect(found.gainBillionths == 0 && found.delayNanoseconds == 0)
  }

  @Test("A point out of order, out of range or too many is refused and changes nothing")
  func refused() {
    var curve = CalibrationCurve()
    let wrong = [
      Self.point(1, 100_000_001, 0), Self.point(1, 0, 1_000_001), Self.point(-1, 0, 0),
    ]
    for point in wrong {
      let isAdded = curve.add(point)
      #expect(!isAdded && curve.count == 0)
    }
    for amperes in 0..<8 as Range<Int64> {
      let isAdded = curve.add(Self.point(amperes, 0, 0))
      #expect(isAdded)
    }
    let isRepeated = curve.add(Self.point(7, 0, 0))
    let isNinth = curve.add(Self.point(8, 0, 0))
    #expect(!isRepeated && !isNinth && curve.count == 8)
  }
}
