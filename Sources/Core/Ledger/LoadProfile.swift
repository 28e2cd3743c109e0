// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// An interval of the load profile that is over.
public struct ProfileInterval: Equatable, Sendable {
  /// Which one: whole intervals since 1970.
  public var number: Int64
  /// How long it is.
  public var period: DemandPeriod
  /// Whether something of it is missing: it began late, the supply failed or the clock was set.
  public var isIncomplete: Bool
  /// The totals when it began.
  public var start: ActiveEnergies
  /// What came in it.
  public var energies: ActiveEnergies

  /// Makes an interval.
  public init(
    number: Int64, period: DemandPeriod, isIncomplete: Bool, start: ActiveEnergies,
    energies: ActiveEnergies
  ) {
    self.number = number
    self.period = period
    self.isIncomplete = isIncomplete
    self.start = start
    self.energies = energies
  }

  /// When it ended. Range: 1970 to the year 9999.
  public var end: UTC { UTC(milliseconds: (number + 1) * period.milliseconds) }
}

/// The newest intervals, each at a place that its number gives: the oldest make room.
///
/// Intervals of which the clock was not known have no place here: their energy is in the registers
/// alone. An interval that is missing has no entry; none is made up.
public struct LoadProfile: Sendable {
  /// Intervals kept: a day of quarters of an hour.
  public static let intervalsMax = 96

  /// The newest, by its end.
  public private(set) var newest: ProfileInterval?
  private var row = InlineArray<96, ProfileInterval?>(repeating: nil)

  /// No interval yet.
  public init() {}

  /// The interval of a number and length; nil where it is missing or no longer kept.
  public subscript(number: Int64, period: DemandPeriod) -> ProfileInterval? {
    guard let found = row[Self.place(number)], found.number == number, found.period == period
    else { return nil }
    return found
  }

  /// Takes an interval that is over, and gives what is to be kept for it.
  ///
  /// The same interval again is either told anew, after a power cut that came between its keeping
  /// and that of the registers, and takes the place of what was told; or the clock was set back
  /// into it, and what came now is added.
  public mutating func add(_ interval: ProfileInterval) -> ProfileInterval {
    var interval = interval
    if let before = self[interval.number, interval.period], before.start != interval.start {
      interval.isIncomplete = true
      interval.start = before.start
      interval.energies.energyImport.add(before.energies.energyImport.value)
      interval.energies.energyExport.add(before.energies.energyExport.value)
    }
    row[Self.place(interval.number)] = interval
    newest = interval
    return interval
  }

  /// Takes an interval as it was kept; the one that ends last is the newest.
  public mutating func restore(_ interval: ProfileInterval) {
    row[Self.place(interval.number)] = interval
    if let newest, newest.end.milliseconds > interval.end.milliseconds { return }
    newest = interval
  }

  static func place(_ number: Int64) -> Int {
    Int(UInt64(bitPattern: number) % UInt64(intervalsMax))
  }
}
