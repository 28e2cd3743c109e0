// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface
import Synchronization

/// How a simulated store fails.
public enum StoreFault: Error, Equatable, Sendable {
  /// The supply was cut: nothing works any more.
  case powerCut
  /// Beyond the end.
  case outOfRange
  /// ENOSPC.
  case noSpace
  /// EIO.
  case inputOutput
}

/// What becomes of bytes that were written and not synced when the supply is cut.
public enum PowerLoss: Equatable, Sendable {
  /// All of them are lost.
  case unsyncedLost
  /// All of them are kept, up to the very byte.
  case unsyncedKept
  /// They were written last byte first: the earlier half of what came is lost.
  case outOfOrder
  /// Each byte is kept or lost by chance.
  case scattered(seed: UInt64)
}

/// Memory that plays a store through power cuts and errors.
///
/// Its content is what is safe, and a list of bytes written since the last `sync`.
public final class MemoryBlock: Sendable {
  struct State {
    var durable: SparseBytes
    var unsynced: [(offset: Int, bytes: [UInt8])] = []
    var cutAfterBytes: Int?
    var isCut = false
    var operations = 0
    var faults: [Int: StoreFault] = [:]
    var unreadable: Range<Int> = 0..<0
    var bytesWritten = 0
    var bytesRead = 0
    var syncs = 0
    var journal: StoreJournal?
  }

  let state: Mutex<State>
  /// Unit: bytes.
  public let capacity: Int

  /// Makes a store; `content` beyond its capacity is left out, what is missing is `fill`.
  public init(capacity: Int, fill: UInt8 = 0, content: [UInt8] = []) {
    self.capacity = capacity
    var durable = SparseBytes(repeating: fill, count: capacity)
    durable.write(content.prefix(capacity), at: 0)
    state = Mutex(State(durable: durable))
  }

  init(_ content: SparseBytes) {
    capacity = content.count
    state = Mutex(State(durable: content))
  }

  /// The store as its user sees it.
  public var store: MemoryBlockStore { store(at: 0, capacity: capacity) }

  /// A part of the store as its user sees it: a partition.
  public func store(at base: Int, capacity: Int) -> MemoryBlockStore {
    precondition(base >= 0 && capacity >= 0 && base <= self.capacity - capacity)
    return MemoryBlockStore(block: self, base: base, capacity: capacity)
  }

  /// Bytes written so far.
  public var bytesWritten: Int { state.withLock { $0.bytesWritten } }
  /// Bytes that were asked for since it was made.
  public var bytesRead: Int { state.withLock { $0.bytesRead } }

  /// Syncs that returned so far.
  public var syncs: Int { state.withLock { $0.syncs } }

  /// Cuts the supply when so many more bytes have been written; the next one fails.
  public func cutPower(afterBytes count: Int) {
    state.withLock { $0.cutAfterBytes = count }
  }

  /// Reads, writes and syncs so far.
  public var operations: Int { state.withLock { $0.operations } }

  /// Lets one operation fail, counted from 0 over reads, writes and syncs.
  public func plan(_ fault: StoreFault, operation: Int) {
    state.withLock { $0.faults[operation] = fault }
  }

  /// Lets each read fail that touches these bytes.
  public func failReads(of range: Range<Int>) { state.withLock { $0.unreadable = range } }

  /// What is found when the supply comes back.
  public func afterPowerCycle(_ loss: PowerLoss) -> MemoryBlock {
    let (durable, unsynced) = state.withLock { ($0.durable, $0.unsynced) }
    var content = durable
    var noise = SplitMix64(seed: 0)
    if case .scattered(let seed) = loss { noise = SplitMix64(seed: seed) }
    let count = unsynced.reduce(0) { $0 + $1.bytes.count }
    var index = 0
    for write in unsynced {
      for (place, byte) in write.bytes.enumerated() {
        let isKept =
          switch loss {
          case .unsyncedLost: false
          case .unsyncedKept: true
          case .outOfOrder: index >= count / 2
          case .scattered: noise.next() & 1 == 0
          }
        if isKept { content[write.offset + place] = byte }
        index += 1
      }
    }
    return MemoryBlock(content)
  }

  func begin() throws(StoreFault) {
    try state.withLock { state throws(StoreFault) in
      if state.isCut { throw .powerCut }
      state.operations += 1
      if let fault = state.faults.removeValue(forKey: state.operations - 1) { throw fault }
    }
  }
}

/// A simulated store.
public struct MemoryBlockStore: BlockStore, Sendable {
  private let block: MemoryBlock
  private let base: Int
  /// Unit: bytes.
  public let capacity: Int

  init(block: MemoryBlock, base: Int, capacity: Int) {
    self.block = block
    self.base = base
    self.capacity = capacity
  }

  /// Fills `bytes` from an offset.
  public mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(StoreFault) {
    let count = bytes.count
    block.state.withLock { $0.bytesRead += count }
    try block.begin()
    guard offset >= 0, offset <= capacity - bytes.count else { throw .outOfRange }
    let range = base + offset..<base + offset + bytes.count
    let isUnreadable = block.state.withLock { $0.unreadable.overlaps(range) }
    if isUnreadable { throw .inputOutput }
    let content = block.state.withLock { state in
      var content = state.durable.bytes(range)
      for write in state.unsynced {
        for (place, byte) in write.bytes.enumerated() where range.contains(write.offset + place) {
          content[write.offset + place - range.lowerBound] = byte
        }
      }
      return content
    }
    for index in bytes.indices { bytes[index] = content[index] }
  }

  /// Writes bytes at an offset, the first one first.
  public mutating func write(_ bytes: Span<UInt8>, at offset: Int) throws(StoreFault) {
    try block.begin()
    guard offset >= 0, offset <= capacity - bytes.count else { throw .outOfRange }
    let all = bytes.indices.map { bytes[$0] }
    try block.state.withLock { state throws(StoreFault) in
      state.journal?.entries.append(.write(offset: base + offset, bytes: all))
      let written = min(all.count, state.cutAfterBytes ?? all.count)
      state.unsynced.append((base + offset, Array(all.prefix(written))))
      state.bytesWritten += written
      state.cutAfterBytes = state.cutAfterBytes.map { $0 - written }
      if written < all.count {
        state.isCut = true
        throw .powerCut
      }
    }
  }

  /// Returns when all that was written is safe.
  public mutating func sync() throws(StoreFault) {
    try block.begin()
    try block.state.withLock { state throws(StoreFault) in
      if state.cutAfterBytes == 0 {
        state.isCut = true
        throw .powerCut
      }
      state.journal?.entries.append(.sync)
      for write in state.unsynced { state.durable.write(write.bytes[...], at: write.offset) }
      state.unsynced = []
      state.syncs += 1
    }
  }
}
