// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import HardwareInterface
import Ledger
import Meter
import Quantities

/// What comes back from the store when the meter starts.
extension MeterBoard
where
  Source: ~Copyable, Line: ~Copyable, Input: ~Copyable, Port: ~Copyable, Store: ~Copyable,
  Image: ~Copyable, Time: ~Copyable, Observer: ~Copyable
{
  /// What the registers go on from comes last: it starts the meter.
  mutating func restore() throws(StartFailure) -> Restored {
    let (slotA, slotB) = (try read(.a), try read(.b))
    var journal = InlineArray<8192, UInt8>(repeating: 0)
    var journalSpan = journal.mutableSpan
    try read(at: StoreMap.journalOffset, into: &journalSpan)
    let (restored, ledger) = Ledger.restore(
      slotA: slotA.span, slotB: slotB.span, journal: journal.span)
    self.ledger = ledger
    if case .fault(let fault) = restored { throw .registers(fault) }
    try restoreState()
    try restoreEvents(after: restored)
    switch restored {
    case .fault: break
    case .firstStart, .firstSaveTorn:
      // Nothing is logged before registers are safe: here they were, and are gone.
      if events.sequence > 0 { throw .registersMissing }
      meter.restore(Registers())
    case .registers(let registers, _):
      try restoreProfile(registers.profile.entries)
      let slot = registers.slotBytes(sequence: ledger.sequence)
      observer.restored(slot.span)
      meter.restore(registers)
      work.isRegistered = true
    }
    return restored
  }

  private mutating func restoreState() throws(StartFailure) {
    var copyA = InlineArray<1300, UInt8>(repeating: 0)
    var copyB = InlineArray<1300, UInt8>(repeating: 0)
    var spanA = copyA.mutableSpan
    try read(at: StateFormat.offset(.a), into: &spanA)
    var spanB = copyB.mutableSpan
    try read(at: StateFormat.offset(.b), into: &spanB)
    let (restored, block) = StateBlock.restore(copyA: copyA.span, copyB: copyB.span)
    stateBlock = block
    switch restored {
    case .none, .firstSaveTorn: break
    case .lost: observer.failed(.stateLost)
    case .state(.a, let count, _): take(StateFormat.state(copyA.span, count))
    case .state(.b, let count, _): take(StateFormat.state(copyB.span, count))
    }
  }

  /// Reads the newest intervals; places of others, older or never confirmed, count as empty.
  private mutating func restoreProfile(_ entries: UInt64) throws(StartFailure) {
    let perRead = UInt64(1024 / ProfileFormat.stride)
    let oldest = entries - min(entries, UInt64(LoadProfile.intervalsMax))
    var index = oldest / perRead * perRead
    while index < entries {
      var bytes = InlineArray<1024, UInt8>(repeating: 0)
      var span = bytes.mutableSpan
      try read(at: ProfileFormat.offset(index), into: &span)
      for place in 0..<Int(perRead) where !(oldest..<entries).contains(index + UInt64(place)) {
        for byte in 0..<ProfileFormat.stride { bytes[place * ProfileFormat.stride + byte] = 0 }
      }
      if meter.restore(profile: bytes.span) { observer.kept(profile: bytes.span) }
      index += perRead
    }
  }

  private mutating func take(_ state: Span<UInt8>) {
    observer.kept(state)
    meter.restore(kept: state)
  }

  private mutating func read(_ slot: Slot) throws(StartFailure) -> SlotFormat.Bytes {
    var bytes = SlotFormat.Bytes(repeating: 0)
    var span = bytes.mutableSpan
    try read(at: slot.offset, into: &span)
    return bytes
  }

  mutating func read(
    at offset: Int, into span: inout MutableSpan<UInt8>
  ) throws(StartFailure) {
    do throws(StoreFailureKind) { try hardware.store.read(at: offset, into: &span) } catch {
      throw .store
    }
  }
}
