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

  /// Nil where the slot holds no whole save.
  init?(_ content: SlotContent, _ slot: Slot) {
    guard case .valid(let registers, let sequence) = content else { return nil }
    self.registers = registers
    self.sequence = sequence
    self.slot = slot
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
    let a = SlotContent(slotA)
    let b = SlotContent(slotB)
    // Registers are large: no pattern takes them out of both at once, and none compares them.
    if let version = a.unknownVersion ?? b.unknownVersion {
      return (.fault(.unknownVersion(version)), .empty)
    }
    guard let foundA = FoundSave(a, .a) else {
      guard let foundB = FoundSave(b, .b) else {
        return (none(areDamaged: a.isDamaged, b.isDamaged, journal), .empty)
      }
      return only(foundB, journal, isOtherDamaged: a.isDamaged)
    }
    guard let foundB = FoundSave(b, .b) else {
      return only(foundA, journal, isOtherDamaged: b.isDamaged)
    }
    return newer(foundA, foundB, journal)
  }

  /// No slot has a whole save.
  private static func none(
    areDamaged a: Bool, _ b: Bool, _ journal: borrowing Journal
  ) -> Restored {
    guard !(a && b), journal.isEmpty else { return .fault(.bothDamaged) }
    return a || b ? .firstSaveTorn : .firstStart
  }

  @inline(never)
  private static func newer(
    _ a: FoundSave, _ b: FoundSave, _ journal: borrowing Journal
  ) -> (Restored, Ledger) {
    if a.sequence == b.sequence, a.registers != b.registers {
      return (.fault(.sequenceConflict), .empty)
    }
    var a = a
    var b = b
    guard a.follow(journal, base: a.sequence), b.follow(journal, base: b.sequence) else {
      return (.fault(.wentDown), .empty)
    }
    let isA = a.sequence == b.sequence || a.sequence.isNewer(than: b.sequence)
    return isA ? goOn(from: a, over: b) : goOn(from: b, over: a)
  }

  @inline(never)
  private static func goOn(
    from newest: FoundSave, over older: FoundSave
  ) -> (Restored, Ledger) {
    guard newest.registers.mayFollow(older.registers) else { return (.fault(.wentDown), .empty) }
    return (.registers(newest.registers, isOtherDamaged: false), Ledger(newest))
  }

  /// Records of a slot that is lost are newer than the other slot: what they say counts on top.
  @inline(never)
  private static func only(
    _ found: FoundSave, _ journal: borrowing Journal, isOtherDamaged: Bool
  ) -> (Restored, Ledger) {
    var found = found
    guard found.follow(journal, base: found.sequence) else { return (.fault(.wentDown), .empty) }
    if let lost = journal.base(after: found.sequence), !found.follow(journal, base: lost) {
      return (.fault(.wentDown), .empty)
    }
    return (.registers(found.registers, isOtherDamaged: isOtherDamaged), Ledger(found))
  }
}
