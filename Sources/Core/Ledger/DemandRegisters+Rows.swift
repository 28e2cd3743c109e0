// SPDX-License-Identifier: Apache-2.0

import Quantities

/// Demand as rows, in the order of `SPEC.md`.
extension DemandRegisters {
  /// The start of the part under way lies in the ring of those before it.
  func put(into rows: inout Registers.Energies) {
    for place in earlier.indices {
      rows.put(earlier[place], at: Registers.EnergyRow.demand + 2 * place)
    }
    guard let interval else { return }
    rows.put(
      interval.start, at: Registers.EnergyRow.demand + 2 * Self.place(interval.number))
  }

  func put(into words: inout Registers.Words) {
    for row in 0..<DemandMaxima.count {
      words[2 * row] = maxima.rows[row].power.microwatts
      words[2 * row + 1] = maxima.rows[row].end?.milliseconds ?? -1
    }
    words[Registers.WordRow.interval] = interval?.number ?? 0
    words[Registers.WordRow.kind] = interval?.kind ?? 0
    words[Registers.WordRow.earlierParts] = Int64(earlierParts)
    words[Registers.WordRow.tier] = Int64(tier)
  }

  /// Nil where a row is out of its range.
  init?(_ energies: Registers.Energies, _ words: Registers.Words, resets: UInt64) {
    self.init()
    self.resets = resets
    for row in 0..<DemandMaxima.count {
      guard let maximum = MaximumDemand(words[2 * row], words[2 * row + 1]) else { return nil }
      maxima.rows[row] = maximum
    }
    guard let tier = UInt8(exactly: words[Registers.WordRow.tier]),
      tier <= TariffRegisters.tiersMax
    else { return nil }
    self.tier = tier
    tierStart = energies.active(at: Registers.EnergyRow.tierStart)
    for place in earlier.indices {
      earlier[place] = energies.active(at: Registers.EnergyRow.demand + 2 * place)
    }
    guard takeInterval(words) else { return nil }
  }

  private mutating func takeInterval(_ words: Registers.Words) -> Bool {
    let (number, kind) = (words[Registers.WordRow.interval], words[Registers.WordRow.kind])
    let parts = words[Registers.WordRow.earlierParts]
    if kind == 0 { return number == 0 && parts == 0 }
    let place = Self.place(number)
    guard let interval = DemandInterval(number, kind: kind, earlier[place]),
      parts >= 0, parts < Int64(interval.window.parts)
    else { return false }
    (self.interval, earlierParts) = (interval, Int(parts))
    earlier[place] = ActiveEnergies()
    return true
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
  /// What the parts of a sliding window are multiplied by; a block adds nothing.
  private static let part: Int64 = 0x1_0000

  fileprivate var kind: Int64 {
    Int64(window.period.rawValue) + (isClockKnown ? Self.clockKnown : 0)
      + (isIncomplete ? Self.incomplete : 0)
      + (window.parts > 1 ? Int64(window.parts) * Self.part : 0)
  }

  fileprivate init?(_ number: Int64, kind: Int64, _ start: ActiveEnergies) {
    let parts = kind / Self.part
    guard kind & ~0x1F_03FF == 0, parts != 1,
      let period = DemandPeriod(rawValue: UInt8(kind & 0xFF)),
      let window = DemandWindow(period, parts: UInt8(max(1, parts)))
    else { return nil }
    self.init(
      number: number, window: window, isClockKnown: kind & Self.clockKnown != 0, start: start)
    isIncomplete = kind & Self.incomplete != 0
  }
}
