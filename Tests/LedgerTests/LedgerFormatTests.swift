// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import Ledger
import Quantities
import Testing

@Suite("Ledger format")
struct LedgerFormatTests {
  /// The example of SPEC.md, typed by hand.
  static let golden: [UInt8] = [
    0x4C, 0x4D, 0x4C, 0x52, 0x01, 0x00, 0x44, 0x00, 0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x4E, 0x61, 0xBC, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x07, 0xCA, 0x9A, 0x3B, 0x00, 0x00, 0x00, 0x00, 0x80, 0x51, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x32, 0x45, 0x01, 0x3A,
  ]

  static let registers = Registers(
    energyImport: Energy(value: Q64_64(raw: 12_345_678 << 64 | 0x8000_0000_0000_0000)),
    energyExport: Energy(value: Q64_64(raw: 1 << 64)),
    gapNanoseconds: 1_000_000_007, operatingSeconds: 86_400)

  private static let blank = [UInt8](repeating: 0, count: 68)

  private static func bytes(_ image: SlotImage) -> [UInt8] {
    (0..<image.bytes.count).map { image.bytes[$0] }
  }

  @Test("The tests' own builder of slots agrees with the typed example and with zlib")
  func builder() {
    #expect(SlotBytes.example.bytes == Self.golden)
    #expect(SlotBytes.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    var slot = SlotBytes.example
    slot.sequence = .max
    #expect(slot.bytes.suffix(4) == [0x82, 0x14, 0x6D, 0xD9])
    slot.sequence = 5
    slot.version = 2
    #expect(slot.bytes.suffix(4) == [0x20, 0x77, 0x4A, 0x29])
  }

  @Test("The example of SPEC.md is what it says")
  func specification() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = package.appending(path: "Sources/Core/Ledger/SPEC.md")
    let text = try String(contentsOf: path, encoding: .utf8)
    let fences = text.components(separatedBy: "```")
    try #require(fences.count == 3)
    let printed = fences[1].split(whereSeparator: \.isWhitespace).map { UInt8($0, radix: 16) }
    #expect(printed == Self.golden)
  }

  @Test("Registers are read from the example")
  func reads() {
    let (restored, ledger) = Ledger.restore(slotA: Self.golden.span, slotB: Self.blank.span)
    #expect(restored == .registers(Self.registers, isOtherDamaged: false))
    #expect(ledger.sequence == 0x0102_0304_0506_0708)
    #expect(ledger.nextSlot == .b)
    #expect(ledger.saved == Self.registers)
  }

  @Test("A save writes the example to the slot that was not read")
  func writes() throws {
    var earlier = SlotBytes()
    earlier.sequence = 0x0102_0304_0506_0707
    var (_, ledger) = Ledger.restore(slotA: earlier.bytes.span, slotB: Self.blank.span)
    let image = try ledger.save(Self.registers)
    #expect(Self.bytes(image) == Self.golden)
    #expect(image.slot == .b)
    #expect(image.slot.offset == 4096)
    #expect(SlotFormat.capacity == 4096 + 68)
  }

  @Test("The first save of a meter has number 1 and goes to slot A")
  func firstSave() throws {
    var (restored, ledger) = Ledger.restore(slotA: Self.blank.span, slotB: Self.blank.span)
    #expect(restored == .firstStart)
    let image = try ledger.save(.zero)
    #expect(Self.bytes(image) == SlotBytes().bytes)
    #expect(image.slot == .a)
    #expect(image.slot.offset == 0)
  }

  @Test("The largest registers come back whole")
  func largest() throws {
    let registers = Registers(
      energyImport: Energy(value: Q64_64(raw: .max)),
      energyExport: Energy(value: Q64_64(raw: .max - 1)),
      gapNanoseconds: .max, operatingSeconds: .max)
    var ledger = Ledger.empty
    let image = try ledger.save(registers)
    let (restored, _) = Ledger.restore(slotA: Self.bytes(image).span, slotB: Self.blank.span)
    #expect(restored == .registers(registers, isOtherDamaged: false))
  }

  @Test("Every single flipped bit is found", arguments: 0..<68)
  func flippedBit(_ byte: Int) {
    for bit in 0..<8 {
      var damaged = Self.golden
      damaged[byte] ^= 1 << UInt8(bit)
      var older = SlotBytes.example
      older.sequence -= 1
      let (restored, ledger) = Ledger.restore(slotA: damaged.span, slotB: older.bytes.span)
      #expect(restored == .registers(Self.registers, isOtherDamaged: true))
      #expect(ledger.nextSlot == .a)
      let (both, empty) = Ledger.restore(slotA: damaged.span, slotB: damaged.span)
      #expect(both == .fault(.bothDamaged))
      #expect(empty.saved == .zero)
    }
  }

  @Test("A slot with a right checksum and a wrong field is damaged")
  func wrongFields() {
    var magic = SlotBytes.example
    magic.magic[3] = 0x58
    var length = SlotBytes.example
    length.length = 67
    var negative = SlotBytes.example
    negative.energyExport.whole = 1 << 63
    for slot in [magic, length, negative] {
      let (restored, _) = Ledger.restore(slotA: slot.bytes.span, slotB: slot.bytes.span)
      #expect(restored == .fault(.bothDamaged))
    }
  }

  @Test("A slot that is cut short is damaged; bytes after it mean nothing", arguments: 0..<68)
  func shortSlot(_ count: Int) {
    let short = Array(Self.golden.prefix(count))
    let (restored, _) = Ledger.restore(slotA: short.span, slotB: short.span)
    #expect(restored == .fault(.bothDamaged))
    let long = Self.golden + [UInt8](repeating: 0xA5, count: count)
    let (whole, _) = Ledger.restore(slotA: long.span, slotB: Self.blank.span)
    #expect(whole == .registers(Self.registers, isOtherDamaged: false))
  }
}
