// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Quantities
import Testing

/// What two slots and a journal hold; without one it is blank.
func restore(
  _ slotA: [UInt8], _ slotB: [UInt8], _ journal: [UInt8] = []
) -> (Restored, Ledger) {
  Ledger.restore(slotA: slotA.span, slotB: slotB.span, journal: journal.span)
}

extension LedgerImage {
  /// Its bytes.
  var all: [UInt8] { (0..<bytes.count).map { bytes[$0] } }
}

@Suite("Ledger format")
struct LedgerFormatTests {
  /// The example of SPEC.md, typed by hand.
  static let golden: [UInt8] = {
    var bytes: [UInt8] = []
    for (offset, hex) in goldenRows {
      bytes += [UInt8](repeating: 0, count: offset - bytes.count)
      bytes += hex.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }
    return bytes
  }()

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
    for tier in 1...8 {
      let fraction = Int128(UInt64(truncatingIfNeeded: UInt64(tier) << 60))
      registers.tariff[tier].energyImport.value.raw = Int128(100 * tier) << 64 | fraction
      registers.tariff[tier].reactive.quadrantI.value.raw = Int128(tier)
    }
    registers.demand = demand
    registers.day.today = DayStart(number: 19_675, totals: active(11_000_000 << 64, 3))
    registers.day.yesterday = DayStart(number: 19_674, totals: active(9_000_000 << 64, 2))
    registers.events = events
    registers.profile.entries = 70_401
    registers.profile.underWay = underWay
    registers.billing.snapshots = 25
    registers.billing.month = 24_286
    return registers
  }()

  private static let demand: DemandRegisters = {
    var demand = DemandRegisters()
    demand.maximumImport.power.microwatts = 4_600_000_001
    demand.maximumImport.end = UTC(milliseconds: 1_700_000_100_000)
    demand.maxima.set(tier: 1, 4_000_000_000, 1_699_999_200_000)
    demand.resets = 3
    demand.tier = 1
    demand.tierStart = active(7 << 64, 1)
    demand.interval = DemandInterval(
      number: 1_888_889, window: .minutes15, isClockKnown: true,
      start: active(12_000_000 << 64 | 1 << 63, 1 << 64))
    return demand
  }()

  private static let events: EventCounters = {
    var events = EventCounters()
    (events.starts, events.dips, events.interruptions, events.swells) = (41, 5, 2, 1)
    (events.saves, events.powerFailures) = (8_640, 40)
    (events.longPowerFailures, events.powerFailureSeconds) = (6, 9_000)
    events.savedAt = UTC(milliseconds: 1_700_000_123_456)
    return events
  }()

  private static let underWay: ProfileUnderWay = {
    var totals = EnergyRegisters()
    totals.energyImport.value.raw = 11_500_000 << 64 | 1 << 62
    var interval = ProfileUnderWay(
      number: 1_888_889, minutes: 15, isClockKnown: true, totals: totals)
    (interval.start, interval.begun) = (1_700_000_100_000, 86_399_000)
    (interval.status, interval.gap, interval.events) = (.event, 1_000_000_000, 6)
    interval.price = IntervalPrice(value: 25_000, trailingDigits: 5, currency: 978)
    return interval
  }()

  private static func active(_ imported: Int128, _ exported: Int128) -> ActiveEnergies {
    ActiveEnergies(Energy(value: Q64_64(raw: imported)), Energy(value: Q64_64(raw: exported)))
  }

  private static let blank = [UInt8](repeating: 0, count: 2732)

  @Test("The tests' own builder of slots agrees with the typed example and with zlib")
  func builder() {
    #expect(SlotBytes.example.bytes == Self.golden)
    #expect(SlotBytes.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
  }

  @Test("The examples of SPEC.md are what they say")
  func specification() throws {
    #expect(try Specification.slot.bytes() == Self.golden)
    #expect(try Specification.version3.bytes() == LedgerVersionTests.golden3)
    #expect(try Specification.version2.bytes() == LedgerVersionTests.golden2)
    #expect(try Specification.version1.bytes() == LedgerVersionTests.golden)
  }

  @Test("Registers are read from the example")
  func reads() {
    let (restored, ledger) = restore(Self.golden, Self.blank)
    #expect(restored == .registers(Self.registers, isOtherDamaged: false))
    #expect(ledger.sequence == 0x0102_0304_0506_0708)
    #expect(ledger.nextSlot == .b)
    #expect(ledger.saved == Self.registers)
  }

  @Test("A save writes the example to the slot that was not read")
  func writes() throws {
    var earlier = SlotBytes()
    earlier.sequence = 0x0102_0304_0506_0707
    var (_, ledger) = restore(earlier.bytes, Self.blank)
    let image = try ledger.save(Self.registers)
    #expect(image.all == Self.golden)
    #expect(image.place == .slot(.b))
    #expect(image.offset == 4096)
    #expect(SlotFormat.length == 2732)
    #expect((0...3000).filter(SlotFormat.isLength) == [68, 204, 668, 2732])
    #expect(StoreMap.capacity == 32_768 + 32 * 4096 + 2_113_536 + 70_400 * 128 + 2 * 8_192)
  }

  @Test("Each register lies where SPEC.md says, alone", arguments: 0..<RegisterTable.rows)
  func places(_ row: Int) throws {
    let rows = RegisterTable.energies.count
    var registers = Registers()
    var expected = Array(SlotBytes().bytes[16..<2728])
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
    let bytes = try ledger.save(registers).all
    #expect(Array(bytes[16..<2728]) == expected)
    let (restored, _) = restore(bytes, Self.blank)
    #expect(restored == .registers(registers, isOtherDamaged: false))
  }

  @Test("The first save of a meter has number 1 and goes to slot A")
  func firstSave() throws {
    var (restored, ledger) = restore(Self.blank, Self.blank)
    #expect(restored == .firstStart)
    let image = try ledger.save(.zero)
    #expect(image.all == SlotBytes().bytes)
    #expect(image.place == .slot(.a))
    #expect(image.offset == 0)
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
    let (restored, _) = restore(image.all, Self.blank)
    #expect(restored == .registers(registers, isOtherDamaged: false))
  }
}

extension DemandMaxima {
  /// Sets the maximum of energy received in a tier.
  fileprivate mutating func set(tier: Int, _ microwatts: Int64, _ end: Int64) {
    var registers = DemandRegisters()
    registers.maxima = self
    registers.tier = UInt8(tier)
    registers.interval = DemandInterval(
      number: end / 900_000 - 1, window: .minutes15, isClockKnown: true, start: ActiveEnergies())
    let energy = Energy(value: Q64_64(raw: Int128(microwatts) << 62))
    let total = registers.maxima.received(tier: 0)
    registers.switched(to: nil, ActiveEnergies(energy, .zero))
    self = registers.maxima
    #expect(received(tier: 0) == total)
  }
}
