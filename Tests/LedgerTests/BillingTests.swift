// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Quantities
import Testing

@Suite("Billing")
struct BillingTests {
  private static func bytes(_ snapshot: BillingSnapshot) -> [UInt8] {
    let bytes = snapshot.bytes
    return (0..<bytes.count).map { bytes[$0] }
  }

  private static func snapshot() -> (BillingSnapshot, Registers) {
    var registers = LedgerFormatTests.registers
    registers.billing.snapshots -= 1
    let time = UTC(milliseconds: 1_700_000_123_456)
    let snapshot = BillingSnapshot(of: &registers, at: time, .endOfMonth)
    return (snapshot, registers)
  }

  @Test("A snapshot counts itself, and the maxima begin anew after it")
  func takes() {
    let (snapshot, registers) = Self.snapshot()
    #expect(snapshot.number == 25)
    #expect(snapshot.registers == LedgerFormatTests.registers)
    #expect(registers.billing.snapshots == 25)
    #expect(registers.demand.maxima == DemandMaxima())
    #expect(registers.demand.resets == 4)
    #expect(registers.total == snapshot.registers.total)
  }

  @Test("Its bytes are those of SPEC.md: a head, the rows of the slot, a checksum")
  func format() {
    let head: [UInt8] = [
      0x4C, 0x4D, 0x42, 0x53, 0x01, 0x00, 0xB8, 0x0A, 0x19, 0, 0, 0, 0, 0, 0, 0,
      0x40, 0x4A, 0xE7, 0xCF, 0x8B, 0x01, 0, 0, 0x01, 0, 0, 0,
    ]
    let expected = head + LedgerFormatTests.golden[16..<2728] + [0x51, 0x10, 0x6B, 0x9B]
    let bytes = Self.bytes(Self.snapshot().0)
    #expect(bytes == expected)
    #expect(bytes.count == BillingSnapshot.length)
    #expect(BillingSnapshot(bytes.span) == Self.snapshot().0)
    #expect(BillingSnapshot.places >= 24)
    #expect(BillingSnapshot.offset(1) == 32_768)
    #expect(BillingSnapshot.offset(32) == 32_768 + 31 * 4096)
    #expect(BillingSnapshot.offset(33) == 32_768)
  }

  @Test("A flipped bit, a byte less or a field out of its range, and there is no snapshot")
  func damaged() {
    let whole = Self.bytes(Self.snapshot().0)
    for byte in stride(from: 0, to: whole.count, by: 3) {
      var wrong = whole
      wrong[byte] ^= 1 << UInt8(byte % 8)
      #expect(BillingSnapshot(wrong.span) == nil, "byte \(byte)")
      #expect(BillingSnapshot(Array(whole.prefix(byte)).span) == nil)
    }
    for (byte, value): (Int, UInt8) in [
      (0, 0), (4, 2), (6, 0), (8, 0), (23, 0x80), (24, 0), (24, 3), (25, 1),
    ] {
      var wrong = Array(whole.prefix(2740))
      wrong[byte] = value
      let checksum = SlotBytes.checksum(wrong)
      wrong += (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
      #expect(BillingSnapshot(wrong.span) == nil, "byte \(byte)")
    }
  }

  @Test("A month ends once: with a later one, not with a clock set back, nor with the first known")
  func months() {
    var billing = BillingRegisters()
    var ended: [Bool] = []
    for month in [Int32(24_286), 24_286, 24_287, 24_286, 24_287, 24_290, 24_290] {
      let isOver = billing.advance(toMonth: month)
      ended.append(isOver)
    }
    #expect(ended == [false, false, true, false, false, true, false])
    #expect(billing.month == 24_290)
  }

  @Test("Every start but the first ends a power failure; a long one is longer than 180 s")
  func powerFailures() {
    var events = EventCounters()
    events.started()
    #expect(events.powerFailures == 0)
    for seconds in [UInt64(0), 180, 181, 10_000] {
      events.started()
      events.wasOff(seconds: seconds)
    }
    #expect(events.starts == 5)
    #expect(events.powerFailures == 4)
    #expect(events.longPowerFailures == 2)
    #expect(events.powerFailureSeconds == 10_361)
  }
}
