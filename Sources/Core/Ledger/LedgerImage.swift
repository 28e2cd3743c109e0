// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// What is to be written to save registers, and where.
public struct LedgerImage: Sendable {
  /// Where they go to.
  public enum Place: Equatable, Sendable {
    /// All registers into a slot.
    case slot(Slot)
    /// What differs from a slot into the journal.
    case journal(UInt8)
  }

  /// The bytes.
  public let bytes: FixedBytes<2732>
  /// The place they belong to.
  public let place: Place
  /// The number of this save.
  public let sequence: UInt64
  /// What it saves.
  public let registers: Registers

  init(_ registers: Registers, slot: Slot, sequence: UInt64) {
    var bytes = FixedBytes<2732>()
    let slotBytes = registers.slotBytes(sequence: sequence)
    bytes.append(slotBytes.span)
    (self.bytes, place) = (bytes, .slot(slot))
    (self.registers, self.sequence) = (registers, sequence)
  }

  init(_ registers: Registers, record: FixedBytes<2732>, place: UInt8, sequence: UInt64) {
    (bytes, self.place) = (record, .journal(place))
    (self.registers, self.sequence) = (registers, sequence)
  }

  /// Where the bytes begin in the store.
  public var offset: Int {
    switch place {
    case .slot(let slot): slot.offset
    case .journal(let place): StoreMap.journalOffset + JournalFormat.offset(place)
    }
  }
}
