// SPDX-License-Identifier: Apache-2.0

import Drivers
import Metrology
import Quantities

/// Which gain the current's converter should have, from the codes it gives.
///
/// Down to the direct range at once, by a code near full scale; up to the amplified one after 200
/// ms whose largest code would fill three quarters of it. What lies between is hysteresis.
struct ReadyEdgeRanging {
  /// The range that the converter has, or will have from its next conversions on.
  private(set) var range = CurrentRange.direct
  private let window: Int
  private var seen = 0
  private var peak: Int32 = 0

  init(_ part: ADS1x15Part) {
    window = Int(part.rate.times(1) / 5)
  }

  /// Takes a code of the present range and gives the other range where it should change.
  mutating func wanted(after code: Int32) -> CurrentRange? {
    if range == .amplified { return abs(code) > MakerBoard.amplifiedCodeMax ? .direct : nil }
    peak = max(peak, abs(code))
    seen += 1
    guard seen >= window else { return nil }
    let isSmall = peak * ConvertedChannel.amplification < MakerBoard.amplifiedCodeReturn
    (seen, peak) = (0, 0)
    return isSmall ? .amplified : nil
  }

  /// The range was changed.
  mutating func changed(to range: CurrentRange) {
    self.range = range
    (seen, peak) = (0, 0)
  }
}
