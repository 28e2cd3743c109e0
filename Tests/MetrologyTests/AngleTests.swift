// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Metrology

@Suite struct AngleTests {
  @Test("The angle of a vector is its arctangent", arguments: 0..<360)
  func vector(_ degrees: Int) {
    let radians = Double(degrees) * .pi / 180
    for length in [0x1p40, 0x1p58] {
      let angle = Angle(x: Int64(length * cos(radians)), y: Int64(length * sin(radians)))
      let difference = Angle(raw: angle.raw - Int64(Double(degrees) / 360 * 0x1p40)).wrapped
      #expect(abs(difference) < 1 << 6)
    }
  }

  @Test("Short vectors and axes have exact quarters")
  func quarters() {
    for (x, y, quarter) in [(1, 0, 0), (0, 1, 1), (-1, 0, 2), (0, -1, 3)] {
      let angle = Angle(x: Int64(x), y: Int64(y))
      let difference = Angle(raw: angle.raw - Int64(quarter) << 38).wrapped
      #expect(abs(difference) < 1 << 6)
    }
    #expect(Angle(x: 0, y: 0).raw == 0)
  }

  @Test("Cosine and sine are within 2 units of 2^-30", arguments: -400...400)
  func cosine(_ part: Int) {
    let angle = Angle(raw: Int64(part) * 2_748_779_069)
    let radians = Double(angle.raw) / 0x1p40 * 2 * .pi
    let (cosine, sine) = angle.cosineAndSine
    #expect(abs(Double(cosine) - cos(radians) * 0x1p30) <= 2)
    #expect(abs(Double(sine) - sin(radians) * 0x1p30) <= 2)
  }
}
