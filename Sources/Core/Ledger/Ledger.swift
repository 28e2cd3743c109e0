// SPDX-License-Identifier: Apache-2.0

/// What the two slots said when the meter started.
public enum Restored: Equatable, Sendable {
  /// Both slots were blank: this meter has never saved.
  case firstStart
  /// One slot is blank and the other torn: the very first save did not come to its end.
  case firstSaveTorn
  /// The registers as last saved. `isOtherDamaged`: the older slot is not whole, which a power
  /// cut during the save after this one leaves behind.
  case registers(Registers, isOtherDamaged: Bool)
  /// What was saved cannot be known: the meter must not go on from zero by itself.
  case fault(LedgerFault)
}

/// Why the registers cannot be known.
public enum LedgerFault: Equatable, Sendable {
  /// Both slots were written and neither is whole.
  case bothDamaged
  /// A slot is of a format this firmware does not know.
  case unknownVersion(UInt16)
  /// Both slots are whole, have the same number and differ.
  case sequenceConflict
  /// The newer slot has a register below the older one's.
  case wentDown
}

/// Why a save was refused; nothing is to be written.
public enum LedgerError: Error, Equatable, Sendable {
  /// The save before has neither been confirmed nor given up.
  case saveOutstanding
  /// A register is below what was saved before.
  case wentDown
  /// An energy is negative, which no register ever is.
  case negative
}

/// Keeps the registers through power cuts: two slots, written in turn, never both at once.
///
/// Sans-I/O: the owner reads both slots, calls `restore`, and for each save writes an image,
/// syncs, and confirms it. The slot that holds the last confirmed save is never the one to be
/// written. Allocates: never.
public struct Ledger: Sendable {
  /// The registers of the last confirmed save.
  public private(set) var saved: Registers
  /// The number of the last confirmed save; 0 before the first.
  public private(set) var sequence: UInt64
  /// Where the next save goes.
  public private(set) var nextSlot: Slot
  /// The number of the save under way, or nil.
  public private(set) var outstanding: UInt64?

  /// A ledger of a meter that starts at nothing.
  public static let empty = Ledger(saved: .zero, sequence: 0, nextSlot: .a)

  private init(saved: Registers, sequence: UInt64, nextSlot: Slot) {
    self.saved = saved
    self.sequence = sequence
    self.nextSlot = nextSlot
    self.outstanding = nil
  }

  /// What both slots hold, and the ledger to go on with: `empty` unless registers were found.
  ///
  /// - Range: at least `SlotFormat.length` bytes of each slot. Fewer count as damaged, except a
  ///   whole slot of version 1, which is shorter.
  public static func restore(slotA: Span<UInt8>, slotB: Span<UInt8>) -> (Restored, Ledger) {
    switch (SlotContent(slotA), SlotContent(slotB)) {
    case (.valid(let a, let sequenceA), .valid(let b, let sequenceB)):
      newer((a, sequenceA), (b, sequenceB))
    case (.unknownVersion(let version), _), (_, .unknownVersion(let version)):
      (.fault(.unknownVersion(version)), .empty)
    case (.valid(let registers, let sequence), let other):
      found(registers, sequence, in: .a, other: other)
    case (let other, .valid(let registers, let sequence)):
      found(registers, sequence, in: .b, other: other)
    case (.blank, .blank):
      (.firstStart, .empty)
    case (.damaged, .damaged):
      (.fault(.bothDamaged), .empty)
    case (.blank, .damaged), (.damaged, .blank):
      (.firstSaveTorn, .empty)
    }
  }

  /// What is to be written to save these registers.
  ///
  /// - Errors: refused while a save is outstanding, and for registers that went down.
  public mutating func save(_ registers: Registers) throws(LedgerError) -> SlotImage {
    guard outstanding == nil else { throw .saveOutstanding }
    guard !registers.hasNegative else { throw .negative }
    guard registers.mayFollow(saved) else { throw .wentDown }
    let image = SlotImage(registers, slot: nextSlot, sequence: sequence &+ 1)
    outstanding = image.sequence
    return image
  }

  /// The image has been written and synced.
  public mutating func confirm(_ image: SlotImage) {
    guard outstanding == image.sequence else { return }
    outstanding = nil
    saved = image.registers
    sequence = image.sequence
    nextSlot = image.slot.other
  }

  /// The image could not be written or synced; the next save takes its place.
  public mutating func giveUp(_ image: SlotImage) {
    if outstanding == image.sequence { outstanding = nil }
  }

  private static func found(
    _ registers: Registers, _ sequence: UInt64, in slot: Slot, other: SlotContent
  ) -> (Restored, Ledger) {
    (
      .registers(registers, isOtherDamaged: other == .damaged),
      Ledger(saved: registers, sequence: sequence, nextSlot: slot.other)
    )
  }

  private static func newer(
    _ a: (Registers, UInt64), _ b: (Registers, UInt64)
  ) -> (Restored, Ledger) {
    if a.1 == b.1, a.0 != b.0 { return (.fault(.sequenceConflict), .empty) }
    // the difference as a signed number, so that the number after the last one is newer
    let isA = Int64(bitPattern: a.1 &- b.1) >= 0
    let (newest, older) = isA ? (a, b) : (b, a)
    guard newest.0.mayFollow(older.0) else { return (.fault(.wentDown), .empty) }
    return (
      .registers(newest.0, isOtherDamaged: false),
      Ledger(saved: newest.0, sequence: newest.1, nextSlot: isA ? .b : .a)
    )
  }
}
