// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Quantities
import Testing

@Suite("Ledger")
struct LedgerTests {
  private static let zeros = [UInt8](repeating: 0x00, count: 2732)
  private static let ones = [UInt8](repeating: 0xFF, count: 2732)
  private static let torn = Array(SlotBytes.example.bytes.prefix(40)) + zeros.prefix(2692)

  private static func slot(_ sequence: UInt64, _ microwattHours: UInt64) -> [UInt8] {
    var slot = SlotBytes()
    slot.sequence = sequence
    slot.energies[0].whole = microwattHours
    return slot.bytes
  }

  private static func registers(_ microwattHours: Int64) -> Registers {
    Registers(energyImport: Energy(value: Q64_64(raw: Int128(microwattHours) << 64)))
  }

  @Test("Blank slots, of zeros or of ones, are a first start")
  func firstStart() {
    for (a, b) in [
      (Self.zeros, Self.zeros), (Self.ones, Self.ones), (Self.zeros, Self.ones),
    ] {
      let (restored, ledger) = restore(a, b)
      #expect(restored == .firstStart)
      #expect(ledger.saved == .zero)
      #expect(ledger.nextSlot == .a)
      #expect(ledger.sequence == 0)
    }
  }

  @Test("A torn slot beside a blank one is a first save that failed, and is said to be")
  func firstSaveTorn() {
    for (a, b) in [(Self.torn, Self.zeros), (Self.zeros, Self.torn), (Self.torn, Self.ones)] {
      #expect(restore(a, b).0 == .firstSaveTorn)
    }
  }

  @Test("Two damaged slots are a fault, never zero registers")
  func bothDamaged() {
    let (restored, _) = restore(Self.torn, Self.torn)
    #expect(restored == .fault(.bothDamaged))
  }

  @Test(
    "The newer of two whole slots counts, also where the number wraps",
    arguments: [
      (1, 2, false), (2, 1, true), (7, 6, true), (.max, 0, false), (0, .max, true),
      (.max - 1, .max, false), (.max, 1, false), (1 << 63, (1 << 63) - 1, true),
    ] as [(UInt64, UInt64, Bool)])
  func newer(_ row: (a: UInt64, b: UInt64, isA: Bool)) {
    let a = Self.slot(row.a, row.isA ? 20 : 10)
    let b = Self.slot(row.b, row.isA ? 10 : 20)
    let (restored, ledger) = restore(a, b)
    #expect(restored == .registers(Self.registers(20), isOtherDamaged: false))
    #expect(ledger.sequence == (row.isA ? row.a : row.b))
    #expect(ledger.nextSlot == (row.isA ? .b : .a))
  }

  @Test("The save after number 2^64 - 1 is number 0 and is the newer one")
  func wraps() throws {
    let last = Self.slot(.max, 10)
    var (_, ledger) = restore(last, Self.zeros)
    let image = try ledger.save(Self.registers(11))
    #expect(image.sequence == 0)
    let bytes = image.all
    let (restored, _) = restore(last, bytes)
    #expect(restored == .registers(Self.registers(11), isOtherDamaged: false))
  }

  @Test("Equal numbers are one save if the content is equal, else a fault")
  func equalNumbers() {
    let slot = Self.slot(4, 10)
    let (restored, ledger) = restore(slot, slot)
    #expect(restored == .registers(Self.registers(10), isOtherDamaged: false))
    #expect(ledger.nextSlot == .b)
    let other = Self.slot(4, 11)
    #expect(restore(slot, other).0 == .fault(.sequenceConflict))
  }

