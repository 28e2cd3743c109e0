// SPDX-License-Identifier: Apache-2.0

/// What the two copies of the kept state said when the meter started.
public enum RestoredState: Equatable, Sendable {
  /// Both copies were blank: nothing was ever kept.
  case none
  /// One copy is blank and the other torn: the very first save did not come to its end.
  case firstSaveTorn
  /// So many bytes of state, in this copy. `isOtherDamaged`: the older copy is not whole.
  case state(Slot, count: Int, isOtherDamaged: Bool)
  /// What was kept cannot be known: both copies are damaged, of a format this firmware does not
  /// know, or contradict each other. The meter goes on without.
  case lost
}

/// Why a state was refused; nothing is to be written.
public enum StateError: Error, Equatable, Sendable {
  /// The save before has neither been confirmed nor given up.
  case saveOutstanding
  /// More than `StateFormat.stateBytesMax`.
  case tooLong
}

/// Keeps a few bytes of somebody's state through power cuts: two copies, written in turn.
///
/// Sans-I/O, as the `Ledger` is; what the bytes mean is their owner's. Allocates: never.
public struct StateBlock: Sendable {
  /// The number of the last confirmed save; 0 before the first.
  public private(set) var sequence: UInt64
  /// Where the next save goes.
  public private(set) var nextCopy: Slot
  /// The number of the save under way, or nil.
  public private(set) var outstanding: UInt64?

  /// Nothing kept yet.
  public static let empty = StateBlock(sequence: 0, nextCopy: .a)

  private init(sequence: UInt64, nextCopy: Slot) {
    self.sequence = sequence
    self.nextCopy = nextCopy
    self.outstanding = nil
  }

  /// What both copies hold, and the block to go on with.
  ///
  /// - Range: at least `StateFormat.lengthMax` bytes of each copy; fewer may count as damaged.
  public static func restore(copyA: Span<UInt8>, copyB: Span<UInt8>) -> (RestoredState, StateBlock)
  {
    switch (StateContent(copyA), StateContent(copyB)) {
    case (.valid(let a, let countA), .valid(let b, let countB)):
      if a == b, !same(StateFormat.state(copyA, countA), StateFormat.state(copyB, countB)) {
        return (.lost, .empty)
      }
      // the difference as a signed number, so that the number after the last one is newer
      return Int64(bitPattern: a &- b) >= 0
        ? found(.a, a, countA, .blank) : found(.b, b, countB, .blank)
    case (.valid(let a, let count), let other): return found(.a, a, count, other)
    case (let other, .valid(let b, let count)): return found(.b, b, count, other)
    case (.blank, .blank): return (.none, .empty)
    case (.blank, .damaged), (.damaged, .blank): return (.firstSaveTorn, .empty)
    case (.damaged, .damaged): return (.lost, .empty)
    }
  }

  /// A copy could not be read: its number is not given out again, nor one that comes before.
  ///
  /// - Parameter start: how often the meter has started; each start has 2³² numbers of its own.
  public mutating func passUnread(start: UInt64) {
    sequence = max(sequence, start << 32)
  }

  /// What is to be written to keep a state.
  public mutating func save(_ state: Span<UInt8>) throws(StateError) -> StateImage {
    guard outstanding == nil else { throw .saveOutstanding }
    guard state.count <= StateFormat.stateBytesMax else { throw .tooLong }
    let image = StateImage(state, copy: nextCopy, sequence: sequence &+ 1)
    outstanding = image.sequence
    return image
  }

  /// The image has been written and synced.
  public mutating func confirm(_ image: borrowing StateImage) {
    guard outstanding == image.sequence else { return }
    outstanding = nil
    sequence = image.sequence
    nextCopy = image.copy.other
  }

  /// The image could not be written or synced; the next save takes its place.
  public mutating func giveUp(_ image: borrowing StateImage) {
    if outstanding == image.sequence { outstanding = nil }
  }

  private static func found(
    _ copy: Slot, _ sequence: UInt64, _ count: Int, _ other: StateContent
  ) -> (RestoredState, StateBlock) {
    (
      .state(copy, count: count, isOtherDamaged: other == .damaged),
      StateBlock(sequence: sequence, nextCopy: copy.other)
    )
  }

  private static func same(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
  }
}
