// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The registers as rows, in the order of `SPEC.md`: what holds for all of them is said once.
extension Registers {
  /// Energies with their residuals. Unit: 2^-64 of a millionth of a watt-, var- or VA-hour.
  typealias Energies = InlineArray<32, Int128>
  /// Times and counters.
  typealias Counters = InlineArray<9, UInt64>
  /// What is no sum: powers, times of day, numbers of days and intervals.
  typealias Words = InlineArray<8, Int64>

  /// How many of the energies only grow; those after them are totals of an earlier time.
  static let growingEnergies = 26
  /// Where the tiers begin.
  private static let tiers = 10

  /// All energies.
  var energies: Energies {
    var rows = Energies(repeating: 0)
    rows[0] = energyImport.value.raw
    rows[1] = energyExport.value.raw
    rows[2] = fundamentalActiveImport.value.raw
    rows[3] = fundamentalActiveExport.value.raw
    rows[4] = reactive.quadrantI.value.raw
    rows[5] = reactive.quadrantII.value.raw
    rows[6] = reactive.quadrantIII.value.raw
    rows[7] = reactive.quadrantIV.value.raw
    rows[8] = apparentImport.value.raw
    rows[9] = apparentExport.value.raw
    for tier in 1...TariffRegisters.tiersMax {
      rows.put(tariff[tier], at: Self.tiers + 2 * (tier - 1))
    }
    rows.put(demand.interval?.start ?? ActiveEnergies(), at: Self.growingEnergies)
    rows.put(day.today?.totals ?? ActiveEnergies(), at: Self.growingEnergies + 2)
    rows.put(day.yesterday?.totals ?? ActiveEnergies(), at: Self.growingEnergies + 4)
    return rows
  }

  /// All times and counters.
  var counters: Counters {
    [
      gapNanoseconds, operatingSeconds, noLoadNanoseconds,
      events.starts, events.dips, events.interruptions, events.swells, events.saves,
      demand.resets,
    ]
  }

  /// All that is no sum.
  var words: Words {
    [
      demand.maximumImport.power.microwatts, demand.maximumImport.end.milliseconds,
      demand.maximumExport.power.microwatts, demand.maximumExport.end.milliseconds,
      demand.interval?.number ?? 0, demand.interval?.kind ?? 0,
      day.today.number, day.yesterday.number,
    ]
  }

  /// The words of registers that have nothing.
  static let noWords: Words = [0, -1, 0, -1, 0, 0, .min, .min]

  /// Makes registers from rows; nil where one is out of its range.
  init?(_ energies: Energies, _ counters: Counters, _ words: Words) {
    self.init(
      energyImport: Energy(value: Q64_64(raw: energies[0])),
      energyExport: Energy(value: Q64_64(raw: energies[1])),
      gapNanoseconds: counters[0], operatingSeconds: counters[1])
    fundamentalActiveImport.value.raw = energies[2]
    fundamentalActiveExport.value.raw = energies[3]
    reactive.quadrantI.value.raw = energies[4]
    reactive.quadrantII.value.raw = energies[5]
    reactive.quadrantIII.value.raw = energies[6]
    reactive.quadrantIV.value.raw = energies[7]
    apparentImport.value.raw = energies[8]
    apparentExport.value.raw = energies[9]
    noLoadNanoseconds = counters[2]
    for tier in 1...TariffRegisters.tiersMax {
      tariff[tier] = energies.taken(at: Self.tiers + 2 * (tier - 1))
    }
    events = EventCounters(counters)
    demand.resets = counters[8]
    guard takeDemand(energies, words), takeDays(energies, words), !energies.hasNegative else {
      return nil
    }
  }

  /// Whether an energy is negative, which none ever is.
  var hasNegative: Bool { energies.hasNegative }

  private mutating func takeDemand(_ energies: Energies, _ words: Words) -> Bool {
    guard let maximumImport = MaximumDemand(words[0], words[1]),
      let maximumExport = MaximumDemand(words[2], words[3])
    else { return false }
    demand.maximumImport = maximumImport
    demand.maximumExport = maximumExport
    if words[5] == 0 { return words[4] == 0 }
    demand.interval = DemandInterval(
      words[4], kind: words[5], energies.taken(at: Self.growingEnergies))
    return demand.interval != nil
  }

  private mutating func takeDays(_ energies: Energies, _ words: Words) -> Bool {
    day.today = DayStart(words[6], energies.taken(at: Self.growingEnergies + 2))
    day.yesterday = DayStart(words[7], energies.taken(at: Self.growingEnergies + 4))
    return day.today.number == words[6] && day.yesterday.number == words[7]
  }
}

extension InlineArray<32, Int128> {
  fileprivate var hasNegative: Bool {
    for index in indices where self[index] < 0 { return true }
    return false
  }

  fileprivate mutating func put(_ energies: ActiveEnergies, at row: Int) {
    self[row] = energies.energyImport.value.raw
    self[row + 1] = energies.energyExport.value.raw
  }

  fileprivate func taken(at row: Int) -> ActiveEnergies {
    ActiveEnergies(
      Energy(value: Q64_64(raw: self[row])), Energy(value: Q64_64(raw: self[row + 1])))
  }
}

extension UTC? {
  /// -1 stands for none.
  fileprivate var milliseconds: Int64 { map { $0.milliseconds } ?? -1 }
}

extension DayStart? {
  /// The least number stands for none.
  fileprivate var number: Int64 { map { Int64($0.number) } ?? .min }
}

extension DayStart {
  fileprivate init?(_ word: Int64, _ totals: ActiveEnergies) {
    guard let number = Int32(exactly: word) else { return nil }
    self.init(number: number, totals: totals)
  }
}

extension MaximumDemand {
  fileprivate init?(_ microwatts: Int64, _ end: Int64) {
    guard microwatts >= 0, end >= -1 else { return nil }
    self.init()
    power = ActivePower(microwatts: microwatts)
    self.end = end == -1 ? nil : UTC(milliseconds: end)
  }
}

extension DemandInterval {
  /// Added to the minutes where the clock is known.
  private static let clockKnown: Int64 = 0x100
  /// Added where something of it is missing.
  private static let incomplete: Int64 = 0x200

  fileprivate var kind: Int64 {
    Int64(period.rawValue) + (isClockKnown ? Self.clockKnown : 0)
      + (isIncomplete ? Self.incomplete : 0)
  }

  fileprivate init?(_ number: Int64, kind: Int64, _ start: ActiveEnergies) {
    guard kind & ~0x3FF == 0, let period = DemandPeriod(rawValue: UInt8(kind & 0xFF)) else {
      return nil
    }
    self.init(
      number: number, period: period, isClockKnown: kind & Self.clockKnown != 0, start: start)
    isIncomplete = kind & Self.incomplete != 0
  }
}
