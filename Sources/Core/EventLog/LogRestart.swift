// SPDX-License-Identifier: Apache-2.0

import Bytes
import Seal

/// Finds the log again when the meter starts.
///
/// Sans-I/O: made from both copies of the head, it says which entry it wants to read until it wants
/// none; then it is finished. With a whole head it wants the entry at the head and those after it,
/// at most `beyondHeadMax` and one. Without one it wants the places of the first two entries, and
/// every place once where these are not a log's very beginning. Allocates: never.
public struct LogRestart: Sendable {
  /// How many entries beyond the head are taken over. A cut leaves one at most.
  public static let beyondHeadMax: UInt64 = 8

  private enum Step: Equatable {
    case atHead, beyond, probe(UInt64), scan(UInt64), done
  }

  private let shape: LogShape
  private let head: (LogHead, LogCopy)?
  private let isFirstStart: Bool
  private var step: Step
  private var sequence: UInt64 = 0
  private var digest = Digest.zero
  private var beyond: UInt64 = 0
  private var unreadable: UInt64?
  /// What was found damaged so far; it is the newest that counts.
  public private(set) var fault: LogFault?

  /// Starts from both copies of the head: at least `HeadFormat.length` bytes of each.
  public init(headA: Span<UInt8>, headB: Span<UInt8>, shape: LogShape = .standard) {
    let (a, b) = (HeadContent(headA), HeadContent(headB))
    self.shape = shape
    let found = HeadContent.newest(a, b)
    let isOther = found.map { $0.head.shape != shape } ?? false
    head = isOther ? nil : found
    // the very first save of a head may have been torn: then there is one entry at most
    isFirstStart = found == nil && (a == .blank || b == .blank)
    if isOther { fault = .otherShape }
    step = head == nil ? .probe(1) : .atHead
    if let head {
      sequence = head.0.sequence
      digest = head.0.digest
    }
  }

  /// Where the entry begins that is wanted next, in the log area, in bytes; nil where none is.
  public var wanted: Int? {
    switch step {
    case .atHead: shape.offset(entry: sequence)
    case .beyond: shape.offset(entry: sequence + 1)
    case .probe(let place), .scan(let place): Int(place) * EntryFormat.length
    case .done: nil
    }
  }

  /// Takes what was read there: at least `EntryFormat.length` bytes; none where it failed.
  public mutating func take(_ bytes: Span<UInt8>) {
    if bytes.count < EntryFormat.length { unreadable = unreadable ?? sequence }
    let entry = EventEntry(bytes)
    switch step {
    case .atHead:
      judgeHead(entry, bytes)
      step = .beyond
    case .beyond: follow(entry, bytes)
    case .probe(let place): probe(entry, bytes, place)
    case .scan(let place):
      scan(entry, bytes, place)
      step = place + 1 < shape.places ? .scan(place + 1) : .done
    case .done: break
    }
  }

  /// The log to go on with; what was found damaged is its first event.
  public consuming func finish(at time: EventTime) -> EventLog {
    let isBegun = sequence > 0
    if head == nil, fault == nil, sequence > 1 || (sequence == 0 && !isFirstStart) {
      fault = .headLost
    }
    if beyond > 1, fault == nil, let head { fault = .headBehind(head.0.sequence) }
    if let unreadable, fault == nil { fault = .unreadable(unreadable) }
    var log = EventLog(shape, sequence: sequence, digest: digest, head: head)
    if !isBegun {
      log.append(.logBegun(cause: fault == nil ? .firstStart : .lost, last: 0), at: time)
    }
    if let fault { log.append(.logFault(fault), at: time) }
    return log
  }

  /// The head is right whatever lies in its entry's place: the chain goes on from it.
  private mutating func judgeHead(_ entry: EventEntry?, _ bytes: Span<UInt8>) {
    guard unreadable == nil else { return }
    guard let entry, entry.sequence == sequence else {
      fault = .entryMissing(sequence)
      return
    }
    if EntryFormat.digest(bytes) != digest { fault = .chainBroken(sequence) }
  }

  /// Takes an entry over that was safe before its head was.
  private mutating func follow(_ entry: EventEntry?, _ bytes: Span<UInt8>) {
    guard let entry, entry.sequence == sequence + 1, beyond < Self.beyondHeadMax else {
      step = .done
      return
    }
    guard entry.previous == digest else {
      fault = fault ?? .chainBroken(entry.sequence)
      step = .done
      return
    }
    sequence = entry.sequence
    digest = EntryFormat.digest(bytes)
    beyond += 1
  }

  /// A log of one entry at most, of which a cut left no head, has nothing in the second place.
  private mutating func probe(_ entry: EventEntry?, _ bytes: Span<UInt8>, _ place: UInt64) {
    if place == 2 {
      step = EntryFormat.isBlank(bytes) ? .done : .scan(0)
    } else if let entry, entry.sequence != place {
      step = .scan(0)
    } else {
      if let entry { (sequence, digest) = (entry.sequence, EntryFormat.digest(bytes)) }
      step = .probe(2)
    }
  }

  private mutating func scan(_ entry: EventEntry?, _ bytes: Span<UInt8>, _ place: UInt64) {
    guard let entry, shape.place(entry.sequence) == place, entry.sequence > sequence else { return }
    sequence = entry.sequence
    digest = EntryFormat.digest(bytes)
  }
}
