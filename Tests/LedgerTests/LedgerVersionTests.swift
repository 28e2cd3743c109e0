// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities
import Testing

/// Slots of the version before, and of versions to come.
@Suite("Ledger versions")
struct LedgerVersionTests {
  /// The example of version 1 in SPEC.md, typed by hand.
  static let golden: [UInt8] = [
    0x4C, 0x4D, 0x4C, 0x52, 0x01, 0x00, 0x44, 0x00, 0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x4E, 0x61, 0xBC, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x07, 0xCA, 0x9A, 0x3B, 0x00, 0x00, 0x00, 0x00, 0x80, 0x51, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x32, 0x45, 0x01, 0x3A,
  ]

  /// The example of version 2 in SPEC.md.
  static let golden2: [UInt8] = [
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

  private static let blank = [UInt8](repeating: 0, count: 668)
  /// What the example holds: the registers of version 1, all others at nothing.
  private static let registers = Registers(
    energyImport: Energy(value: Q64_64(raw: 12_345_678 << 64 | 0x8000_0000_0000_0000)),
    energyExport: Energy(value: Q64_64(raw: 1 << 64)),
    gapNanoseconds: 1_000_000_007, operatingSeconds: 86_400)

  @Test("The tests' own builder of slots agrees with the typed example of version 1")
  func builder() {
    #expect(SlotBytes.example.asVersion1.bytes == Self.golden)
    #expect(SlotBytes.example.asVersion2.bytes == Self.golden2)
  }

  @Test("A slot of version 1 is carried over whole, whatever lies after it", arguments: [0, 600])
  func carriedOver(_ more: Int) {
    let slot = Self.golden + [UInt8](repeating: 0xA5, count: more)
    let (restored, ledger) = Ledger.restore(slotA: Self.blank.span, slotB: slot.span)
    #expect(restored == .registers(Self.registers, isOtherDamaged: false))
    #expect(ledger.sequence == 0x0102_0304_0506_0708)
    #expect(ledger.nextSlot == .a)
    #expect(ledger.saved.fundamentalActiveImport == .zero)
    #expect(ledger.saved.reactive == ReactiveRegisters())
    #expect(ledger.saved.apparentExport == .zero)
    #expect(ledger.saved.noLoadNanoseconds == 0)
  }

  @Test("The first save after version 1 is of version 3, in the other slot, and is the newer one")
  func firstSave() throws {
    var (_, ledger) = Ledger.restore(slotA: Self.golden.span, slotB: Self.blank.span)
    let image = try ledger.save(LedgerFormatTests.registers)
    let bytes = image.bytes.indices.map { image.bytes[$0] }
    var expected = SlotBytes.example
    expected.sequence += 1
    #expect(bytes == expected.bytes)
    #expect(image.slot == .b)
    let (restored, next) = Ledger.restore(slotA: Self.golden.span, slotB: bytes.span)
    #expect(restored == .registers(LedgerFormatTests.registers, isOtherDamaged: false))
    #expect(next.nextSlot == .a)
  }

  @Test("Two slots of version 1 keep their rules: the newer counts, lower or unlike is a fault")
  func bothOld() {
    var newer = SlotBytes.example.asVersion1
    newer.sequence += 1
    newer.energies[0].fraction += 1
    let a = Self.golden
    let (restored, _) = Ledger.restore(slotA: a.span, slotB: newer.bytes.span)
    var registers = Self.registers
    registers.energyImport.value.raw += 1
    #expect(restored == .registers(registers, isOtherDamaged: false))
    newer.energies[0].fraction -= 2
    #expect(Ledger.restore(slotA: a.span, slotB: newer.bytes.span).0 == .fault(.wentDown))
    newer.sequence -= 1
    #expect(Ledger.restore(slotA: a.span, slotB: newer.bytes.span).0 == .fault(.sequenceConflict))
  }

  @Test("Equal numbers in two versions are one save only where the registers are equal")
  func equalNumbers() {
    let old = SlotBytes.example.asVersion1.bytes
    var new = SlotBytes.example
    let conflict = Ledger.restore(slotA: old.span, slotB: new.bytes.span).0
    #expect(conflict == .fault(.sequenceConflict))
    for row in 2..<32 { new.energies[row] = (0, 0) }
    for row in 2..<9 { new.counters[row] = 0 }
    new.words = SlotBytes().words
    let (restored, _) = Ledger.restore(slotA: old.span, slotB: new.bytes.span)
    #expect(restored == .registers(Self.registers, isOtherDamaged: false))
  }

  @Test("A newer slot of version 1 does not take back what version 3 counted")
  func backwards() {
    var old = SlotBytes.example.asVersion1
    old.sequence += 1
    let new = SlotBytes.example.bytes
    #expect(Ledger.restore(slotA: new.span, slotB: old.bytes.span).0 == .fault(.wentDown))
  }

  @Test(
    "A slot of another version is a fault that names it, whatever its length",
    arguments: [
      (0, 204), (4, 20), (4, 68), (4, 668), (4, 669), (4, 0xFFFF), (513, 204), (0xFFFF, 700),
    ] as [(UInt64, Int)])
  func unknownVersion(_ row: (version: UInt64, length: Int)) {
    var slot = SlotBytes.example
    (slot.version, slot.length) = (row.version, UInt64(row.length))
    // The body is cut or filled to the length; what was read is never more than 668 bytes.
    let content = Array(slot.bytes.prefix(664)) + [UInt8](repeating: 1, count: 0xFFFF)
    let checked = Array(content.prefix(row.length - 4))
    let checksum = SlotBytes.checksum(checked)
    let whole = checked + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> UInt32(8 * $0)) }
    let read = Array((whole + Self.blank).prefix(668))
    let torn = Array(SlotBytes.example.bytes.prefix(40)) + Self.blank.prefix(628)
    for other in [Self.blank, torn, SlotBytes().bytes, Self.golden] {
      let fault = Restored.fault(.unknownVersion(UInt16(row.version)))
      #expect(Ledger.restore(slotA: read.span, slotB: other.span).0 == fault)
      #expect(Ledger.restore(slotA: other.span, slotB: read.span).0 == fault)
    }
  }

  @Test("A slot of another version whose checksum is there and wrong is damaged")
  func unknownDamaged() {
    for length: UInt64 in [0, 3, 4, 19, 20, 68, 204, 668] {
      var slot = SlotBytes.example
      (slot.version, slot.length) = (4, length)
      var bytes = slot.bytes
      bytes[667] ^= 1
      #expect(Ledger.restore(slotA: bytes.span, slotB: bytes.span).0 == .fault(.bothDamaged))
    }
  }
}
