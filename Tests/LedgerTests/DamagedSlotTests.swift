// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities
import SimulatedHardware
import Testing

/// Slots that are not what a save leaves.
@Suite("Damaged slots")
struct DamagedSlotTests {
  private static let blank = [UInt8](repeating: 0, count: 2732)

  /// The examples of SPEC.md in both versions, and what they hold.
  private static let examples: [(slot: SlotBytes, registers: Registers)] = [
    (SlotBytes.example, LedgerFormatTests.registers),
    (SlotBytes.example.asVersion1, RegisterTable.version1(LedgerFormatTests.registers)),
  ]

  @Test("A flipped bit is found, wherever it is", arguments: 0..<2)
  func flippedBit(_ example: Int) {
    let (slot, registers) = Self.examples[example]
    var older = slot
    older.sequence -= 1
    let (whole, before) = (slot.bytes, older.bytes)
    for byte in whole.indices {
      for bit in 0..<8 where byte < 700 || byte % 8 == bit {
        var damaged = whole
        damaged[byte] ^= 1 << UInt8(bit)
        let (restored, ledger) = restore(damaged, before)
        #expect(restored == .registers(registers, isOtherDamaged: true), "bit \(bit) of \(byte)")
        #expect(ledger.nextSlot == .a)
        let (both, empty) = restore(damaged, damaged)
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
    for length: UInt64 in [0, 4, 68, 69, 204, 205, 668, 2731, 2732, 2733, 4096, 0xFFFF]
    where length != slot.length {
      wrong.append(slot)
      wrong[wrong.count - 1].length = length
    }
    for row in slot.energies.indices {
      wrong.append(slot)
      wrong[wrong.count - 1].energies[row].whole = 1 << 63
    }
    let words: [(Int, Int64)] = [
      (0, -1), (1, -2), (34, -1), (35, -2), (37, 0), (37, 7), (37, 0x50F), (37, 0x1_010F),
      (37, 0x10_010F), (37, 0x2_010F), (38, 1 << 31), (39, -1 << 32), (40, 1), (40, -1), (41, 9),
      (41, -1), (42, -3), (43, 0), (43, 0x107), (43, 0x80_010F), (44, -1), (45, -1), (48, -1),
      (48, 1 << 32), (49, 1 << 16), (50, 256), (51, -2), (52, 1 << 31),
    ]
    for (row, word) in words where !slot.words.isEmpty {
      wrong.append(slot)
      wrong[wrong.count - 1].words[row] = word
    }
    for slot in wrong {
      let bytes = slot.bytes + [UInt8](repeating: 0, count: 4096)
      let (restored, _) = restore(bytes, bytes)
      #expect(restored == .fault(.bothDamaged), "\(slot)")
    }
  }

  @Test("A slot that is cut short is damaged; bytes after it mean nothing", arguments: 0..<2)
  func shortSlot(_ example: Int) {
    let (slot, registers) = Self.examples[example]
    let all = slot.bytes
    for count in all.indices where count < 700 || count % 16 == 0 || count > all.count - 16 {
      let short = Array(all.prefix(count))
      let (restored, _) = restore(short, short)
      #expect(restored == .fault(.bothDamaged), "\(count) bytes")
      let long = all + [UInt8](repeating: 0xA5, count: count)
      let (whole, _) = restore(long, Self.blank)
      #expect(whole == .registers(registers, isOtherDamaged: false), "\(count) bytes more")
    }
  }

  @Test("Nonsense of any length, with or without a right beginning, is damaged and never traps")
  func nonsense() {
    let starts = [SlotBytes.example.bytes, SlotBytes.example.asVersion1.bytes]
    for seed in UInt64(0)..<1_000 {
      var random = SplitMix64(seed: seed)
      var bytes = (0..<Int(random.next() % 2800)).map { _ in
        UInt8(truncatingIfNeeded: random.next())
      }
      let kept = min(bytes.count, Int(random.next() % 16))
      bytes.replaceSubrange(0..<kept, with: starts[Int(seed % 2)].prefix(kept))
      let (restored, ledger) = restore(bytes, bytes)
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
