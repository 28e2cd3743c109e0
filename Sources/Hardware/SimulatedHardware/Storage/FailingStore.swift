// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface

/// A failure by its kind alone.
public struct ScriptedStoreFailure: StoreFailure, Equatable, Sendable {
  /// Which.
  public let storeFailureKind: StoreFailureKind

  init(_ kind: StoreFailureKind) { storeFailureKind = kind }
}

/// A store that fails where it is told to.
public struct FailingStore: BlockStore, Sendable {
  /// What fails.
  public enum Step: Equatable, Sendable {
    /// Writes: nothing is written; of a short write the first half is.
    case write
    /// Syncs.
    case sync
  }

  private var store: MemoryBlockStore
  private var step = Step.write
  private var failure: StoreFailureKind?
  private var times = 0

  /// Makes a store over another, which works.
  public init(_ store: MemoryBlockStore) { self.store = store }

  /// Unit: bytes.
  public var capacity: Int { store.capacity }

  /// Lets a step fail so often; `Int.max` until it is told something else, 0 for no more.
  public mutating func fail(_ failure: StoreFailureKind, at step: Step, times: Int = .max) {
    (self.failure, self.step, self.times) = (failure, step, times)
  }

  /// Fills `bytes` from an offset.
  public mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(ScriptedStoreFailure) {
    do throws(StoreFault) { try store.read(at: offset, into: &bytes) } catch {
      throw ScriptedStoreFailure(error.storeFailureKind)
    }
  }

  /// Writes bytes at an offset.
  public mutating func write(
    _ bytes: Span<UInt8>, at offset: Int
  ) throws(ScriptedStoreFailure) {
    let failure = failure(at: .write)
    let count = failure == nil ? bytes.count : failure == .shortWrite ? bytes.count / 2 : 0
    do throws(StoreFault) { try store.write(bytes.extracting(0..<count), at: offset) } catch {
      throw ScriptedStoreFailure(error.storeFailureKind)
    }
    if let failure { throw ScriptedStoreFailure(failure) }
  }

  /// Returns when all that was written is safe.
  public mutating func sync() throws(ScriptedStoreFailure) {
    if let failure = failure(at: .sync) { throw ScriptedStoreFailure(failure) }
    do throws(StoreFault) { try store.sync() } catch {
      throw ScriptedStoreFailure(error.storeFailureKind)
    }
  }

  private mutating func failure(at step: Step) -> StoreFailureKind? {
    guard step == self.step, times > 0 else { return nil }
    times -= 1
    return failure
  }
}
