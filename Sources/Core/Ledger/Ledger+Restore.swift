// SPDX-License-Identifier: Apache-2.0

/// What restoring a ledger found, without the registers: these are `Ledger.saved`.
///
/// Registers are 3 kB: as part of a value that is returned they would be copied member by member.
public enum Found: Equatable, Sendable {
  /// As of `Restored`.
  case firstStart
  /// As of `Restored`.
  case firstSaveTorn
  /// As of `Restored`.
  case registers(isOtherDamaged: Bool)
  /// As of `Restored`.
  case fault(LedgerFault)
}

/// A slot and what the journal says came after it.
struct FoundSave {
  /// The registers of the newest save.
  var registers = Registers.zero
  /// The number of that save.
  var sequence: UInt64 = 0
  /// What the slot holds, and its number.
  private(set) var base = (registers: Registers.zero, sequence: UInt64(0))
  let slot: Slot
  /// What the slot was found to be.
  private(set) var content = SlotContent.damaged
  /// Where the next record goes.
  private(set) var nextPlace: UInt8 = 0

  init(_ bytes: Span<UInt8>, _ slot: Slot) {
    self.slot = slot
    content = SlotContent(bytes, &registers)
    guard case .valid(let sequence) = content else { return }
    self.sequence = sequence
    base = (registers, sequence)
  }

  /// Takes the newest record of a base into account; false where it contradicts what was found.
  mutating func follow(_ journal: borrowing Journal, base: UInt64) -> Bool {
    guard let newest = journal.newest(of: base) else { return true }
    var later = registers
    guard journal.apply(newest.place, to: &later), later.mayFollow(registers) else { return false }
    (registers, sequence) = (later, newest.record.sequence)
    nextPlace = (newest.place + 1) % UInt8(JournalFormat.places)
    return true
  }
}

extension Ledger {
  /// What the store holds, and the ledger to go on with: `empty` unless registers were found.
  ///
  /// - Range: as of `restore(_:_:journal:)`.
  public static func restore(
    slotA: Span<UInt8>, slotB: Span<UInt8>, journal: Span<UInt8>
  ) -> (Restored, Ledger) {
    var ledger = Ledger.empty
    let found = ledger.restore(slotA, slotB, journal: journal)
    return (Restored(found, ledger.saved), ledger)
  }

  /// Goes on from what the store holds; is `empty` unless registers are found.
  ///
  /// - Range: at least `SlotFormat.length` bytes of each slot. Fewer count as damaged, except a
  ///   whole slot of an older version, which is shorter. `JournalFormat.length` bytes of the
  ///   journal; fewer hold fewer records.
  public mutating func restore(
    _ slotA: Span<UInt8>, _ slotB: Span<UInt8>, journal: Span<UInt8>
  ) -> Found {
    self = .empty
    let journal = Journal(journal)
    var (a, b) = (FoundSave(slotA, .a), FoundSave(slotB, .b))
    switch (a.content, b.content) {
    case (.valid, .valid):
      return takeNewer(&a, &b, journal)
    case (.unknownVersion(let version), _), (_, .unknownVersion(let version)):
      return .fault(.unknownVersion(version))
    case (.valid, let other):
      return takeOnly(&a, journal, other)
    case (let other, .valid):
      return takeOnly(&b, journal, other)
    case (.damaged, .damaged):
      return .fault(.bothDamaged)
    case (let a, let b):
      guard journal.isEmpty else { return .fault(.bothDamaged) }
      return a == b ? .firstStart : .firstSaveTorn
    }
  }

  @inline(never)
  private mutating func takeNewer(
    _ a: inout FoundSave, _ b: inout FoundSave, _ journal: borrowing Journal
  ) -> Found {
    if a.sequence == b.sequence, a.registers != b.registers { return .fault(.sequenceConflict) }
    guard a.follow(journal, base: a.sequence), b.follow(journal, base: b.sequence) else {
      return .fault(.wentDown)
    }
    let isA = a.sequence == b.sequence || a.sequence.isNewer(than: b.sequence)
    let isSound = isA ? a.registers.mayFollow(b.registers) : b.registers.mayFollow(a.registers)
    guard isSound else { return .fault(.wentDown) }
    if isA { goOn(from: a) } else { goOn(from: b) }
    return .registers(isOtherDamaged: false)
  }

  /// Records of a slot that is lost are newer than the other slot: what they say counts on top.
  @inline(never)
  private mutating func takeOnly(
    _ found: inout FoundSave, _ journal: borrowing Journal, _ other: SlotContent
  ) -> Found {
    guard found.follow(journal, base: found.sequence) else { return .fault(.wentDown) }
    if let lost = journal.base(after: found.sequence), !found.follow(journal, base: lost) {
      return .fault(.wentDown)
    }
    goOn(from: found)
    return .registers(isOtherDamaged: other == .damaged)
  }
}

extension Restored {
  /// What was found, with the registers.
  @inline(never)
  public init(_ found: Found, _ registers: Registers) {
    switch found {
    case .firstStart: self = .firstStart
    case .firstSaveTorn: self = .firstSaveTorn
    case .registers(let isOtherDamaged):
      self = .registers(registers, isOtherDamaged: isOtherDamaged)
    case .fault(let fault): self = .fault(fault)
    }
  }
}
