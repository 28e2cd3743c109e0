// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Quantities
import SimulatedHardware
import Testing

@Suite("Journal")
struct JournalTests {
  private static let blank = [UInt8](repeating: 0, count: SlotFormat.length)

  /// The record of SPEC.md, typed by hand.
  private static let golden: [UInt8] = [
    0x4C, 0x4D, 0x4C, 0x4A, 0x01, 0x00, 0x60, 0x00, 0x0A, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01,
    0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x80, 0x4F, 0x61, 0xBC, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0A, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x65, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x89, 0x00,
    0x8A, 0x51, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x8F, 0x00, 0xC1, 0x21, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0xC9, 0x00, 0x50, 0x71, 0xE7, 0xCF, 0x8B, 0x01, 0x00, 0x00, 0x37, 0x07, 0xF6, 0xBA,
  ]

  /// What the record makes of the slot of SPEC.md.
  private static let later: Registers = {
    var registers = LedgerFormatTests.registers
    registers.energyImport.value.raw += 1 << 64
    registers.tariff[1].energyImport.value.raw += 1 << 64
    registers.operatingSeconds += 10
    registers.events.saves += 1
    registers.events.savedAt = UTC(milliseconds: 1_700_000_133_456)
    return registers
  }()

  /// A journal with records at places.
  private static func journal(_ records: [(place: Int, bytes: [UInt8])]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 8192)
    for (place, record) in records {
      let offset = place % 2 * 4096 + place / 2 * 1024
      bytes.replaceSubrange(offset..<offset + record.count, with: record)
    }
    return bytes
  }

  private static func registers(_ step: Int64) -> Registers {
    Registers(
      energyImport: Energy(value: Q64_64(raw: Int128(step) << 64)),
      operatingSeconds: UInt64(step))
  }

  @Test("The example of SPEC.md is what it says, and is read at each place")
  func reads() throws {
    #expect(try Specification.record.bytes() == Self.golden)
    for place in 0..<8 {
      let journal = Self.journal([(place, Self.golden)])
      let (restored, ledger) = restore(LedgerFormatTests.golden, Self.blank, journal)
      #expect(restored == .registers(Self.later, isOtherDamaged: false), "place \(place)")
      #expect(ledger.sequence == 0x0102_0304_0506_070A)
      #expect(ledger.nextSlot == .b)
    }
  }

  @Test("A save that follows a slot writes the example into the journal")
  func writes() throws {
    var slot = SlotBytes.example
    slot.sequence -= 1
    var (_, ledger) = restore(slot.bytes, Self.blank)
    let first = try ledger.save(LedgerFormatTests.registers)
    #expect(first.place == .slot(.b))
    ledger.confirm(first)
    let failed = try ledger.save(Self.later)
    #expect(failed.place == .journal(0))
    ledger.giveUp(failed)
    // The other way is tried, and then this one again: each attempt has a number of its own.
    let slotAgain = try ledger.save(Self.later)
    #expect(slotAgain.place == .slot(.a))
    ledger.giveUp(slotAgain)
    let image = try ledger.save(Self.later)
    #expect(image.place == .journal(0))
    #expect(image.sequence == 0x0102_0304_0506_070B)
    var expected = Array(Self.golden.prefix(92))
    expected[8] = 0x0B
    #expect(Array(image.all.prefix(92)) == expected)
    #expect(image.offset == 16_384)
  }

  @Test("Records go from block to block and place to place; after 90 comes a slot")
  func places() throws {
    var ledger = Ledger.empty
    var offsets: [Int] = []
    for step in Int64(1)...93 {
      let image = try ledger.save(Self.registers(step))
      ledger.confirm(image)
      offsets.append(image.offset)
    }
    let round = [0, 4096, 1024, 5120, 2048, 6144, 3072, 7168].map { 16_384 + $0 }
    #expect(offsets[0] == 0)
    #expect((0..<90).map { round[$0 % 8] } == Array(offsets[1...90]))
    #expect(offsets[91] == 4096)
    #expect(offsets[92] == 16_384 + 1024)
  }

  @Test("Where too much differs for a record all registers are written, also in a hurry")
  func tooMuch() throws {
    var ledger = Ledger.empty
    ledger.confirm(try ledger.save(.zero))
    let many = RegisterTable.registers {
      Int128($0 + 1)
    } counter: {
      UInt64($0 + 1)
    }
    #expect(try ledger.save(many, isHurried: true).place == .slot(.b))
  }

  @Test("In a hurry the short way is taken although a slot is due; without a slot there is none")
  func hurried() throws {
    var ledger = Ledger.empty
    #expect(try ledger.save(Self.registers(1), isHurried: true).place == .slot(.a))
    var slot = SlotBytes()
    slot.sequence = 7
    var (_, next) = restore(slot.bytes, Self.blank)
    #expect(try next.save(Self.registers(1), isHurried: true).place == .journal(0))
    (_, next) = restore(slot.bytes, Self.blank)
    #expect(try next.save(Self.registers(1)).place == .slot(.b))
  }

  @Test("One flipped bit, or a byte less, and a record counts not: the slot alone does")
  func damaged() {
    let old = Restored.registers(LedgerFormatTests.registers, isOtherDamaged: false)
    for byte in Self.golden.indices {
      for bit in 0..<8 {
        var wrong = Self.golden
        wrong[byte] ^= 1 << UInt8(bit)
        let journal = Self.journal([(3, wrong)])
        #expect(restore(LedgerFormatTests.golden, Self.blank, journal).0 == old, "byte \(byte)")
      }
      let cut = Self.journal([(3, Array(Self.golden.prefix(byte)))])
      #expect(restore(LedgerFormatTests.golden, Self.blank, cut).0 == old)
      let short = Array(Self.golden.prefix(byte))
      #expect(restore(LedgerFormatTests.golden, Self.blank, short).0 == old)
    }
  }

  /// A record by the letter of SPEC.md.
  private static func record(
    _ sequence: UInt64, base: UInt64, _ rows: [(UInt64, UInt64, Int)]
  ) -> [UInt8] {
    func bytes(_ value: UInt64, _ count: Int) -> [UInt8] {
      (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) : 0 }
    }
    let body = rows.flatMap { bytes($0.0, 2) + bytes($0.1, $0.2) }
    let head =
      [0x4C, 0x4D, 0x4C, 0x4A, 1, 0] + bytes(UInt64(30 + body.count), 2) + bytes(sequence, 8)
      + bytes(base, 8) + bytes(UInt64(rows.count), 2)
    return head + body + bytes(UInt64(SlotBytes.checksum(head + body)), 4)
  }

  @Test("The newest record of the newest slot counts; those of an older slot do not")
  func newest() {
    var (a, b) = (SlotBytes(), SlotBytes())
    (a.sequence, b.sequence) = (10, 20)
    (a.counters[1], b.counters[1]) = (100, 200)
    let journal = Self.journal([
      (0, Self.record(19, base: 10, [(137, 190, 8)])),
      (1, Self.record(21, base: 20, [(137, 210, 8)])),
      (2, Self.record(23, base: 20, [(137, 230, 8)])),
      (3, Self.record(22, base: 20, [(137, 220, 8)])),
    ])
    let (restored, ledger) = restore(a.bytes, b.bytes, journal)
    #expect(
      restored == .registers(Registers(operatingSeconds: 230), isOtherDamaged: false))
    #expect(ledger.sequence == 23)
    #expect(ledger.nextSlot == .a)
  }

  @Test("A record over the older slot that is newer than the newer slot counts")
  func overOlder() {
    var (a, b) = (SlotBytes(), SlotBytes())
    (a.sequence, b.sequence) = (10, 20)
    (a.counters[1], b.counters[1]) = (100, 200)
    let journal = Self.journal([(5, Self.record(21, base: 10, [(137, 201, 8)]))])
    let (restored, ledger) = restore(a.bytes, b.bytes, journal)
    #expect(
      restored == .registers(Registers(operatingSeconds: 201), isOtherDamaged: false))
    #expect(ledger.nextSlot == .b)
  }

  @Test("Of a slot that decayed its records still count, over the older slot and its own")
  func lostSlot() {
    var (a, b) = (SlotBytes(), SlotBytes())
    (a.sequence, b.sequence) = (10, 20)
    (a.counters[1], b.counters[1]) = (100, 200)
    var torn = b.bytes
    torn[100] ^= 1
    let journal = Self.journal([
      (0, Self.record(19, base: 10, [(137, 190, 8), (138, 5, 8)])),
      (1, Self.record(25, base: 20, [(137, 250, 8)])),
    ])
    var expected = Registers(operatingSeconds: 250)
    expected.noLoadNanoseconds = 5
    #expect(restore(a.bytes, torn, journal).0 == .registers(expected, isOtherDamaged: true))
    #expect(restore(torn, torn, journal).0 == .fault(.bothDamaged))
    #expect(restore(Self.blank, torn, journal).0 == .fault(.bothDamaged))
    #expect(restore(Self.blank, Self.blank, journal).0 == .fault(.bothDamaged))
  }

  @Test("A record that lowers a register, or is out of a row's range, is a fault")
  func contradicts() {
    var a = SlotBytes()
    (a.sequence, a.counters[1]) = (10, 100)
    for rows in [[(137, 99, 8)], [(191, 9, 8)], [(203, 1, 8)], [(0xFFFF, 1, 8)], [(137, 200, 7)]]
      as [[(UInt64, UInt64, Int)]]
    {
      let journal = Self.journal([(0, Self.record(11, base: 10, rows))])
      #expect(restore(a.bytes, Self.blank, journal).0 == .fault(.wentDown), "\(rows)")
    }
    let long = Self.record(11, base: 10, (0..<74).map { _ in (137, 101, 8) })
    #expect(long.count == 770)
    #expect(
      restore(a.bytes, Self.blank, Self.journal([(0, long)])).0
        == .registers(Registers(operatingSeconds: 100), isOtherDamaged: false))
  }

  @Test("Any run of saves, failures and restarts gives back what was confirmed last, or later")
  func anyRun() throws {
    for seed in UInt64(0)..<60 {
      var random = SplitMix64(seed: seed)
      var (a, b, journal) = (Self.blank, Self.blank, [UInt8](repeating: 0, count: 8192))
      var (ledger, registers, confirmed) = (Ledger.empty, Registers(), Registers())
      for _ in 0..<120 {
        registers.energyImport.add(Q64_64(raw: Int128(random.next())))
        registers.operatingSeconds += random.next() % 3
        if random.next() % 8 == 0 { registers.tariff[Int(random.next() % 8) + 1].add(registers) }
        let image = try ledger.save(registers, isHurried: random.next() % 5 == 0)
        let bytes = image.all
        let written =
          random.next() % 4 == 0 ? Int(random.next() % UInt64(bytes.count)) : bytes.count
        for (index, byte) in bytes.prefix(written).enumerated() {
          let place = image.offset + index
          if place < 4096 { a[place] = byte } else if place < 8192 { b[place - 4096] = byte }
          if place >= 16_384 { journal[place - 16_384] = byte }
        }
        if written == bytes.count, random.next() % 4 > 0 {
          ledger.confirm(image)
          confirmed = registers
        } else {
          ledger.giveUp(image)
        }
        guard random.next() % 6 == 0 else { continue }
        let (restored, next) = restore(a, b, journal)
        switch restored {
        case .registers(let found, _):
          #expect(found.mayFollow(confirmed) && registers.mayFollow(found), "seed \(seed)")
          (registers, confirmed) = (found, found)
        case .firstStart, .firstSaveTorn:
          #expect(confirmed == .zero, "seed \(seed)")
          (registers, confirmed) = (.zero, .zero)
        case .fault(let fault): Issue.record("\(fault), seed \(seed)")
        }
        ledger = next
      }
    }
  }
}

extension EnergyRegisters {
  /// Counts as much as a meter has in all.
  fileprivate mutating func add(_ registers: Registers) {
    apparentImport.add(registers.energyImport.value)
    energyImport.add(Q64_64(raw: 1))
  }
}
