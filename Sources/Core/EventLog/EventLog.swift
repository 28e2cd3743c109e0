// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
public import Seal

/// The event log: entries in a ring, each with the digest of the one before.
///
/// Sans-I/O: `append` takes an event and never waits. Its owner asks `next` for what is to be
/// written, writes it, syncs, and confirms it or gives it up; then asks again, until there is
/// nothing. An entry is written first, then the head that names it, then its anchor where one is
/// due: at most one entry lies beyond the head. When the ring is full the oldest entry goes.
/// Allocates: never.
public struct EventLog: Sendable {
  /// How many events may wait for the store.
  public static let pendingMax = 32

  /// How many entries there are and where.
  public let shape: LogShape
  /// The number of the newest entry that is safe; 0 before the first.
  public internal(set) var sequence: UInt64
  /// Its digest; zeros before the first.
  public internal(set) var digest: Digest
  /// How many events were lost because too many waited, and are not yet logged as lost.
  public internal(set) var lost: UInt64 = 0
  /// The number of the image under way, or nil.
  public private(set) var outstanding: UInt64?

  var headNumber: UInt64
  var headCopy: LogCopy
  /// The entry that the safe head names.
  var headSequence: UInt64
  var pending = PendingEvents()
  private var imagesMade: UInt64 = 0
  private var outstandingDigest = Digest.zero
  private var lostTime: EventTime?
  /// The stretch whose first anchor is made.
  var anchoredStretch: UInt64?
  var isAnchorAsked = false
  /// After one that failed: none before another head is safe.
  private var isAnchorDeferred = false

  /// A log without entries.
  public init(_ shape: LogShape) {
    self.init(shape, sequence: 0, digest: .zero, head: nil)
  }

  init(_ shape: LogShape, sequence: UInt64, digest: Digest, head: (LogHead, LogCopy)?) {
    self.shape = shape
    self.sequence = sequence
    self.digest = digest
    headNumber = head?.0.number ?? 0
    headCopy = head?.1.other ?? .a
    headSequence = head?.0.sequence ?? 0
    // The first anchor of a stretch may not have come to its end: made once more while that does
    // not replace it by one of another entry.
    let stretch = shape.stretch(sequence)
    anchoredStretch = sequence > shape.firstEntry(stretch: stretch) ? stretch : nil
    isAnchorAsked = sequence > 0
  }

  /// How many entries there are.
  public var count: UInt64 { min(sequence, shape.entriesMax) }

  /// How many events wait.
  public var waiting: Int { pending.count }

  /// Takes an event. Never waits; where too many wait, it is counted, and the count logged.
  ///
  /// - Returns: false where it was only counted.
  @discardableResult
  public mutating func append(_ event: MeterEvent, at time: EventTime) -> Bool {
    settleLost()
    guard lost == 0, pending.append(event, time) else {
      lost = lost.addingSaturating(1)
      lostTime = time
      return false
    }
    return true
  }

  /// Asks for an anchor of the newest entry, beside those that are due anyway.
  public mutating func askForAnchor() { isAnchorAsked = true }

  /// What is to be written now; nil where there is nothing, or something is under way.
  public mutating func next(_ signer: borrowing AnchorSigner) -> EventImage? {
    guard outstanding == nil else { return nil }
    if let image = headImage() { return image }
    if isAnchorDue { return anchorImage(signer) }
    settleLost()
    return entryImage()
  }

  /// The image of this number has been written and synced.
  public mutating func confirm(_ image: borrowing EventImage) {
    guard outstanding == image.number else { return }
    outstanding = nil
    switch image.part {
    case .entry(let number):
      sequence = number
      digest = outstandingDigest
      pending.removeFirst()
    case .head(let copy):
      headNumber &+= 1
      headCopy = copy.other
      headSequence = sequence
      isAnchorDeferred = false
    case .anchor:
      isAnchorAsked = false
      anchoredStretch = shape.stretch(sequence)
    }
  }

  /// The image could not be written or synced. An entry or a head is made again; an anchor after
  /// the next entry.
  public mutating func giveUp(_ image: borrowing EventImage) {
    guard outstanding == image.number else { return }
    outstanding = nil
    if case .anchor = image.part { isAnchorDeferred = true }
  }

  private var isFirstAnchorDue: Bool { anchoredStretch != shape.stretch(sequence) }

  private var isAnchorDue: Bool {
    sequence > 0 && !isAnchorDeferred && (isAnchorAsked || isFirstAnchorDue)
  }

  /// What was lost becomes an event of its own, as soon as it and another one have room.
  private mutating func settleLost() {
    guard lost > 0, let lostTime, pending.free > 1 else { return }
    pending.append(.eventsLost(count: lost), lostTime)
    lost = 0
    self.lostTime = nil
  }

  private mutating func image(
    _ part: EventImage.Part, _ bytes: EventImage.Bytes, at offset: Int
  ) -> EventImage {
    imagesMade &+= 1
    outstanding = imagesMade
    return EventImage(bytes: bytes, part: part, offset: offset, number: imagesMade)
  }

  private mutating func entryImage() -> EventImage? {
    guard let (event, time) = pending.first else { return nil }
    let bytes = EventEntry.image(event, time, sequence: sequence + 1, previous: digest)
    outstandingDigest = EntryFormat.digest(bytes.span)
    return image(.entry(sequence + 1), bytes, at: shape.offset(entry: sequence + 1))
  }

  private mutating func headImage() -> EventImage? {
    guard headSequence != sequence else { return nil }
    let head = LogHead(number: headNumber &+ 1, sequence: sequence, digest: digest, shape: shape)
    return image(.head(headCopy), head.image(), at: headCopy.offset)
  }

  private mutating func anchorImage(_ signer: borrowing AnchorSigner) -> EventImage {
    let place = shape.anchorPlace(sequence, onDemand: !isFirstAnchorDue)
    let bytes = LogAnchor.image(sequence, digest, signer)
    return image(.anchor(sequence), bytes, at: shape.offset(anchorPlace: place))
  }
}

/// Events that wait for the store, oldest first.
struct PendingEvents: Sendable {
  private var places = InlineArray<32, (event: MeterEvent, time: EventTime)?>(repeating: nil)
  private var head = 0
  private(set) var count = 0

  var free: Int { EventLog.pendingMax - count }

  var first: (event: MeterEvent, time: EventTime)? { count > 0 ? places[head] : nil }

  @discardableResult
  mutating func append(_ event: MeterEvent, _ time: EventTime) -> Bool {
    guard free > 0 else { return false }
    places[(head + count) % EventLog.pendingMax] = (event, time)
    count += 1
    return true
  }

  mutating func removeFirst() {
    guard count > 0 else { return }
    places[head] = nil
    head = (head + 1) % EventLog.pendingMax
    count -= 1
  }
}
