// SPDX-License-Identifier: Apache-2.0

/// Two store queues with the same addresses: a small, quick head takes what lies below its
/// capacity, where one is fitted, and the other takes the rest.
///
/// Completions of each come in their order; those of one do not wait for the other. So what must
/// be safe before something else is waited for by its owner, not by its place in the queue.
/// Allocates: never.
public struct HeadedStoreQueue<Head: StoreQueue & ~Copyable, Tail: StoreQueue & ~Copyable>:
  StoreQueue, ~Copyable
{
  private var head: Head?
  /// What takes the rest: another queue may share what carries out its jobs.
  public private(set) var tail: Tail
  /// Below it the head has what is kept. Unit: bytes.
  private let border: Int

  /// Takes both; without a head the tail takes all.
  public init(head: consuming Head?, tail: consuming Tail) {
    border = head?.capacity ?? 0
    self.head = head
    self.tail = tail
  }

  /// Of the tail, which has the addresses of the head, too. Unit: bytes.
  public var capacity: Int { tail.capacity }

  /// Reads from the part in which the bytes lie. Range: all of them in one part, else `.other`.
  public mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(StoreFailureKind) {
    switch part(offset, bytes.count) {
    case .head: try head?.read(at: offset, into: &bytes)
    case .tail: try tail.read(at: offset, into: &bytes)
    case nil: throw .other
    }
  }

  /// Hands over to the part in which the bytes lie; false where they lie in both.
  public mutating func submit(
    _ bytes: Span<UInt8>, at offset: Int, ticket: UInt32, syncs: Bool
  ) -> Bool {
    switch part(offset, bytes.count) {
    case .head: head?.submit(bytes, at: offset, ticket: ticket, syncs: syncs) ?? false
    case .tail: tail.submit(bytes, at: offset, ticket: ticket, syncs: syncs)
    case nil: false
    }
  }

  /// Hands over a read to the part in which the bytes lie; false where they lie in both.
  public mutating func submit(reading count: Int, at offset: Int, ticket: UInt32) -> Bool {
    switch part(offset, count) {
    case .head: head?.submit(reading: count, at: offset, ticket: ticket) ?? false
    case .tail: tail.submit(reading: count, at: offset, ticket: ticket)
    case nil: false
    }
  }

  /// Takes the oldest completion of the head, else of the tail.
  public mutating func completed(into room: inout MutableSpan<UInt8>) -> StoreCompletion? {
    head?.completed(into: &room) ?? tail.completed(into: &room)
  }

  /// Carries out a part of what each has to do.
  public mutating func advance() -> Bool {
    let isHeadBusy = head?.advance() ?? false
    return tail.advance() || isHeadBusy
  }

  /// Waits for both, so long at most for each.
  public mutating func drain(nanoseconds: UInt64) -> Bool {
    let isHeadDone = head?.drain(nanoseconds: nanoseconds) ?? true
    return tail.drain(nanoseconds: nanoseconds) && isHeadDone
  }

  private enum Part { case head, tail }

  private func part(_ offset: Int, _ count: Int) -> Part? {
    guard offset < border else { return .tail }
    return offset + count <= border ? .head : nil
  }
}
