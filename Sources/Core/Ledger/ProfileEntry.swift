// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// What is to be known of an interval besides its energies.
public struct ProfileStatus: Equatable, Sendable {
  /// The bits, as `SPEC.md` numbers them.
  public let rawValue: UInt16

  /// Makes a status of bits; nothing without.
  public init(rawValue: UInt16 = 0) { self.rawValue = rawValue }

  /// Whether all of some bits are set.
  public func contains(_ bits: ProfileStatus) -> Bool { rawValue & bits.rawValue == bits.rawValue }

  /// Sets bits.
  public mutating func insert(_ bits: ProfileStatus) {
    self = ProfileStatus(rawValue: rawValue | bits.rawValue)
  }

  /// The supply failed in it, or before its end.
  public static let powerFailure = ProfileStatus(rawValue: 1 << 0)
  /// It began or ended because the clock was set or learnt.
  public static let clockSet = ProfileStatus(rawValue: 1 << 1)
  /// Some of it was not measured though the meter ran.
  public static let gap = ProfileStatus(rawValue: 1 << 2)
  /// It was measured with constants that nobody calibrated.
  public static let uncalibrated = ProfileStatus(rawValue: 1 << 3)
  /// The voltage dipped or swelled in it.
  public static let event = ProfileStatus(rawValue: 1 << 4)
  /// The clock was not known: it follows the start of the meter.
  public static let clockUnknown = ProfileStatus(rawValue: 1 << 5)
  /// It is shorter than an interval.
  public static let partial = ProfileStatus(rawValue: 1 << 6)

  /// Something of it may be missing: a failed supply, a clock that was set, or a late begin.
  static let incomplete = ProfileStatus(rawValue: 1 << 0 | 1 << 1 | 1 << 6)
  /// All bits that mean something.
  static let all = ProfileStatus(rawValue: 0x7F)
}

/// A price and its unit, as the supplier tells it.
public struct IntervalPrice: Equatable, Sendable {
  /// In units of 10^-`trailingDigits` of the currency per kWh. Range: below 2^32 - 1.
  public var value: UInt32
  /// Digits after the point.
  public var trailingDigits: UInt8
  /// Source: [ISO 4217], numeric.
  public var currency: UInt16

  /// Makes a price.
  public init(value: UInt32, trailingDigits: UInt8, currency: UInt16) {
    self.value = value
    self.trailingDigits = trailingDigits
    self.currency = currency
  }
}

/// An interval of the load profile that is over.
public struct ProfileEntry: Equatable, Sendable {
  /// Its number: intervals that the meter ended before it. Its place follows from that.
  public var index: UInt64
  /// The length of an interval. Unit: minutes.
  public var minutes: UInt8
  /// What is to be known of it.
  public var status = ProfileStatus()
  /// When it began; nil where the clock was not known.
  public var start: UTC?
  /// How long it was. Unit: milliseconds; 0 where nobody knows.
  public var duration: UInt32 = 0
  /// The tier in force when it ended, 0 where there was none.
  public var tier: UInt8 = 0
  /// The price in force when it began.
  public var price: IntervalPrice?
  /// What each energy is of.
  public var channels: InlineArray<4, ProfileChannel?>
  /// What came in it. None is negative.
  public var energies = InlineArray<4, Q64_64>(repeating: Q64_64(raw: 0))

  /// An interval of which nothing is known yet.
  public init(index: UInt64, minutes: UInt8, channels: InlineArray<4, ProfileChannel?>) {
    (self.index, self.minutes, self.channels) = (index, minutes, channels)
  }

  /// The energy of a channel; nil where it is not recorded.
  public func energy(_ channel: ProfileChannel) -> Q64_64? {
    for index in channels.indices where channels[index] == channel { return energies[index] }
    return nil
  }

  /// When it ended; nil where that is not known.
  public var end: UTC? {
    guard let start, duration > 0 else { return nil }
    return UTC(milliseconds: start.milliseconds + Int64(duration))
  }

  /// Whether both agree.
  public static func == (left: ProfileEntry, right: ProfileEntry) -> Bool {
    for index in left.channels.indices
    where left.channels[index] != right.channels[index]
      || left.energies[index] != right.energies[index]
    {
      return false
    }
    return left.index == right.index && left.minutes == right.minutes
      && left.status == right.status && left.start == right.start
      && left.duration == right.duration && left.tier == right.tier && left.price == right.price
  }
}
