// SPDX-License-Identifier: Apache-2.0

/// A slot and what the journal says came after it.
struct FoundSave {
  /// The registers of the newest save.
  var registers: Registers
  /// The number of that save.
  var sequence: UInt64
  /// What the slot holds, and its number.
  let base: (registers: Registers, sequence: UInt64)
  let slot: Slot
  /// Where the next record goes.
  var nextPlace: UInt8 = 0

  init(_ registers: Registers, _ sequence: UInt64, _ slot: Slot) {
    (self.registers, self.sequence, self.slot) = (registers, sequence, slot)
    base = (registers, sequence)
  }

  /// Takes the newest record of a base into account; false where it contradicts what was found.
  mutating func follow(_ journal: borrowing Journal, base: UInt64) -> Bool {
    guard let newest = journal.newest(of: base) else { return true }
    guard let later = journal.registers(at: newest.place, over: registers),
      later.mayFollow(registers)
    else { return false }
    (registers, sequence) = (later, newest.record.sequence)
    nextPlace = (newest.place + 1) % UInt8(JournalFormat.places)
    return true
  }
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
    let journal = Journal(journal)
    switch (SlotContent(slotA), SlotContent(slotB)) {
    case (.valid(let a, let sequenceA), .valid(let b, let sequenceB)):
      if sequenceA == sequenceB, a != b { return (.fault(.sequenceConflict), .empty) }
      return newer(FoundSave(a, sequenceA, .a), FoundSave(b, sequenceB, .b), journal)
    case (.unknownVersion(let version), _), (_, .unknownVersion(let version)):
      return (.fault(.unknownVersion(version)), .empty)
    case (.valid(let registers, let sequence), let other):
      return only(FoundSave(registers, sequence, .a), journal, other)
    case (let other, .valid(let registers, let sequence)):
      return only(FoundSave(registers, sequence, .b), journal, other)
    case (.damaged, .damaged):
      return (.fault(.bothDamaged), .empty)
    case (let a, let b):
      guard journal.isEmpty else { return (.fault(.bothDamaged), .empty) }
      return (a == b ? .firstStart : .firstSaveTorn, .empty)
    }
  }

  private static func newer(
    _ a: FoundSave, _ b: FoundSave, _ journal: borrowing Journal
  ) -> (Restored, Ledger) {
    var (a, b) = (a, b)
    guard a.follow(journal, base: a.sequence), b.follow(journal, base: b.sequence) else {
      return (.fault(.wentDown), .empty)
    }
    let isA = a.sequence == b.sequence || a.sequence.isNewer(than: b.sequence)
    let (newest, older) = isA ? (a, b) : (b, a)
    guard newest.registers.mayFollow(older.registers) else { return (.fault(.wentDown), .empty) }
    return (.registers(newest.registers, isOtherDamaged: false), Ledger(newest))
  }

  /// Records of a slot that is lost are newer than the other slot: what they say counts on top.
  private static func only(
    _ found: FoundSave, _ journal: borrowing Journal, _ other: SlotContent
  ) -> (Restored, Ledger) {
    var found = found
    guard found.follow(journal, base: found.sequence) else { return (.fault(.wentDown), .empty) }
    if let lost = journal.base(after: found.sequence), !found.follow(journal, base: lost) {
      return (.fault(.wentDown), .empty)
    }
    return (.registers(found.registers, isOtherDamaged: other == .damaged), Ledger(found))
  }
}
