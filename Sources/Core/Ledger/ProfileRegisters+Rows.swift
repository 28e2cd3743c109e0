// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The interval under way as rows, in the order of `SPEC.md`.
extension ProfileRegisters {
  /// Added to the minutes where the clock is known.
  private static let clockKnown: Int64 = 0x100
  /// What the status is multiplied by.
  private static let status: Int64 = 0x1_0000

  func put(into words: inout Registers.Words) {
    guard let underWay else { return }
    let row = Registers.WordRow.profile
    words[row] = underWay.number
    words[row + 1] =
      Int64(underWay.minutes) + (underWay.isClockKnown ? Self.clockKnown : 0)
      + Int64(underWay.status.rawValue) * Self.status
    words[row + 2] = underWay.start
    words[row + 3] = underWay.begun
    words[row + 4] = Int64(bitPattern: underWay.gap)
    words[row + 5] = Int64(bitPattern: underWay.events)
    guard let price = underWay.price else { return }
    words[row + 6] = Int64(price.value) + 1
    words[row + 7] = Int64(price.currency)
    words[row + 8] = Int64(price.trailingDigits)
  }

  /// Nil where a row is out of its range.
  init?(_ energies: Registers.Energies, _ words: Registers.Words, entries: UInt64) {
    self.init()
    self.entries = entries
    let row = Registers.WordRow.profile
    let kind = words[row + 1]
    if kind == 0 {
      for index in 0..<9 where words[row + index] != 0 { return nil }
      return
    }
    let status = ProfileStatus(rawValue: UInt16(truncatingIfNeeded: kind / Self.status))
    let minutes = UInt8(truncatingIfNeeded: kind)
    guard kind & ~0x7F_01FF == 0, ProfileParameters.isLength(minutes),
      words[row] >= Self.over, words[row] < BookingTime.utcEnd,
      words[row + 2] >= 0, words[row + 2] < BookingTime.utcEnd,
      words[row + 3] >= 0, let price = Self.price(words)
    else { return nil }
    var interval = ProfileUnderWay(
      number: words[row], minutes: minutes, isClockKnown: kind & Self.clockKnown != 0,
      totals: energies.energies(at: Registers.EnergyRow.profile))
    (interval.start, interval.begun) = (words[row + 2], words[row + 3])
    (interval.status, interval.price) = (status, price)
    interval.gap = UInt64(bitPattern: words[row + 4])
    interval.events = UInt64(bitPattern: words[row + 5])
    underWay = interval
  }

  /// A price or none; nothing where a word is out of its range.
  private static func price(_ words: Registers.Words) -> IntervalPrice?? {
    let row = Registers.WordRow.profile + 6
    if words[row] == 0 { return words[row + 1] == 0 && words[row + 2] == 0 ? .some(nil) : nil }
    guard let value = UInt32(exactly: words[row] - 1), value < .max,
      let currency = UInt16(exactly: words[row + 1]), let digits = UInt8(exactly: words[row + 2])
    else { return nil }
    return IntervalPrice(value: value, trailingDigits: digits, currency: currency)
  }
}
