// SPDX-License-Identifier: Apache-2.0

import Bytes

/// A slot and what the journal says came after it.
struct FoundSave {
  /// The registers of the newest save.
  var registers: Registers
  /// The number of that save.
  var sequence: UInt64
  /// The largest number that was seen.
  var newest: UInt64
  /// What the slot holds, and its number.
  let base: Registers
  let baseSequence: UInt64
  let slot: Slot
  /// Where the next record goes.
  var nextPlace: UInt8 = 0
}

extension Ledger {
  /// What the store holds, and the ledger to go on with: `empty` unless registers were found.
  ///
  /// - Range: at least `SlotFormat.length` bytes of each slot. Fewer count as damaged, except a
  ///   whole slot of an older version, which is shorter. `JournalFormat.length` bytes of the
  ///   journal; fewer hold fewer records.
  public static func restore(
    slotA: Span<UInt8>, slotB: Span<UInt8>, journal: Span<UInt8>
  ) -> (Restored, Ledger) {
    switch (SlotContent(slotA), SlotContent(slotB)) {
    case (.valid(let a, let sequenceA), .valid(let b, let sequenceB)):
      if sequenceA == sequenceB, a != b { return (.fault(.sequenceConflict), .empty) }
      return both(
        found(a, sequenceA, .a, journal), found(b, sequenceB, .b, journal), journal)
    case (.unknownVersion(let version), _), (_, .unknownVersion(let version)):
      return (.fault(.unknownVersion(version)), .empty)
    case (.valid(let registers, let sequence), let other):
      return one(found(registers, sequence, .a, journal), other, journal)
    case (let other, .valid(let registers, let sequence)):
      return one(found(registers, sequence, .b, journal), other, journal)
    case (.damaged, .damaged):
      return (.fault(.bothDamaged), .empty)
    case (let a, let b):
      guard !hasRecord(journal) else { return (.fault(.bothDamaged), .empty) }
      return (a == b ? .firstStart : .firstSaveTorn, .empty)
    }
  }

  /// Nil where the journal contradicts the slot.
  private static func found(
    _ registers: Registers, _ sequence: UInt64, _ slot: Slot, _ journal: Span<UInt8>
  ) -> FoundSave? {
    var found = FoundSave(
      registers: registers, sequence: sequence, newest: sequence, base: registers,
      baseSequence: sequence, slot: slot)
    return follow(&found, base: sequence, journal) ? found : nil
  }

  /// Takes the newest record of a base into what was found; false where it contradicts that.
  private static func follow(
    _ found: inout FoundSave, base: UInt64, _ journal: Span<UInt8>
  ) -> Bool {
    var newest: (record: JournalRecord, place: UInt8)?
    for place in 0..<UInt8(JournalFormat.places) {
      guard let record = record(journal, place), record.base == base,
        isNewer(record.sequence, newest?.record.sequence ?? base)
      else { continue }
      newest = (record, place)
    }
    guard let newest else { return true }
    guard
      let registers = newest.record.applied(to: found.registers, bytes(journal, newest.place)),
      registers.mayFollow(found.registers)
    else { return false }
    (found.registers, found.sequence) = (registers, newest.record.sequence)
    found.newest = newest.record.sequence
    found.nextPlace = (newest.place + 1) % UInt8(JournalFormat.places)
    return true
  }

  private static func both(
    _ a: FoundSave?, _ b: FoundSave?, _ journal: Span<UInt8>
  ) -> (Restored, Ledger) {
    guard let a, let b else { return (.fault(.wentDown), .empty) }
    let isA = a.sequence == b.sequence || isNewer(a.sequence, b.sequence)
    var (newest, older) = isA ? (a, b) : (b, a)
    guard newest.registers.mayFollow(older.registers) else {
      return (.fault(.wentDown), .empty)
    }
    if isNewer(older.newest, newest.newest) { newest.newest = older.newest }
    return (.registers(newest.registers, isOtherDamaged: false), Ledger(newest))
  }

  /// Records of a slot that is lost are newer than the other slot: what they say counts on top.
  private static func one(
    _ found: FoundSave?, _ other: SlotContent, _ journal: Span<UInt8>
  ) -> (Restored, Ledger) {
    guard var found else { return (.fault(.wentDown), .empty) }
    var lost: UInt64?
    for place in 0..<UInt8(JournalFormat.places) {
      guard let record = record(journal, place), isNewer(record.base, lost ?? found.sequence)
      else { continue }
      lost = record.base
    }
    if let lost, !follow(&found, base: lost, journal) { return (.fault(.wentDown), .empty) }
    return (
      .registers(found.registers, isOtherDamaged: other == .damaged), Ledger(found)
    )
  }

  private static func hasRecord(_ journal: Span<UInt8>) -> Bool {
    for place in 0..<UInt8(JournalFormat.places) where record(journal, place) != nil {
      return true
    }
    return false
  }

  private static func record(_ journal: Span<UInt8>, _ place: UInt8) -> JournalRecord? {
    JournalRecord(bytes(journal, place))
  }

  @_lifetime(copy journal)
  private static func bytes(_ journal: Span<UInt8>, _ place: UInt8) -> Span<UInt8> {
    let start = min(journal.count, JournalFormat.offset(place))
    return journal.extracting(start..<min(journal.count, start + JournalFormat.recordBytesMax))
  }

  /// The difference as a signed number, so that the number after the last one is newer.
  private static func isNewer(_ number: UInt64, _ other: UInt64) -> Bool {
    Int64(bitPattern: number &- other) > 0
  }
}
