// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a store was told, in order, so that every cut of it can be played.
public struct StoreJournal: Sendable {
  /// One thing that a store was told.
  public enum Entry: Equatable, Sendable {
    /// Bytes at an offset.
    case write(offset: Int, bytes: [UInt8])
    /// All before is safe from here on.
    case sync
  }

  /// What was safe when it began.
  let start: SparseBytes
  /// What came since, oldest first.
  public internal(set) var entries: [Entry] = []

  init(start: SparseBytes) { self.start = start }

  /// What is found when the supply was cut in an entry, after so many bytes of it.
  ///
  /// - Range: `index` up to the number of entries, which is a cut after all of them; a sync that is
  ///   cut has made nothing safe.
  public func block(cutIn index: Int, afterBytes count: Int = 0, _ loss: PowerLoss) -> MemoryBlock {
    let block = MemoryBlock(start)
    block.state.withLock { state in
      for (place, entry) in entries.prefix(index + 1).enumerated() {
        switch entry {
        case .write(let offset, let bytes):
          let written = place == index ? bytes.prefix(count) : bytes[...]
          state.unsynced.append((offset, Array(written)))
        case .sync where place < index:
          for write in state.unsynced { state.durable.write(write.bytes[...], at: write.offset) }
          state.unsynced = []
        case .sync: break
        }
      }
    }
    return block.afterPowerCycle(loss)
  }
}

extension MemoryBlock {
  /// Begins to note all that the store is told.
  public func record() { state.withLock { $0.journal = StoreJournal(start: $0.durable) } }

  /// What the store was told since `record`; nil where nobody asked for that.
  public var journal: StoreJournal? { state.withLock { $0.journal } }
}
