// SPDX-License-Identifier: Apache-2.0

import Bytes
public import EventLog
import HardwareInterface
import Ledger
import Meter
public import Quantities
public import Seal

/// The event log, and the meter's own key that signs it.
extension MeterBoard
where
  Source: ~Copyable, Line: ~Copyable, Display: ~Copyable, Input: ~Copyable, Port: ~Copyable,
  Store: ~Copyable, Image: ~Copyable, Time: ~Copyable, Observer: ~Copyable
{
  /// Appends what the meter told.
  mutating func takeEvents() {
    while let (event, time) = outbox.events.popFirst() { events.append(event, at: time) }
    if outbox.lostEvents > 0 {
      events.append(.eventsLost(count: UInt64(outbox.lostEvents)), at: eventTime)
      outbox.lostEvents = 0
    }
  }

  /// Takes the hash of the program that runs; before the start.
  public mutating func tell(code: Digest) { meter.tell(code: code) }

  /// Somebody brought parameters that did not come into force.
  public mutating func refusedChange() { log(.accessRefused(origin: Origin(.local))) }

  /// A person at the meter, with the seal open, sets the clock.
  public mutating func setClock(_ utc: UTC) {
    meter.setClock(utc, at: hardware.clock.now(), &outbox)
  }

  /// Takes what a self-check found wrong.
  public mutating func selfCheckFailed(_ part: SelfCheckPart) {
    meter.selfCheckFailed(part, at: hardware.clock.now(), &outbox)
  }

  /// Appends an event of the board itself.
  mutating func log(_ event: MeterEvent) { events.append(event, at: eventTime) }

  private var eventTime: EventTime {
    mutating get { meter.eventTime(at: hardware.clock.now()) }
  }

  /// What is logged waits until registers and key are safe: a log without registers says that
  /// registers were lost.
  mutating func submitEvent(at now: Instant) -> Bool {
    guard work.isRegistered, work.keyCopy == nil, work.eventImage == nil,
      work.events.isFree(at: now), signer != nil
    else { return false }
    let utc = eventTime.utc
    signer?.utc = utc
    guard let image = nextImage() else { return false }
    let base = image.isHead ? StoreMap.headOffset : StoreMap.eventOffset
    let isTaken = hardware.store.submit(
      image.bytes.span, at: base + image.offset, ticket: StoreTicket.events.rawValue, syncs: true)
    guard isTaken else {
      events.giveUp(image)
      return false
    }
    work.eventImage = image
    return true
  }

  private mutating func nextImage() -> EventImage? {
    switch signer {
    case .some(let signer): return events.next(signer)
    case .none: return nil
    }
  }

  mutating func eventEnded(_ failure: StoreFailureKind?) {
    guard let image = work.eventImage else { return }
    work.eventImage = nil
    work.events = progress(failure)
    if failure == nil { events.confirm(image) } else { events.giveUp(image) }
    judge(failure, .events, .events, place: UInt64(image.offset))
  }

  /// Hands over the copy of a new key that is due: A, then B.
  mutating func submitKey(at now: Instant) -> Bool {
    guard let copy = work.keyCopy, work.key.isFree(at: now), work.isRegistered else { return false }
    guard let image = KeyImage(seed: seed.span) else { return false }
    let offset = StoreMap.eventOffset + events.shape.offset(key: copy)
    guard
      hardware.store.submit(
        image.bytes, at: offset, ticket: StoreTicket.key.rawValue, syncs: true)
    else { return false }
    work.key = .underWay
    return true
  }

  mutating func keyEnded(_ failure: StoreFailureKind?) {
    work.key = progress(failure)
    judge(failure, .events, .events, place: UInt64(events.shape.keyOffset))
    guard failure == nil else { return }
    work.keyCopy = work.keyCopy == .a && isKeyNew ? .b : nil
    guard work.keyCopy == nil else { return }
    forgetSeed()
  }

  private mutating func forgetSeed() {
    Secret.wipe(seed.span)
    seed = FixedBytes<32>()
  }

  /// Finds the log and the key again; a meter that has none makes it.
  mutating func restoreEvents(after found: Found) {
    var starts: UInt64 = 0
    if case .registers = found { starts = ledger.saved.events.starts }
    let time = EventTime(
      utc: nil, clock: .unknown, uptimeMilliseconds: 0, start: starts.addingSaturating(1))
    var restart = logRestart()
    while let offset = restart.wanted {
      var bytes = InlineArray<256, UInt8>(repeating: 0)
      var span = bytes.mutableSpan
      let isRead = read(at: StoreMap.eventOffset + offset, of: .events, into: &span)
      if isRead { restart.take(bytes.span) } else { restart.take(Span()) }
    }
    events = restart.finish(at: time)
    restoreKey(at: time)
  }

  private mutating func logRestart() -> LogRestart {
    var heads = InlineArray<152, UInt8>(repeating: 0)
    var all = heads.mutableSpan
    var headA = all._mutatingExtracting(0..<HeadFormat.length)
    read(at: StoreMap.headOffset + LogCopy.a.offset, of: .events, into: &headA)
    var headB = all._mutatingExtracting(HeadFormat.length..<2 * HeadFormat.length)
    read(at: StoreMap.headOffset + LogCopy.b.offset, of: .events, into: &headB)
    let span = heads.span
    return LogRestart(
      headA: span.extracting(0..<HeadFormat.length),
      headB: span.extracting(HeadFormat.length..<2 * HeadFormat.length))
  }

  private mutating func restoreKey(at time: EventTime) {
    var (copyA, copyB) = (KeyBytes(repeating: 0), KeyBytes(repeating: 0))
    var span = copyA.mutableSpan
    read(at: StoreMap.eventOffset + events.shape.offset(key: .a), of: .events, into: &span)
    var spanB = copyB.mutableSpan
    read(at: StoreMap.eventOffset + events.shape.offset(key: .b), of: .events, into: &spanB)
    switch KeyFormat.restore(copyA: copyA.span, copyB: copyB.span) {
    case .key(_, let copy, let isOtherMissing):
      seed = FixedBytes<32>()
      let place = 8..<8 + KeyFormat.seedBytes
      if copy == .a {
        seed.append(copyA.span.extracting(place))
      } else {
        seed.append(copyB.span.extracting(place))
      }
      (work.keyCopy, isKeyNew) = (isOtherMissing ? copy.other : nil, false)
    case .none where events.sequence == 0:
      (work.keyCopy, isKeyNew) = (.a, true)
    case .none, .lost, .conflict:
      (work.keyCopy, isKeyNew) = (.a, true)
      events.append(.logBegun(cause: .keyLost, last: events.sequence), at: time)
    }
    Secret.wipe(copyA.span)
    Secret.wipe(copyB.span)
    makeSigner()
  }

  private mutating func makeSigner() {
    guard let key = SigningKey(seed: seed.span) else { return observer.failed(.events) }
    meter.tell(publicKey: key.verifyingKey)
    signer = AnchorSigner(key: key, serial: meter.serialText)
    if work.keyCopy == nil { forgetSeed() }
  }

  private typealias KeyBytes = InlineArray<76, UInt8>
}
