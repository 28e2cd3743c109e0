// SPDX-License-Identifier: Apache-2.0

import Metrology
import Quantities

/// How one current range is calibrated: none of its points is a test point.
struct RangeProcedure: Sendable {
  /// The range.
  var range: CurrentRange
  /// Whether the meter is given this range alone; else it must choose it by itself.
  var isAlone = true
  /// Where its gain and its delay are found first. Unit: amperes.
  var baseAmperes: Double
  /// Where gain and delay are found again, against the current. Unit: amperes, rising.
  var curveAmperes: [Double]

  /// By how much the current lags where the delay is found. Unit: degrees: power factor 0.5.
  static let lagDegrees = 60.0

  /// The reference board's range ×1, near Ib first.
  static let direct = RangeProcedure(
    range: .direct, baseAmperes: 5.5,
    curveAmperes: [3.3, 4.4, 6, 8.5, 15, 25, 39, 58])
  /// The reference board's range ×16; closer where its peaks begin to reach the converter's step at
  /// mid-scale, 0.19 A.
  static let amplified = RangeProcedure(
    range: .amplified, baseAmperes: 1.6,
    curveAmperes: [0.03, 0.09, 0.185, 0.22, 0.29, 0.45, 1.1, 3.3])

  /// The maker's board, direct: its meter goes up to the amplified range below 6.6 A by itself.
  static let readyEdgeDirect = RangeProcedure(
    range: .direct, isAlone: false, baseAmperes: 11,
    curveAmperes: [8.9, 11, 15, 19, 25, 32, 45, 58])
  /// The maker's board, amplified.
  static let readyEdgeAmplified = RangeProcedure(
    range: .amplified, isAlone: false, baseAmperes: 3.3,
    curveAmperes: [0.035, 0.075, 0.15, 0.35, 0.75, 1.6, 3.3, 5.7])

  /// What the meter is given.
  var channels: ChannelChoice { isAlone ? range == .direct ? .direct : .amplified : .all }

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
