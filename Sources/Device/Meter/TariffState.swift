// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Quantities
import Seal
import Tariff

/// Which tier the calendar has in force, asked as seldom as it may change.
struct TariffState {
  /// How long a tier without a switch ahead is believed. Unit: milliseconds.
  private static let restMilliseconds: Int64 = 86_400_000

  private var tables: TariffTables
  private let zone: ZoneRules
  /// From when to when the tier stays; nil before the first.
  private var known: (from: Int64, until: Int64, tier: Tier)?

  init(_ tables: TariffTables, _ zone: ZoneRules) { (self.tables, self.zone) = (tables, zone) }

  /// Whether a calendar rules: then the network's tier does not.
  var isInForce: Bool { tables.active != nil || tables.passive != nil }

  /// The tier in force; nil where no calendar rules. While the time is not known it is the default.
  mutating func tier(at utc: UTC?) -> UInt8? {
    guard isInForce else { return nil }
    guard let utc else { return tables.defaultTier.number }
    if let known, utc.milliseconds >= known.from, utc.milliseconds < known.until {
      return known.tier.number
    }
    let tier = tables.tier(at: utc, zone: zone)
    let until = tables.nextSwitch(after: utc, zone: zone)?.milliseconds
    let rest = utc.milliseconds.addingSaturating(Self.restMilliseconds)
    known = (utc.milliseconds, until ?? rest, tier)
    return tier.number
  }

  /// Puts the passive calendar in force where its time has come.
  ///
  /// - Parameter savedAt: when the meter last ran: an activation before it was told then.
  mutating func activate(at utc: UTC?, savedAt: UTC?) -> MeterEvent? {
    guard let utc, let activation = tables.activationTime,
      utc.milliseconds >= activation.milliseconds
    else { return nil }
    let old = tables.active.map { Self.digest($0) }
    guard tables.activateIfDue(at: utc), let active = tables.active else { return nil }
    known = nil
    if let savedAt, savedAt.milliseconds >= activation.milliseconds { return nil }
    let new = Self.digest(active)
    return .tariffTable(
      old: old.map { Self.number($0) } ?? 0, new: Self.number(new), digest: new,
      origin: Origin(.meter))
  }

  private static func digest(_ calendar: TariffCalendar) -> Digest {
    let bytes = calendar.encoded
    return SHA256.of(bytes.span)
  }

  /// A table's number: the first four bytes of its hash; 0 stands for none.
  private static func number(_ digest: Digest) -> UInt32 {
    var number: UInt32 = 0
    for index in 0..<4 { number = number << 8 | UInt32(digest.bytes[index]) }
    return number
  }
}
