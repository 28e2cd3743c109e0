// SPDX-License-Identifier: Apache-2.0

/// Which part of a joined store failed, and how.
public enum JoinedFailure<Head: Error, Tail: Error>: Error {
  /// The part with the lower offsets.
  case head(Head)
  /// The part with the upper offsets.
  case tail(Tail)
}

extension JoinedFailure: Equatable where Head: Equatable, Tail: Equatable {}

extension JoinedFailure: StoreFailure where Head: StoreFailure, Tail: StoreFailure {
  /// That of the part.
  public var storeFailureKind: StoreFailureKind {
    switch self {
    case .head(let failure): failure.storeFailureKind
    case .tail(let failure): failure.storeFailureKind
    }
  }
}

/// Two stores in one address space: offsets below the head's capacity are the head's, the others
/// are the tail's.
///
/// An access over the border is split, and its lower part comes first: where that fails, the upper
/// one is left alone. A part where nothing was written since its last sync is not synced; one whose
/// sync failed neither, until something is written to it again: another sync would not bring back
/// what it lost, and must not fail whoever wrote to the other part. Allocates: never.
public struct JoinedStore<Head: BlockStore & ~Copyable, Tail: BlockStore & ~Copyable>:
  BlockStore, ~Copyable
{
  /// Which part, and its own failure. An access outside is left to the part next to it.
  public typealias Failure = JoinedFailure<Head.Failure, Tail.Failure>

  private var head: Head
  private var tail: Tail
  private var isHeadUnsynced = false
  private var isTailUnsynced = false

  /// Takes both.
  public init(head: consuming Head, tail: consuming Tail) {
    self.head = head
    self.tail = tail
  }

  /// Of both together. Unit: bytes.
  public var capacity: Int { head.capacity + tail.capacity }

  /// Fills `bytes` from an offset.
  public mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(Failure) {
    let border = border(offset, bytes.count)
    let count = bytes.count
    if border > 0 || offset < head.capacity {
      var part = bytes._mutatingExtracting(0..<border)
      do throws(Head.Failure) { try head.read(at: offset, into: &part) } catch {
        throw .head(error)
      }
    }
    guard border < count || offset >= head.capacity else { return }
    var part = bytes._mutatingExtracting(border..<count)
    do throws(Tail.Failure) {
      try tail.read(at: offset + border - head.capacity, into: &part)
    } catch { throw .tail(error) }
  }

  /// Writes bytes at an offset.
  public mutating func write(_ bytes: Span<UInt8>, at offset: Int) throws(Failure) {
    let border = border(offset, bytes.count)
    if border > 0 || offset < head.capacity {
      do throws(Head.Failure) { try head.write(bytes.extracting(0..<border), at: offset) } catch {
        throw .head(error)
      }
      isHeadUnsynced = true
    }
    guard border < bytes.count || offset >= head.capacity else { return }
    do throws(Tail.Failure) {
      let part = bytes.extracting(border..<bytes.count)
      try tail.write(part, at: offset + border - head.capacity)
    } catch { throw .tail(error) }
    isTailUnsynced = true
  }

  /// Returns when all that was written is safe.
  public mutating func sync() throws(Failure) {
    if isHeadUnsynced {
      isHeadUnsynced = false
      do throws(Head.Failure) { try head.sync() } catch { throw .head(error) }
    }
    if isTailUnsynced {
      isTailUnsynced = false
      do throws(Tail.Failure) { try tail.sync() } catch { throw .tail(error) }
    }
  }

  /// How many of the bytes of an access are the head's. A negative offset is left to the head.
  private func border(_ offset: Int, _ count: Int) -> Int {
    guard offset < head.capacity else { return 0 }
    guard offset >= 0 else { return count }
    return min(count, head.capacity - offset)
  }
}
