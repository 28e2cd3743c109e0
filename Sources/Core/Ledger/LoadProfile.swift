// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// The newest intervals, for whoever asks soon after; the store has them all.
///
/// Intervals of which the clock was not known have no place here.
public struct LoadProfile: Sendable {
  /// Intervals held: a day of quarters of an hour.
  public static let intervalsMax = 96

  /// The newest, by its end.
  public private(set) var newest: ProfileInterval?
  private var row = InlineArray<96, ProfileInterval?>(repeating: nil)

  /// No interval yet.
  public init() {}

  /// The interval of a number and length; nil where it is missing or no longer held.
  public subscript(number: Int64, minutes: UInt8) -> ProfileInterval? {
    guard let found = row[Self.place(number)], found.number == number, found.minutes == minutes
    else { return nil }
    return found
  }

  /// Takes an interval that is over, or was kept. One that the clock split, or came back to, is
  /// the sum of its pieces.
  public mutating func add(_ entry: ProfileEntry) {
    guard var interval = ProfileInterval(entry) else { return }
    if let before = self[interval.number, interval.minutes], before.index != interval.index {
      interval.isIncomplete = true
      interval.energies.energyImport.add(before.energies.energyImport.value)
      interval.energies.energyExport.add(before.energies.energyExport.value)
    }
    row[Self.place(interval.number)] = interval
    if let newest, newest.end.milliseconds > interval.end.milliseconds { return }
    newest = interval
  }

  static func place(_ number: Int64) -> Int {
    Int(UInt64(bitPattern: number) % UInt64(intervalsMax))
  }
}

/// An interval of the load profile by its place in time: its active energies.
public struct ProfileInterval: Equatable, Sendable {
  /// The number of its newest piece in the store.
  public let index: UInt64
  /// Which one: whole intervals since 1970.
  public let number: Int64
  /// How long it is. Unit: minutes.
  public let minutes: UInt8
  /// Whether something of it is missing: it began late, the supply failed or the clock was set.
  public fileprivate(set) var isIncomplete: Bool
  /// What came in it; a direction that is not recorded has nothing.
  public fileprivate(set) var energies: ActiveEnergies

  /// The interval that an entry lies in; nil where the clock was not known.
  public init?(_ entry: ProfileEntry) {
    guard let start = entry.start, ProfileParameters.isLength(entry.minutes) else { return nil }
    (index, minutes) = (entry.index, entry.minutes)
    number = start.milliseconds / (Int64(entry.minutes) * 60_000)
    isIncomplete = entry.status.rawValue & ProfileStatus.incomplete.rawValue != 0
    energies = ActiveEnergies(
      Energy(value: entry.energy(.activeImport) ?? Q64_64(raw: 0)),
      Energy(value: entry.energy(.activeExport) ?? Q64_64(raw: 0)))
  }

  /// When it ended. Range: 1970 to the year 9999.
  public var end: UTC { UTC(milliseconds: (number + 1) * Int64(minutes) * 60_000) }
}
