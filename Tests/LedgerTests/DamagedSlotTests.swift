// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities
import SimulatedHardware
import Testing

/// Slots that are not what a save leaves.
@Suite("Damaged slots")
struct DamagedSlotTests {
  private static let blank = [UInt8](repeating: 0, count: 668)

  /// The examples of SPEC.md in both versions, and what they hold.
  private static let examples: [(slot: SlotBytes, registers: Registers)] = [
    (SlotBytes.example, LedgerFormatTests.registers),
    (SlotBytes.example.asVersion1, RegisterTable.version1(LedgerFormatTests.registers)),
  ]

  @Test("Every single flipped bit is found", arguments: 0..<2)
  func flippedBit(_ example: Int) {
    let (slot, registers) = Self.examples[example]
    var older = slot
    older.sequence -= 1
    for byte in slot.bytes.indices {
      for bit in 0..<8 {
        var damaged = slot.bytes
        damaged[byte] ^= 1 << UInt8(bit)
        let (restored, ledger) = Ledger.restore(slotA: damaged.span, slotB: older.bytes.span)
        #expect(restored == .registers(registers, isOtherDamaged: true), "bit \(bit) of \(byte)")
        #expect(ledger.nextSlot == .a)
        let (both, empty) = Ledger.restore(slotA: damaged.span, slotB: damaged.span)
        #expect(both == .fault(.bothDamaged), "bit \(bit) of \(byte)")
        #expect(empty.saved == .zero)
      }
    }
  }

  @Test("A slot with a right checksum and a wrong field is damaged", arguments: 0..<2)
  func wrongFields(_ example: Int) {
    let slot = Self.examples[example].slot
    var wrong: [SlotBytes] = []
    for letter in 0..<4 {
      wrong.append(slot)
      wrong[wrong.count - 1].magic[letter] ^= 0x20
    }
    for length: UInt64 in [0, 4, 16, 20, 67, 68, 69, 203, 204, 205, 667, 668, 669, 4096, 0xFFFF]
    where length != slot.length {
      wrong.append(slot)
      wrong[wrong.count - 1].length = length
    }
    for row in slot.energies.indices {
      wrong.append(slot)
      wrong[wrong.count - 1].energies[row].whole = 1 << 63
    }
    let words: [(Int, Int64)] = [
      (0, -1), (1, -2), (4, 1), (5, 7), (5, 0x40F), (6, 1 << 31), (7, -1 << 32),
    ]
    for (row, word) in words where !slot.words.isEmpty {
      wrong.append(slot)
      wrong[wrong.count - 1].words[row] = word
      if row == 4 { wrong[wrong.count - 1].words[5] = 0 }
    }
    for slot in wrong {
      let bytes = slot.bytes + [UInt8](repeating: 0, count: 4096)
      let (restored, _) = Ledger.restore(slotA: bytes.span, slotB: bytes.span)
      #expect(restored == .fault(.bothDamaged), "\(slot)")
    }
  }

  @Test("A slot that is cut short is damaged; bytes after it mean nothing", arguments: 0..<2)
  func shortSlot(_ example: Int) {
    let (slot, registers) = Self.examples[example]
    for count in slot.bytes.indices {
      let short = Array(slot.bytes.prefix(count))
      let (restored, _) = Ledger.restore(slotA: short.span, slotB: short.span)
      #expect(restored == .fault(.bothDamaged), "\(count) bytes")
      let long = slot.bytes + [UInt8](repeating: 0xA5, count: count)
      let (whole, _) = Ledger.restore(slotA: long.span, slotB: Self.blank.span)
      #expect(whole == .registers(registers, isOtherDamaged: false), "\(count) bytes more")
    }
  }

  @Test("Nonsense of any length, with or without a right beginning, is damaged and never traps")
  func nonsense() {
    for seed in UInt64(0)..<2_000 {
      var random = SplitMix64(seed: seed)
      var bytes = (0..<Int(random.next() % 720)).map { _ in UInt8(truncatingIfNeeded: random.next())
      }
      let slot = seed % 2 == 0 ? SlotBytes.example : SlotBytes.example.asVersion1
      let kept = min(bytes.count, Int(random.next() % 16))
      bytes.replaceSubrange(0..<kept, with: slot.bytes.prefix(kept))
      let (restored, ledger) = Ledger.restore(slotA: bytes.span, slotB: bytes.span)
      let isRefused: Bool
      switch restored {
      case .fault(.bothDamaged): isRefused = true
      case .fault(.unknownVersion): isRefused = (4..<6).contains(kept)
      default: isRefused = false
      }
      #expect(isRefused, "\(restored), seed \(seed)")
      #expect(ledger.saved == .zero, "seed \(seed)")
    }
  }
}
