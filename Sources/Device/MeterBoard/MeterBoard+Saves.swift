// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import HardwareInterface
import Ledger
import Meter
import Quantities

/// What goes to the store, and what became of it. Nothing here waits.
extension MeterBoard
where
  Source: ~Copyable, Line: ~Copyable, Display: ~Copyable, Input: ~Copyable, Port: ~Copyable,
  Store: ~Copyable, Image: ~Copyable, Time: ~Copyable, Observer: ~Copyable
{
  /// Takes what the meter wants to be kept.
  mutating func takeSaves() {
    if outbox.state.count > 0 {
      (work.state, work.stateNumber) = (outbox.state, outbox.stateNumber)
    }
    outbox.state.removeAll()
    if outbox.intervalsOverflowed { observer.failed(.profile) }
    outbox.intervalsOverflowed = false
    while let entry = outbox.intervals.popFirst() {
      if !work.intervals.append(entry) { observer.failed(.profile) }
    }
    while let snapshot = outbox.snapshots.popFirst() {
      if !work.snapshots.append(snapshot) { observer.failed(.snapshot) }
    }
    work.registers = outbox.registers ?? work.registers
    outbox.registers = nil
    takeEvents()
  }

  /// Hands over what may be, and takes what is done, until there is neither. A store that has no
  /// thread does a part of its work; in a hurry all of it, and registers that waited for those
  /// before them go after them.
  mutating func serveStore() {
    for _ in 0..<StoreWork.jobsMax {
      collect()
      let isHandedOver = submitNext(at: hardware.clock.now())
      let wasBusy = isStoreBusy
      while isHurried, hardware.store.advance() {}
      if isHurried { isStoreBusy = false }
      guard isHandedOver || isHurried && wasBusy else { break }
    }
    if !isHurried { isStoreBusy = hardware.store.advance() }
    collect()
    if work.isRegistered, events.waiting == 0, work.eventImage == nil {
      meter.eventsAreSafe()
      firmwareAttemptIsTold()
    }
  }

  /// Waits for what is under way, so long at most in all; for an orderly stop.
  mutating func drainStore(nanoseconds: UInt64) {
    let began = hardware.clock.now()
    for _ in 0..<StoreWork.jobsMax {
      serveStore()
      let passed = hardware.clock.now().since(began)
      guard work.isUnderWay, passed < nanoseconds,
        hardware.store.drain(nanoseconds: nanoseconds - passed)
      else { return }
    }
  }

  /// Hands over the next thing; false where there is none, or the queue takes no more.
  ///
  /// When the supply fails the state comes last: what is left of it may hold for little more.
  private mutating func submitNext(at now: Instant) -> Bool {
    isHurried
      && (submitInterval(at: now) || submitSnapshot(at: now) || submitRegisters(at: now))
      || submitState() || submitInterval(at: now)
      || submitSnapshot(at: now) || submitRegisters(at: now)
      || submitKey(at: now) || submitEvent(at: now)
  }

  private mutating func submit(
    _ bytes: Span<UInt8>, at offset: Int, _ ticket: StoreTicket
  ) -> Bool {
    hardware.store.submit(bytes, at: offset, ticket: ticket.rawValue, syncs: true)
  }

  private mutating func submitState() -> Bool {
    guard work.stateImage == nil, let number = work.stateNumber,
      !isHurried || work.registers == nil
    else { return false }
    do throws(StateError) {
      let image = try stateBlock.save(work.state.span)
      guard submit(image.bytes.span, at: StateFormat.offset(image.copy), .state) else {
        stateBlock.giveUp(image)
        return false
      }
      (work.stateImage, work.stateNumber) = ((image, number), nil)
      return true
    } catch {
      work.stateNumber = nil
      observer.failed(.state)
      tell(SaveOutcome(.state, number: number, isSafe: false))
      return false
    }
  }

  private mutating func submitInterval(at now: Instant) -> Bool {
    guard work.profile.isFree(at: now), let entry = work.intervals.first else { return false }
    let image = ProfileImage(entry)
    guard submit(image.bytes.span, at: image.offset, .profile) else {
      // A queue that takes no more has tried it: registers do not wait for it.
      work.profile = progress(.hung)
      return false
    }
    work.profile = .underWay
    return true
  }

  private mutating func submitSnapshot(at now: Instant) -> Bool {
    guard work.snapshot.isFree(at: now), let snapshot = work.snapshots.first else { return false }
    let bytes = snapshot.bytes
    guard submit(bytes.span, at: BillingSnapshot.offset(snapshot.number), .snapshot) else {
      work.snapshot = progress(.hung)
      return false
    }
    work.snapshot = .underWay
    return true
  }

  /// After the intervals and the snapshot that the registers count are safe; in a hurry, after
  /// they are handed over.
  private mutating func submitRegisters(at now: Instant) -> Bool {
    let isWaiting =
      work.profile.isFirstTry && work.intervals.first != nil
      || work.snapshot.isFirstTry && work.snapshots.first != nil
    guard work.registersImage == nil, let registers = work.registers, isHurried || !isWaiting else {
      return false
    }
    do throws(LedgerError) {
      let image = try ledger.save(registers, isHurried: isHurried)
      guard submit(image.bytes.span, at: image.offset, .registers) else {
        ledger.giveUp(image)
        return false
      }
      (work.registersImage, work.registers) = (image, nil)
      return true
    } catch {
      work.registers = nil
      observer.failed(BoardFault(error))
      tell(SaveOutcome(.registers, number: registers.events.saves, isSafe: false))
      return false
    }
  }

  private mutating func collect() {
    while let completion = hardware.store.completed() {
      let failure = completion.isSafe ? nil : completion.failure ?? .other
      switch StoreTicket(rawValue: completion.ticket) {
      case .registers: registersEnded(failure)
      case .state: stateEnded(failure)
      case .profile: intervalEnded(failure)
      case .snapshot: snapshotEnded(failure)
      case .events: eventEnded(failure)
      case .key: keyEnded(failure)
      case nil: break
      }
    }
  }

  private mutating func registersEnded(_ failure: StoreFailureKind?) {
    guard let image = work.registersImage else { return }
    work.registersImage = nil
    if failure == nil { ledger.confirm(image) } else { ledger.giveUp(image) }
    work.isRegistered = work.isRegistered || failure == nil
    judge(failure, .registers, .store, place: UInt64(image.offset))
    let number = image.registers.events.saves
    tell(SaveOutcome(.registers, number: number, isSafe: failure == nil))
  }

  private mutating func stateEnded(_ failure: StoreFailureKind?) {
    guard let (image, number) = work.stateImage else { return }
    work.stateImage = nil
    if failure == nil { stateBlock.confirm(image) } else { stateBlock.giveUp(image) }
    judge(failure, .state, .state, place: UInt64(StateFormat.offset(image.copy)))
    tell(SaveOutcome(.state, number: number, isSafe: failure == nil))
  }

  private mutating func intervalEnded(_ failure: StoreFailureKind?) {
    let offset = work.intervals.first.map { ProfileFormat.offset($0.index) } ?? 0
    work.profile = progress(failure)
    if failure == nil { _ = work.intervals.popFirst() }
    judge(failure, .profile, .profile, place: UInt64(offset))
  }

  private mutating func snapshotEnded(_ failure: StoreFailureKind?) {
    let offset = work.snapshots.first.map { BillingSnapshot.offset($0.number) } ?? 0
    work.snapshot = progress(failure)
    let number = work.snapshots.first?.number
    if failure == nil { _ = work.snapshots.popFirst() }
    judge(failure, .registers, .snapshot, place: UInt64(offset))
    if let number { tell(SaveOutcome(.snapshot, number: number, isSafe: failure == nil)) }
  }

  mutating func progress(_ failure: StoreFailureKind?) -> StoreProgress {
    guard failure != nil else { return .idle }
    let now = hardware.clock.now()
    return .failed(until: now.adding(milliseconds: StoreWork.retryMilliseconds))
  }

  /// Tells each fault, and logs the first of a row.
  mutating func judge(
    _ failure: StoreFailureKind?, _ part: StorePart, _ fault: BoardFault, place: UInt64
  ) {
    defer { meter.isStoreFailing = work.failing.isAny }
    guard let failure else { return work.failing.end(part) }
    observer.failed(fault)
    guard work.failing.begins(part, at: hardware.clock.now()) else { return }
    log(.storeFault(failure.eventKind, part: part, place: place))
  }

  mutating func tell(_ outcome: SaveOutcome) {
    let now = hardware.clock.now()
    observer.saved(outcome, at: now)
    meter.saved(outcome, at: now)
  }
}
