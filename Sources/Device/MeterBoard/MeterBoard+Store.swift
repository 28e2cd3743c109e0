// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Ledger
import Meter
import Quantities

/// What goes to the store and comes back from it.
extension MeterBoard
where
  Source: ~Copyable, Line: ~Copyable, Input: ~Copyable, Port: ~Copyable, Store: ~Copyable,
  Time: ~Copyable, Observer: ~Copyable
{
  /// The state is kept before the relay moves and before the radio tells of it.
  mutating func keep(_ state: borrowing FixedBytes<1280>, number: UInt64) {
    syncStaging()
    do throws(StateError) {
      let image = try stateBlock.save(state.span)
      do throws(Store.Failure) {
        try hardware.store.write(image.bytes.span, at: StateFormat.offset(image.copy))
        try hardware.store.sync()
        stateBlock.confirm(image)
        tell(SaveOutcome(.state, number: number, isSafe: true))
        return
      } catch { stateBlock.giveUp(image) }
    } catch {}
    observer.failed(.state)
    tell(SaveOutcome(.state, number: number, isSafe: false))
  }

  /// An interval is kept before the registers that no longer hold its beginning.
  mutating func keep(_ interval: ProfileInterval) {
    let image = ProfileImage(interval)
    do throws(Store.Failure) {
      try hardware.store.write(image.bytes.span, at: image.offset)
      try hardware.store.sync()
    } catch {
      observer.failed(.profile)
    }
  }

  mutating func save(_ registers: Registers) {
    let number = registers.events.saves
    let image: SlotImage
    do throws(LedgerError) { image = try ledger.save(registers) } catch {
      observer.failed(BoardFault(error))
      tell(SaveOutcome(.registers, number: number, isSafe: false))
      return
    }
    do throws(Store.Failure) {
      try hardware.store.write(image.bytes.span, at: image.slot.offset)
      try hardware.store.sync()
      ledger.confirm(image)
      tell(SaveOutcome(.registers, number: number, isSafe: true))
    } catch {
      ledger.giveUp(image)
      observer.failed(.store)
      tell(SaveOutcome(.registers, number: number, isSafe: false))
    }
  }

  /// What the registers go on from comes last: it starts the meter.
  mutating func restore() throws(StartFailure) -> Restored {
    let (slotA, slotB) = (try read(.a), try read(.b))
    let (restored, ledger) = Ledger.restore(slotA: slotA.span, slotB: slotB.span)
    self.ledger = ledger
    if case .fault(let fault) = restored { throw .registers(fault) }
    try restoreState()
    try restoreProfile()
    switch restored {
    case .fault: break
    case .firstStart, .firstSaveTorn: meter.restore(Registers())
    case .registers(let registers, _):
      observer.restored(ledger.nextSlot == .a ? slotB.span : slotA.span)
      meter.restore(registers)
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

  private mutating func restoreProfile() throws(StartFailure) {
    var bytes = InlineArray<1024, UInt8>(repeating: 0)
    var place = 0
    while place < LoadProfile.intervalsMax {
      var span = bytes.mutableSpan
      try read(at: ProfileFormat.offset(place: place), into: &span)
      if meter.restore(profile: bytes.span) { observer.kept(profile: bytes.span) }
      place += bytes.count / ProfileFormat.stride
    }
  }

  private mutating func take(_ state: Span<UInt8>) {
    observer.kept(state)
    meter.restore(kept: state)
  }

  mutating func tell(_ outcome: SaveOutcome) {
    let now = hardware.clock.now()
    observer.saved(outcome, at: now)
    meter.saved(outcome, at: now)
  }

  private mutating func read(_ slot: Slot) throws(StartFailure) -> SlotFormat.Bytes {
    var bytes = SlotFormat.Bytes(repeating: 0)
    var span = bytes.mutableSpan
    try read(at: slot.offset, into: &span)
    return bytes
  }

  private mutating func read(
    at offset: Int, into span: inout MutableSpan<UInt8>
  ) throws(StartFailure) {
    do throws(Store.Failure) {
      try hardware.store.read(at: offset, into: &span)
    } catch { throw .store }
  }
}
