// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities

/// How one current range is calibrated: none of its points is a test point.
struct RangeProcedure: Sendable {
  /// The range, as the meter is given it.
  var channels: ChannelChoice
  /// Where its gain and its delay are found first. Unit: amperes.
  var baseAmperes: Double
  /// Where gain and delay are found again, against the current. Unit: amperes, rising.
  var curveAmperes: [Double]

  /// By how much the current lags where the delay is found. Unit: degrees: power factor 0.5.
  static let lagDegrees = 60.0

  /// The reference board's range ×1, near Ib first.
  static let direct = RangeProcedure(
    channels: .direct, baseAmperes: 5.5,
    curveAmperes: [2.3, 4.4, 5.5, 8.5, 15, 25, 39, 58])
  /// The reference board's range ×16.
  static let amplified = RangeProcedure(
    channels: .amplified, baseAmperes: 1.6,
    curveAmperes: [0.015, 0.035, 0.075, 0.15, 0.35, 0.75, 1.6, 3.3])

  /// All currents that are set, no load aside.
  var amperes: [Double] { [baseAmperes] + curveAmperes }

  /// How long a bench measures at a current: the smaller, the more noise. Unit: seconds.
  static func seconds(at amperes: Double) -> Double {
    switch amperes {
    case 1...: 10
    case 0.1...: 20
    default: 40
    }
  }
}
