// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Ledger
import SimulatedHardware
import Testing

@Suite("Kept state")
struct StateBlockTests {
  /// The example of SPEC.md, typed by hand.
  static let golden: [UInt8] = [
    0x4C, 0x4D, 0x4B, 0x53, 0x01, 0x00, 0x05, 0x00, 0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01,
    0xDE, 0xAD, 0xBE, 0xEF, 0x01, 0x13, 0x73, 0x73, 0x6B,
  ]
  static let state: [UInt8] = [0xDE, 0xAD, 0xBE, 0xEF, 0x01]

  private static let blank = [UInt8](repeating: 0, count: StateFormat.lengthMax)

  private static func padded(_ copy: [UInt8]) -> [UInt8] {
    copy + [UInt8](repeating: 0xA5, count: StateFormat.lengthMax - copy.count)
  }

  private static func copied(_ span: Span<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    for index in span.indices { bytes.append(span[index]) }
    return bytes
  }

  private static func bytes(_ image: StateImage) -> [UInt8] { copied(image.bytes.span) }

  /// The state in a copy.
  private static func state(in copy: [UInt8], _ count: Int) -> [UInt8] {
    copied(StateFormat.state(copy.span, count))
  }

  /// The example with other bytes, and a right checksum.
  private static func copy(
    sequence: UInt8 = 8, version: UInt8 = 1, length: Int? = nil, _ state: [UInt8] = state
  ) -> [UInt8] {
    var all = Array(golden[0..<16])
    all[4] = version
    all[8] = sequence
    let count = length ?? state.count
    (all[6], all[7]) = (UInt8(count & 0xFF), UInt8(count >> 8))
    all += state
    let checksum = SlotBytes.checksum(all)
    return padded(all + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) })
  }

  private static func restore(_ a: [UInt8], _ b: [UInt8]) -> (RestoredState, StateBlock) {
    StateBlock.restore(copyA: a.span, copyB: b.span)
  }

  @Test("The example of SPEC.md is what it says")
  func specification() throws {
    #expect(try Specification.state.bytes() == Self.golden)
  }

  @Test("The state is read from the example, and the next save goes to the other copy")
  func reads() {
    for (a, b, copy) in [
      (Self.padded(Self.golden), Self.blank, Slot.a), (Self.blank, Self.padded(Self.golden), .b),
    ] {
      let (restored, block) = Self.restore(a, b)
      #expect(restored == .state(copy, count: 5, isOtherDamaged: false))
      #expect(block.sequence == 0x0102_0304_0506_0708)
      #expect(block.nextCopy == copy.other)
    }
    #expect(Self.state(in: Self.golden, 5) == Self.state)
  }

  @Test("A save writes the example, no byte more")
  func writes() throws {
    var (_, block) = Self.restore(Self.copy(sequence: 7), Self.blank)
    let image = try block.save(Self.state.span)
    #expect(Self.bytes(image) == Self.golden)
    #expect(image.copy == .b)
    block.confirm(image)
    #expect(block.nextCopy == .a)
  }

  @Test("A state of nothing and one of the most there may be are kept; one byte more is refused")
  func lengths() throws {
    for count in [0, 1, StateFormat.stateBytesMax] {
      let state = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
      var block = StateBlock.empty
      let image = try block.save(state.span)
      #expect(image.bytes.count == 20 + count)
      let bytes = Self.padded(Self.bytes(image))
      #expect(Self.restore(bytes, Self.blank).0 == .state(.a, count: count, isOtherDamaged: false))
      #expect(Self.state(in: bytes, count) == state)
    }
    var block = StateBlock.empty
    let long = [UInt8](repeating: 1, count: StateFormat.stateBytesMax + 1)
    #expect(throws: StateError.tooLong) { _ = try block.save(long.span) }
    #expect(block.outstanding == nil)
  }

  @Test("A second save is refused until the first is confirmed or given up")
  func outstanding() throws {
    var block = StateBlock.empty
    let first = try block.save(Self.state.span)
    #expect(throws: StateError.saveOutstanding) { _ = try block.save([1].span) }
    block.giveUp(first)
    let second = try block.save(Self.state.span)
    #expect(second.sequence == first.sequence)
    #expect(second.copy == first.copy)
    block.confirm(second)
    let third = try block.save(Self.state.span)
    block.confirm(second)
    #expect(block.outstanding == third.sequence)
    #expect(third.copy == .b)
  }

  @Test("What the two copies are together")
  func pairs() {
    let (old, new) = (Self.copy(sequence: 7, [1]), Self.copy(sequence: 8))
    let torn = Self.padded(Array(Self.golden.dropLast()))
    let cases: [([UInt8], [UInt8], RestoredState)] = [
      (Self.blank, Self.blank, .none),
      ([UInt8](repeating: 0xFF, count: StateFormat.lengthMax), Self.blank, .none),
      (Self.blank, torn, .firstSaveTorn), (torn, Self.blank, .firstSaveTorn), (torn, torn, .lost),
      (old, new, .state(.b, count: 5, isOtherDamaged: false)),
      (new, old, .state(.a, count: 5, isOtherDamaged: false)),
      (new, new, .state(.a, count: 5, isOtherDamaged: false)),
      (new, Self.copy(sequence: 8, [1]), .lost),
      (torn, new, .state(.b, count: 5, isOtherDamaged: true)),
      (new, torn, .state(.a, count: 5, isOtherDamaged: true)),
      (Self.copy(version: 2), Self.blank, .firstSaveTorn),
      (Self.copy(version: 2), Self.copy(version: 0), .lost),
      (Self.copy(length: 4), torn, .lost), (Self.copy(length: 6), torn, .lost),
      (Self.copy(length: 1281), torn, .lost), (Self.copy(length: 0xFFFF), torn, .lost),
      ([], [], .lost), (Array(Self.golden.prefix(24)), torn, .lost),
      (Self.golden, torn, .state(.a, count: 5, isOtherDamaged: true)),
    ]
    for (index, (a, b, expected)) in cases.enumerated() {
      #expect(Self.restore(a, b).0 == expected, "case \(index)")
    }
  }

  @Test("One wrong bit anywhere in a copy makes it damaged")
  func bits() {
    for byte in Self.golden.indices {
      for bit in 0..<8 {
        var wrong = Self.padded(Self.golden)
        wrong[byte] ^= 1 << UInt8(bit)
        #expect(Self.restore(wrong, Self.blank).0 == .firstSaveTorn, "byte \(byte), bit \(bit)")
      }
    }
  }

  /// The state of a step: another length and other bytes each time.
  private static func state(_ step: Int, _ count: Int) -> [UInt8] {
    (0..<max(0, count - step)).map { UInt8(truncatingIfNeeded: $0 * 7 + step) }
  }

  private static func keep(
    _ state: [UInt8], _ block: inout StateBlock, to memory: MemoryBlock
  ) throws -> Bool {
    var store = memory.store
    let image = try block.save(state.span)
    do {
      try store.write(image.bytes.span, at: StateFormat.offset(image.copy))
      try store.sync()
    } catch {
      block.giveUp(image)
      return false
    }
    block.confirm(image)
    return true
  }

  private static func restore(_ memory: MemoryBlock) throws -> ([UInt8]?, RestoredState) {
    var store = memory.store
    var copies = [Self.blank, Self.blank]
    for (index, slot) in [Slot.a, .b].enumerated() {
      var span = copies[index].mutableSpan
      try store.read(at: StateFormat.offset(slot), into: &span)
    }
    let (restored, _) = Self.restore(copies[0], copies[1])
    guard case .state(let slot, let count, _) = restored else { return (nil, restored) }
    return (state(in: copies[slot == .a ? 0 : 1], count), restored)
  }

  @Test(
    "After a cut at any byte of any save, the state is the old or the new, whole",
    arguments: [(40, LedgerPowerCutTests.losses.count), (StateFormat.stateBytesMax, 4)])
  func cuts(_ count: Int, _ losses: Int) throws {
    for saves in 0..<3 {
      for byte in 0...(20 + count - saves) {
        for loss in LedgerPowerCutTests.losses.prefix(losses) {
          let memory = MemoryBlock(capacity: StoreMap.capacity)
          var block = StateBlock.empty
          for step in 0..<saves {
            #expect(try Self.keep(Self.state(step, count), &block, to: memory))
          }
          memory.cutPower(afterBytes: byte)
          #expect(try !Self.keep(Self.state(saves, count), &block, to: memory))
          let (found, restored) = try Self.restore(memory.afterPowerCycle(loss))
          let note: Comment = "saves \(saves), byte \(byte), \(loss): \(restored)"
          let isOld = saves > 0 ? found == Self.state(saves - 1, count) : found == nil
          #expect(isOld || found == Self.state(saves, count), note)
          if found == nil { #expect(restored == .none || restored == .firstSaveTorn, note) }
        }
      }
    }
  }

  @Test("The state and the registers lie apart: no write of one touches the other")
  func apart() {
    let areas = [
      (Slot.a.offset, SlotFormat.length), (Slot.b.offset, SlotFormat.length),
      (StateFormat.offset(.a), StateFormat.lengthMax),
      (StateFormat.offset(.b), StateFormat.lengthMax),
    ]
    for (index, area) in areas.enumerated() {
      #expect(area.0 == 4096 * index)
      #expect(area.1 <= 4096)
    }
    #expect(StoreMap.journalOffset == 4 * 4096)
  }
}