  @Test("A newer slot with any register below the older one's is a fault")
  func wentDown() {
    let older = SlotBytes.example
    var lower: [SlotBytes] = []
    for row in 0..<90 {
      if older.energies[row].whole > 0 {
        lower.append(older)
        lower[lower.count - 1].energies[row].whole -= 1
      }
      guard older.energies[row].fraction > 0 else { continue }
      lower.append(older)
      lower[lower.count - 1].energies[row].fraction -= 1
    }
    for row in older.counters.indices {
      lower.append(older)
      lower[lower.count - 1].counters[row] -= 1
    }
    #expect(lower.count == 18 + 7 + 8 + 7 + 14)
    for var newer in lower {
      newer.sequence += 1
      let (restored, _) = restore(older.bytes, newer.bytes)
      #expect(restored == .fault(.wentDown))
      let (mirrored, _) = restore(newer.bytes, older.bytes)
      #expect(mirrored == .fault(.wentDown))
    }
  }

  @Test("A save that would lower a register is refused, and nothing is outstanding after it")
  func refusesLower() throws {
    var (_, ledger) = restore(Self.slot(1, 10), Self.zeros)
    #expect(throws: LedgerError.wentDown) { _ = try ledger.save(Self.registers(9)) }
    #expect(ledger.outstanding == nil)
    #expect(throws: LedgerError.negative) { _ = try ledger.save(Self.registers(-1)) }
    _ = try ledger.save(Self.registers(10))
    #expect(ledger.outstanding == 2)
  }

  @Test("A save that lowers any one register, or makes an energy negative, is refused by name")
  func refusesEach() throws {
    let start = RegisterTable.registers {
      Int128($0 + 5) << 64
    } counter: {
      UInt64($0 + 5)
    }
    var ledger = Ledger.empty
    ledger.confirm(try ledger.save(start))
    for (path, _) in RegisterTable.energies {
      var lower = start
      lower[keyPath: path].raw -= 1
      #expect(!lower.mayFollow(start) && start.mayFollow(lower))
      #expect(throws: LedgerError.wentDown) { _ = try ledger.save(lower) }
      lower[keyPath: path].raw = -1
      #expect(throws: LedgerError.negative) { _ = try ledger.save(lower) }
    }
    for (path, _) in RegisterTable.counters {
      var lower = start
      lower[keyPath: path] -= 1
      #expect(!lower.mayFollow(start) && start.mayFollow(lower))
      #expect(throws: LedgerError.wentDown) { _ = try ledger.save(lower) }
    }
    _ = try ledger.save(start)
  }

  @Test("Each quadrant has its own register")
  func quadrants() {
    var reactive = ReactiveRegisters()
    let all = [Quadrant.first, .second, .third, .fourth]
    for (index, quadrant) in all.enumerated() {
      for _ in 0...index { reactive[quadrant].add(Q64_64(raw: 1 << 64)) }
    }
    #expect(reactive.quadrantI.microvarHours == 1)
    #expect(reactive.quadrantII.microvarHours == 2)
    #expect(reactive.quadrantIII.microvarHours == 3)
    #expect(reactive.quadrantIV.microvarHours == 4)
    #expect(all.map { reactive[$0].microvarHours } == [1, 2, 3, 4])
  }

  @Test("One save at a time: the next one waits for the answer to the last")
  func oneAtATime() throws {
    var ledger = Ledger.empty
    let first = try ledger.save(Self.registers(1))
    #expect(throws: LedgerError.saveOutstanding) { _ = try ledger.save(Self.registers(2)) }
    ledger.confirm(first)
    #expect(ledger.saved == Self.registers(1))
    let second = try ledger.save(Self.registers(2))
    #expect(second.place == .journal(0))
    #expect(second.sequence == 2)
  }

  @Test("An answer to a save that is not outstanding changes nothing")
  func staleAnswers() throws {
    var ledger = Ledger.empty
    let first = try ledger.save(Self.registers(1))
    ledger.confirm(first)
    let second = try ledger.save(Self.registers(2))
    ledger.confirm(first)
    ledger.giveUp(first)
    #expect(ledger.outstanding == second.sequence)
    #expect(ledger.saved == Self.registers(1))
  }
}
