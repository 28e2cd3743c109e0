// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Ledger
import Quantities
import SimulatedHardware
import Testing

/// What lies in the store, byte by byte, while the supply is cut in what is written to it.
struct CutScene {
  /// Registers that the meter was told are safe.
  var acknowledged: Registers
  /// Cuts so far.
  private(set) var cuts = 0
  /// Writes so far.
  private(set) var writes = 0
  /// The newest entry of the event log that is safe.
  private(set) var events: UInt64
  /// Restarts so far.
  var restarts = 0

  private var image: [UInt8]
  /// The intervals as the meter wrote them, and the sum up to each.
  private var intervals: [UInt64: ProfileEntry] = [:]
  private let firstInterval: UInt64

  init(_ block: MemoryBlock, _ registers: Registers, events: UInt64) {
    self.events = events
    acknowledged = registers
    firstInterval = registers.profile.entries
    image = [UInt8](repeating: 0, count: block.capacity)
    var store = block.store
    var span = image.mutableSpan
    try? store.read(at: 0, into: &span)
  }

  /// Cuts in each of what a step wrote; what was measured by then is the truth.
  mutating func cut(_ entries: [StoreJournal.Entry], _ truth: Registers) throws {
    var unsynced: Int?
    for entry in entries {
      switch entry {
      case .write(let offset, let bytes):
        #expect(unsynced == nil, "two writes before a sync: their order is to be cut, too")
        writes += 1
        unsynced = offset
        note(bytes, at: offset)
        tear(offset, Array(image[offset..<offset + bytes.count]), bytes, truth)
      case .sync:
        if let offset = unsynced, let sequence = eventNumber(at: offset) { events = sequence }
        if let offset = unsynced, offset < StoreMap.stateOffset || isJournal(offset) {
          // What was synced is safe from here on, whether the meter was told or not.
          acknowledged = truth
        }
        unsynced = nil
        check(truth)
      }
    }
  }

  /// The number of the entry of the event log that lies there; nil for what is none.
  private func eventNumber(at offset: Int) -> UInt64? {
    guard offset >= StoreMap.eventOffset, offset < StoreMap.profileOffset else { return nil }
    return EventEntry(image.span.extracting(offset..<offset + EntryFormat.length))?.sequence
  }

  private func isJournal(_ offset: Int) -> Bool {
    (StoreMap.journalOffset..<StoreMap.headOffset).contains(offset)
  }

  private mutating func note(_ bytes: [UInt8], at offset: Int) {
    guard offset >= StoreMap.profileOffset, let entry = ProfileEntry(bytes.span) else { return }
    if let before = intervals[entry.index] { #expect(before == entry, "written twice, and unlike") }
    intervals[entry.index] = entry
  }

  /// The write is cut after each of its bytes, first byte first and last byte first, and bytes are
  /// lost by chance; then it is whole.
  private mutating func tear(
    _ offset: Int, _ old: [UInt8], _ new: [UInt8], _ truth: Registers
  ) {
    check(truth)
    for (index, byte) in new.enumerated() {
      image[offset + index] = byte
      check(truth)
    }
    put(old, at: offset)
    for index in new.indices.reversed() {
      image[offset + index] = new[index]
      if index % 8 == 0 { check(truth) }
    }
    for seed in 0..<UInt64(8) {
      var random = SplitMix64(seed: seed &+ UInt64(cuts))
      for index in new.indices {
        image[offset + index] = random.next() & 1 == 0 ? old[index] : new[index]
      }
      check(truth)
    }
    put(new, at: offset)
  }

  private mutating func put(_ bytes: [UInt8], at offset: Int) {
    image.replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }

  /// What is found is what was acknowledged or came later, and no more than what was measured.
  private mutating func check(_ truth: Registers) {
    cuts += 1
    let bytes = image.span
    let (restored, _) = Ledger.restore(
      slotA: bytes.extracting(Slot.a.offset..<Slot.a.offset + SlotFormat.length),
      slotB: bytes.extracting(Slot.b.offset..<Slot.b.offset + SlotFormat.length),
      journal: bytes.extracting(StoreMap.journalOffset..<StoreMap.headOffset))
    guard case .registers(let found, _) = restored else {
      Issue.record("\(restored) after \(cuts) cuts")
      return
    }
    if !found.mayFollow(acknowledged) || !truth.mayFollow(found) {
      Issue.record("not between what was acknowledged and what was measured, cut \(cuts)")
    }
    checkIntervals(found)
    checkSnapshots(found)
    checkChain()
  }

  /// The log goes on with no fault from the newest entry that was safe, or the one under way.
  private func checkChain() {
    let bytes = image.span
    let heads = StoreMap.headOffset..<StoreMap.headOffset + LogShape.headCapacity
    let both = bytes.extracting(heads)
    var restart = LogRestart(
      headA: both.extracting(LogCopy.a.offset..<LogCopy.a.offset + HeadFormat.length),
      headB: both.extracting(LogCopy.b.offset..<LogCopy.b.offset + HeadFormat.length))
    var reads = 0
    while let offset = restart.wanted {
      let start = StoreMap.eventOffset + offset
      restart.take(bytes.extracting(start..<start + EntryFormat.length))
      reads += 1
    }
    let time = EventTime(utc: nil, clock: .unknown, uptimeMilliseconds: 0, start: 1)
    let fault = restart.fault
    let log = restart.finish(at: time)
    if fault != nil || log.sequence < events || log.sequence > events + 1 || reads > 10 {
      Issue.record("log at \(log.sequence) of \(events), \(String(describing: fault)), cut \(cuts)")
    }
  }

  /// The newest intervals that the registers count are there, once, as they were written.
  private func checkIntervals(_ found: Registers) {
    let entries = found.profile.entries
    for index in max(firstInterval, entries - min(entries, 2))..<max(firstInterval, entries) {
      if interval(index) != intervals[index] || intervals[index] == nil {
        Issue.record("interval \(index) is missing, cut \(cuts)")
      }
    }
    // A place that no register counts holds that interval, or the one that makes room, or none.
    if let next = interval(entries), next.index != entries,
      next.index &+ UInt64(ProfileFormat.places) != entries
    {
      Issue.record("interval \(next.index) lies where \(entries) belongs, cut \(cuts)")
    }
  }

  private func checkSnapshots(_ found: Registers) {
    guard found.billing.snapshots > 0 else { return }
    let offset = BillingSnapshot.offset(found.billing.snapshots)
    let snapshot = BillingSnapshot(
      image.span.extracting(offset..<offset + BillingSnapshot.length))
    if snapshot?.number != found.billing.snapshots {
      Issue.record("snapshot \(found.billing.snapshots) is missing, cut \(cuts)")
    }
  }

  private func interval(_ index: UInt64) -> ProfileEntry? {
    let offset = ProfileFormat.offset(index)
    return ProfileEntry(image.span.extracting(offset..<offset + ProfileFormat.length))
  }
}
