// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import Quantities
import Testing

@Suite("Ledger format")
struct LedgerFormatTests {
  /// The example of SPEC.md, typed by hand.
  static let golden: [UInt8] = [
    0x4C, 0x4D, 0x4C, 0x52, 0x02, 0x00, 0xCC, 0x00, 0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x4E, 0x61, 0xBC, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x40, 0x20, 0x4B, 0xBC, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0xC6, 0x2D, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xA0, 0x0F, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xBC, 0xA0, 0x65, 0x01, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x40, 0x5D, 0xC6, 0x00, 0x00, 0x00, 0x00, 0x00,
    0xEF, 0xCD, 0xAB, 0x89, 0x67, 0x45, 0x23, 0x01, 0x07, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x07, 0xCA, 0x9A, 0x3B, 0x00, 0x00, 0x00, 0x00, 0x80, 0x51, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x5E, 0xD0, 0xB2, 0x00, 0x00, 0x00, 0x00, 0xE5, 0x31, 0x16, 0x9F,
  ]

  /// What the example holds.
  static let registers: Registers = {
    var registers = Registers(
      energyImport: Energy(value: Q64_64(raw: 12_345_678 << 64 | 0x8000_0000_0000_0000)),
      energyExport: Energy(value: Q64_64(raw: 1 << 64)),
      gapNanoseconds: 1_000_000_007, operatingSeconds: 86_400)
    registers.fundamentalActiveImport.value.raw = 12_340_000 << 64 | 0x4000_0000_0000_0000
    registers.fundamentalActiveExport.value.raw = 2 << 64
    registers.reactive.quadrantI.value.raw = 3_000_000 << 64 | 1
    registers.reactive.quadrantII.value.raw = 4_000 << 64
    registers.reactive.quadrantIII.value.raw = 6 << 64 - 1
    registers.reactive.quadrantIV.value.raw = 6_000_000_000 << 64
    registers.apparentImport.value.raw = 13_000_000 << 64 | 0xC000_0000_0000_0000
    registers.apparentExport.value.raw = 7 << 64 | 0x0123_4567_89AB_CDEF
    registers.noLoadNanoseconds = 3_000_000_000
    return registers
  }()

  private static let blank = [UInt8](repeating: 0, count: 204)

  private static func bytes(_ image: SlotImage) -> [UInt8] {
    image.bytes.indices.map { image.bytes[$0] }
  }

  @Test("The tests' own builder of slots agrees with the typed example and with zlib")
  func builder() {
    #expect(SlotBytes.example.bytes == Self.golden)
    #expect(SlotBytes.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    var slot = SlotBytes.example
    slot.sequence = .max
    #expect(slot.bytes.suffix(4) == [0xCC, 0x18, 0xE5, 0xDE])
    slot.sequence = 5
    slot.version = 3
    #expect(slot.bytes.suffix(4) == [0x82, 0x31, 0xC5, 0x3A])
  }

  @Test("The examples of SPEC.md are what they say")
  func specification() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = package.appending(path: "Sources/Core/Ledger/SPEC.md")
    let text = try String(contentsOf: path, encoding: .utf8)
    let fences = text.components(separatedBy: "```")
    try #require(fences.count == 5)
    let printed = [fences[1], fences[3]].map {
      $0.split(whereSeparator: \.isWhitespace).map { UInt8($0, radix: 16) }
    }
    #expect(printed == [Self.golden, LedgerVersionTests.golden])
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
    #expect(SlotFormat.length == 204)
    #expect(SlotFormat.lengthVersion1 == 68)
    #expect(SlotFormat.capacity == 4096 + 204)
  }

  @Test("Each register lies where SPEC.md says, alone", arguments: 0..<13)
  func places(_ row: Int) throws {
    let rows = RegisterTable.energies.count
    var registers = Registers()
    var expected = [UInt8](repeating: 0, count: 184)
    if row < rows {
      let (path, offset) = RegisterTable.energies[row]
      registers[keyPath: path].raw = 0x0102_0304_0506_0708_090A_0B0C_0D0E_0F10
      for byte in 0..<16 { expected[offset - 16 + byte] = UInt8(16 - byte) }
    } else {
      let (path, offset) = RegisterTable.counters[row - rows]
      registers[keyPath: path] = 0x0102_0304_0506_0708
      for byte in 0..<8 { expected[offset - 16 + byte] = UInt8(8 - byte) }
    }
    var ledger = Ledger.empty
    let bytes = Self.bytes(try ledger.save(registers))
    #expect(Array(bytes[16..<200]) == expected)
    let (restored, _) = Ledger.restore(slotA: bytes.span, slotB: Self.blank.span)
    #expect(restored == .registers(registers, isOtherDamaged: false))
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
    let registers = RegisterTable.registers {
      .max - Int128($0)
    } counter: {
      .max - UInt64($0)
    }
    var ledger = Ledger.empty
    let image = try ledger.save(registers)
    let (restored, _) = Ledger.restore(slotA: Self.bytes(image).span, slotB: Self.blank.span)
    #expect(restored == .registers(registers, isOtherDamaged: false))
  }
}
