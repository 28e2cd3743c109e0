// SPDX-License-Identifier: Apache-2.0

/// How long a demand interval is. Source: [DLMS Blue Book] class 5, period.
public enum DemandPeriod: UInt8, Sendable {
  /// A quarter of an hour.
  case minutes15 = 15
  /// Half an hour.
  case minutes30 = 30
  /// An hour.
  case minutes60 = 60
}

/// Over what demand is averaged: a block, or a window that slides by a part of it.
///
/// Source: [DLMS Blue Book] class 5: number_of_periods 1 is a block, more is a sliding window.
public struct DemandWindow: Equatable, Sendable {
  /// The most parts of a window: a quarter of an hour by the minute.
  public static let partsMax = 15

  /// The length of the window.
  public let period: DemandPeriod
  /// How many parts it has; it ends anew with each. 1 is a block.
  public let parts: UInt8

  /// A block of a quarter of an hour.
  public static let minutes15 = DemandWindow(block: .minutes15)
  /// A block of half an hour.
  public static let minutes30 = DemandWindow(block: .minutes30)
  /// A block of an hour.
  public static let minutes60 = DemandWindow(block: .minutes60)

  /// A block: it ends where the next begins.
  public init(block period: DemandPeriod) { (self.period, parts) = (period, 1) }

  /// A window that slides; nil where its parts are none, too many or no whole minutes.
  public init?(_ period: DemandPeriod, parts: UInt8) {
    guard parts >= 1, parts <= Self.partsMax, period.rawValue % parts == 0 else { return nil }
    (self.period, self.parts) = (period, parts)
  }

  /// From one end to the next. Unit: milliseconds.
  var partMilliseconds: Int64 { Int64(period.rawValue / parts) * 60_000 }
}

/// How far two readings of a clock that nobody set may lie apart.
enum Tolerance {
  static let milliseconds: Int64 = 2_000
}
