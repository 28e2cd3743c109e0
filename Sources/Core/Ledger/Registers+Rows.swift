// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The registers as rows, in the order of `SPEC.md`: what holds for all of them is said once.
extension Registers {
  /// Energies with their residuals. Unit: 2^-64 of a millionth of a watt-, var- or VA-hour.
  typealias Energies = InlineArray<136, Int128>
  /// Times and counters.
  typealias Counters = InlineArray<14, UInt64>
  /// What is no sum: powers, times of day, numbers of days and intervals.
  typealias Words = InlineArray<53, Int64>

  /// How many of the energies only grow; those after them are totals of an earlier time.
  static let growingEnergies = 90

  /// Where the energies of each part begin.
  enum EnergyRow {
    static let tiers = 10
    static let demand = 90
    static let tierStart = 120
    static let today = 122
    static let yesterday = 124
    static let profile = 126
  }

  /// All energies.
  var energies: Energies {
    var rows = Energies(repeating: 0)
    rows.put(total, at: 0)
    for tier in 1...TariffRegisters.tiersMax {
      rows.put(tariff[tier], at: EnergyRow.tiers + EnergyRegisters.count * (tier - 1))
    }
    demand.put(into: &rows)
    rows.put(demand.tierStart, at: EnergyRow.tierStart)
    rows.put(day.today?.totals ?? ActiveEnergies(), at: EnergyRow.today)
    rows.put(day.yesterday?.totals ?? ActiveEnergies(), at: EnergyRow.yesterday)
    if let totals = profile.underWay?.totals { rows.put(totals, at: EnergyRow.profile) }
    return rows
  }

  /// All times and counters.
  var counters: Counters {
    [
      gapNanoseconds, operatingSeconds, noLoadNanoseconds,
      events.starts, events.dips, events.interruptions, events.swells, events.saves,
      demand.resets,
      events.powerFailures, events.longPowerFailures, events.powerFailureSeconds,
      profile.entries, billing.snapshots,
    ]
  }

  /// All that is no sum.
  var words: Words {
    var words = Self.noWords
    demand.put(into: &words)
    words[WordRow.today] = day.today.map { Int64($0.number) } ?? .min
    words[WordRow.yesterday] = day.yesterday.map { Int64($0.number) } ?? .min
    profile.put(into: &words)
    words[WordRow.savedAt] = events.savedAt?.milliseconds ?? -1
    words[WordRow.month] = billing.month.map(Int64.init) ?? .min
    return words
  }

  /// Where the words of each part begin.
  enum WordRow {
    static let maxima = 0
    static let interval = 36
    static let kind = 37
    static let today = 38
    static let yesterday = 39
    static let earlierParts = 40
    static let tier = 41
    static let profile = 42
    static let savedAt = 51
    static let month = 52
  }

  /// The words of registers that have nothing.
  static var noWords: Words {
    var words = Words(repeating: 0)
    for row in 0..<DemandMaxima.count { words[2 * row + 1] = -1 }
    words[WordRow.today] = .min
    words[WordRow.yesterday] = .min
    words[WordRow.savedAt] = -1
    words[WordRow.month] = .min
    return words
  }

  /// Takes all rows; false, and the registers mean nothing, where one is out of its range.
  mutating func take(_ energies: Energies, _ counters: Counters, _ words: Words) -> Bool {
    guard !energies.hasNegative else { return false }
    (gapNanoseconds, operatingSeconds) = (counters[0], counters[1])
    total = energies.energies(at: 0)
    for tier in 1...TariffRegisters.tiersMax {
      tariff[tier] = energies.energies(
        at: EnergyRow.tiers + EnergyRegisters.count * (tier - 1))
    }
    noLoadNanoseconds = counters[2]
    takeEvents(counters)
    guard let demand = DemandRegisters(energies, words, resets: counters[8]),
      let profile = ProfileRegisters(energies, words, entries: counters[12]),
      takeDays(energies, words), takeTimes(words)
    else { return false }
    (self.demand, self.profile, billing.snapshots) = (demand, profile, counters[13])
    return true
  }

  /// Whether an energy is negative, which none ever is.
  var hasNegative: Bool { energies.hasNegative }

  private mutating func takeEvents(_ counters: Counters) {
    (events.starts, events.dips, events.interruptions) = (counters[3], counters[4], counters[5])
    (events.swells, events.saves) = (counters[6], counters[7])
    (events.powerFailures, events.longPowerFailures) = (counters[9], counters[10])
    events.powerFailureSeconds = counters[11]
  }

  private mutating func takeDays(_ energies: Energies, _ words: Words) -> Bool {
    let (today, yesterday) = (words[WordRow.today], words[WordRow.yesterday])
    day.today = DayStart(today, energies.active(at: EnergyRow.today))
    day.yesterday = DayStart(yesterday, energies.active(at: EnergyRow.yesterday))
    return (day.today != nil || today == .min) && (day.yesterday != nil || yesterday == .min)
  }

  private mutating func takeTimes(_ words: Words) -> Bool {
    let (savedAt, month) = (words[WordRow.savedAt], words[WordRow.month])
    events.savedAt = savedAt < 0 ? nil : UTC(milliseconds: savedAt)
    billing.month = Int32(exactly: month)
    return savedAt >= -1 && (billing.month != nil || month == .min)
  }
}

extension InlineArray<136, Int128> {
  var hasNegative: Bool {
    for index in indices where self[index] < 0 { return true }
    return false
  }

  mutating func put(_ energies: ActiveEnergies, at row: Int) {
    self[row] = energies.energyImport.value.raw
    self[row + 1] = energies.energyExport.value.raw
  }

  mutating func put(_ energies: EnergyRegisters, at row: Int) {
    for index in energies.rows.indices { self[row + index] = energies.rows[index] }
  }

  func active(at row: Int) -> ActiveEnergies {
    ActiveEnergies(
      Energy(value: Q64_64(raw: self[row])), Energy(value: Q64_64(raw: self[row + 1])))
  }

  func energies(at row: Int) -> EnergyRegisters {
    var energies = EnergyRegisters()
    for index in energies.rows.indices { energies.rows[index] = self[row + index] }
    return energies
  }
}

extension DayStart {
  fileprivate init?(_ word: Int64, _ totals: ActiveEnergies) {
    guard let number = Int32(exactly: word) else { return nil }
    self.init(number: number, totals: totals)
  }
}
