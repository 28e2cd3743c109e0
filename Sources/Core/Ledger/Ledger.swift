// SPDX-License-Identifier: Apache-2.0

import Bytes

/// What the store said when the meter started.
public enum Restored: Equatable, Sendable {
  /// Both slots were blank: this meter has never saved.
  case firstStart
  /// One slot is blank and the other torn: the very first save did not come to its end.
  case firstSaveTorn
  /// The registers as last saved. `isOtherDamaged`: a slot is not whole, which a power
  /// cut during the save after this one leaves behind.
  case registers(Registers, isOtherDamaged: Bool)
  /// What was saved cannot be known: the meter must not go on from zero by itself.
  case fault(LedgerFault)
}

/// Why the registers cannot be known.
public enum LedgerFault: Equatable, Sendable {
  /// Something was written, and no slot is whole.
  case bothDamaged
  /// A slot is of a format this firmware does not know.
  case unknownVersion(UInt16)
  /// Both slots are whole, have the same number and differ.
  case sequenceConflict
  /// What was saved later has a register below what was saved before.
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

/// Keeps the registers through power cuts: two slots, written in turn, and a journal of what
/// differs from the newer one.
///
/// Sans-I/O: the owner reads slots and journal, calls `restore`, and for each save writes an image,
/// syncs, and confirms it. What holds the last confirmed save is never what is written next.
/// Allocates: never.
public struct Ledger: Sendable {
  /// Saves into the journal before all registers are written again: a quarter of an hour of saves
  /// each 10 s.
  public static let recordsMax = 90
  /// A record longer than this is followed by a slot, so that the next one, which may come when the
  /// supply fails, is short. Unit: bytes.
  static let recordBytesWanted = 560

  /// More than saves are tried between two that are confirmed.
  static let numbersPassed: UInt64 = 1 << 20

  /// The registers of the last confirmed save.
  public private(set) var saved = Registers.zero
  /// The number of the newest save, confirmed or not; 0 before the first.
  public private(set) var sequence: UInt64 = 0
  /// Where all registers go next.
  public private(set) var nextSlot = Slot.a
  /// Where the next record goes.
  private var nextPlace: UInt8 = 0
  /// What the slot holds that the journal goes on from.
  private var base = Registers.zero
  /// The number of that save; nil before the first.
  private var baseSequence: UInt64?
  /// Whether all registers are to be written.
  private var isSlotDue = true
  /// Whether they are even in a hurry.
  private var isSlotFirst = false
  private var records = 0
  /// The number of the save under way, or nil.
  public private(set) var outstanding: UInt64?

  /// A ledger of a meter that starts at nothing.
  public static var empty: Ledger { Ledger() }

  private init() {}

  /// Goes on from what was found.
  mutating func goOn(from found: borrowing FoundSave) {
    (saved, sequence, nextSlot) = (found.registers, found.sequence, found.slot.other)
    (base, baseSequence) = (found.base.registers, found.base.sequence)
    nextPlace = found.nextPlace
  }

  /// What is to be written to save these registers.
  ///
  /// - Parameter isHurried: the supply fails; the short way is taken wherever there is one.
  /// - Errors: refused while a save is outstanding, and for registers that went down.
  public mutating func save(
    _ registers: Registers, isHurried: Bool = false
  ) throws(LedgerError) -> LedgerImage {
    guard outstanding == nil else { throw .saveOutstanding }
    guard !registers.hasNegative else { throw .negative }
    guard registers.mayFollow(saved) else { throw .wentDown }
    let image = record(registers, isHurried) ?? slot(registers)
    outstanding = image.sequence
    sequence = image.sequence
    return image
  }

  /// The image has been written and synced.
  public mutating func confirm(_ image: LedgerImage) {
    guard outstanding == image.sequence else { return }
    outstanding = nil
    saved = image.registers
    switch image.place {
    case .slot(let slot):
      nextSlot = slot.other
      (base, baseSequence) = (image.registers, image.sequence)
      (records, isSlotDue, isSlotFirst) = (0, false, false)
    case .journal(let place):
      nextPlace = (place + 1) % UInt8(JournalFormat.places)
      records += 1
      isSlotDue = records >= Self.recordsMax || image.bytes.count > Self.recordBytesWanted
    }
  }

  /// The image could not be written or synced; the next save takes the other way, if it can.
  public mutating func giveUp(_ image: LedgerImage) {
    guard outstanding == image.sequence else { return }
    outstanding = nil
    if case .slot = image.place {
      (isSlotDue, isSlotFirst) = (false, false)
    } else {
      isSlotDue = true
    }
  }

  /// A place of the store could not be read: the numbers that a save there may have are not given
  /// out again, so that what comes now is newer than it. All registers are written first, into the
  /// slot that may be the unread one.
  public mutating func passUnread() {
    sequence &+= Self.numbersPassed
    isSlotFirst = true
  }

  private func record(_ registers: Registers, _ isHurried: Bool) -> LedgerImage? {
    guard isHurried && !isSlotFirst || !isSlotDue, let baseSequence else { return nil }
    let number = sequence &+ 1
    guard
      let bytes = JournalRecord.encode(
        registers, sequence: number, base: base, baseSequence: baseSequence)
    else { return nil }
    return LedgerImage(registers, record: bytes, place: nextPlace, sequence: number)
  }

  private func slot(_ registers: Registers) -> LedgerImage {
    LedgerImage(registers, slot: nextSlot, sequence: sequence &+ 1)
  }
}
