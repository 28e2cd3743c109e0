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
  Source: ~Copyable, Line: ~Copyable, Display: ~Copyable, Input: ~Copyable, Port: ~Copyable,
  Store: ~Copyable, Image: ~Copyable, Time: ~Copyable, Observer: ~Copyable
{
  /// What the registers go on from comes last: it starts the meter.
  mutating func restore() throws(StartFailure) -> Restored {
    let found = try restoreRegisters()
    restoreState(after: found)
    restoreEvents(after: found)
    switch found {
    case .fault: break
    case .firstStart, .firstSaveTorn:
      // Nothing is logged before registers are safe: here they were, and are gone.
      if events.sequence > 0 { throw .registersMissing }
      meter.restore(Registers())
    case .registers:
      restoreProfile(ledger.saved.profile.entries)
      let slot = ledger.saved.slotBytes(sequence: ledger.sequence)
      observer.restored(slot.span)
      meter.restore(ledger.saved)
      work.isRegistered = true
    }
    logUnread()
    return Restored(found, ledger.saved)
  }

  /// Registers of a store that can be read in part are known where a slot is whole: a place that
  /// cannot be read is as one that is damaged, and what it may have held of the newest is told.
  private mutating func restoreRegisters() throws(StartFailure) -> Found {
    let (slotA, slotB) = (read(.a), read(.b))
    var journal = InlineArray<8192, UInt8>(repeating: 0)
    let recordsUnread = readJournal(into: &journal)
    let found = ledger.restore(slotA.span, slotB.span, journal: journal.span)
    if case .registers = found, recordsUnread < JournalFormat.places {
      if work.unread.has(.registers) { ledger.passUnread() }
      return found
    }
    if work.unread.has(.registers) { throw .store }
    if case .fault(let fault) = found { throw .registers(fault) }
    return found
  }

  /// Reads of each place of the journal what a record may take: on a bus the rest takes its time.
  ///
  /// - Returns: how many places cannot be read.
  private mutating func readJournal(into journal: inout InlineArray<8192, UInt8>) -> Int {
    var whole = journal.mutableSpan
    var unread = 0
    for place in 0..<JournalFormat.places {
      let start = place * JournalFormat.stride
      var span = whole._mutatingExtracting(start..<start + JournalFormat.recordBytesMax)
      let offset = StoreMap.journalOffset + start
      if !read(at: offset, of: .registers, into: &span) { unread += 1 }
    }
    return unread
  }

  private mutating func restoreState(after found: Found) {
    var copyA = InlineArray<1300, UInt8>(repeating: 0)
    var copyB = InlineArray<1300, UInt8>(repeating: 0)
    var spanA = copyA.mutableSpan
    read(at: StateFormat.offset(.a), of: .state, into: &spanA)
    var spanB = copyB.mutableSpan
    read(at: StateFormat.offset(.b), of: .state, into: &spanB)
    let (restored, block) = StateBlock.restore(copyA: copyA.span, copyB: copyB.span)
    stateBlock = block
    if work.unread.has(.state) {
      var starts: UInt64 = 0
      if case .registers = found { starts = ledger.saved.events.starts }
      stateBlock.passUnread(start: starts.addingSaturating(1))
    }
    switch restored {
    case .none: break
    case .firstSaveTorn:
      if work.unread.has(.state) { observer.failed(.stateLost) }
    case .lost: observer.failed(.stateLost)
    case .state(.a, let count, _): take(StateFormat.state(copyA.span, count))
    case .state(.b, let count, _): take(StateFormat.state(copyB.span, count))
    }
  }

  /// Reads the newest intervals; places of others, older or never confirmed, count as empty.
  private mutating func restoreProfile(_ entries: UInt64) {
    let perRead = UInt64(1024 / ProfileFormat.stride)
    let oldest = entries - min(entries, UInt64(LoadProfile.intervalsMax))
    var index = oldest / perRead * perRead
    while index < entries {
      var bytes = InlineArray<1024, UInt8>(repeating: 0)
      var span = bytes.mutableSpan
      read(at: ProfileFormat.offset(index), of: .profile, into: &span)
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

  private mutating func read(_ slot: Slot) -> SlotFormat.Bytes {
    var bytes = SlotFormat.Bytes(repeating: 0)
    var span = bytes.mutableSpan
    read(at: slot.offset, of: .registers, into: &span)
    return bytes
  }

  /// Reads, more than once where it fails: what cannot be read counts as damaged, not as blank.
  ///
  /// - Returns: whether it was read.
  @discardableResult
  mutating func read(
    at offset: Int, of part: StorePart, into span: inout MutableSpan<UInt8>
  ) -> Bool {
    for _ in 0..<UnreadParts.triesMax {
      do throws(StoreFailureKind) {
        try hardware.store.read(at: offset, into: &span)
        return true
      } catch {
        if work.unread.mayPause() {
          hardware.clock.pause(nanoseconds: UnreadParts.pauseNanoseconds)
        }
      }
    }
    for index in span.indices { span[index] = UnreadParts.filler }
    work.unread.note(part, at: offset)
    return false
  }

  /// Tells each part of which something could not be read.
  private mutating func logUnread() {
    for number in UInt8(0)..<8 {
      guard let part = StorePart(rawValue: number), let place = work.unread.place(of: part) else {
        continue
      }
      observer.failed(.storeUnread)
      log(.storeFault(.read, part: part, place: UInt64(place)))
    }
  }
}
