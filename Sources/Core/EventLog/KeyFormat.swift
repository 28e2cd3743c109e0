// SPDX-License-Identifier: Apache-2.0

import Bytes
public import Seal

/// Where the meter's own key is kept: the seed, twice. Only the public part is ever given out.
public enum KeyFormat {
  /// Bytes of a copy. Unit: bytes.
  public static let length = 76
  /// Bytes of a seed. Unit: bytes.
  public static let seedBytes = 32
  /// "LMEK", least significant byte first.
  static let magic: UInt32 = 0x4B45_4D4C
  static let version: UInt16 = 1

  /// What both copies hold. Range: at least `length` bytes of each; fewer count as damaged.
  public static func restore(copyA: Span<UInt8>, copyB: Span<UInt8>) -> RestoredKey {
    switch (KeyCopy(copyA), KeyCopy(copyB)) {
    case (.whole(let a), .whole(let b)):
      return a == b ? .key(a, in: .a, isOtherMissing: false) : .conflict
    case (.whole(let key), _): return .key(key, in: .a, isOtherMissing: true)
    case (_, .whole(let key)): return .key(key, in: .b, isOtherMissing: true)
    case (.blank, .blank): return .none
    // the very first save did not come to its end: nothing was signed with it yet
    case (.damaged, .blank): return .none
    default: return .lost
    }
  }

  /// The key in a whole copy; nil where it is not one.
  public static func signingKey(_ copy: Span<UInt8>) -> SigningKey? {
    guard case .whole = KeyCopy(copy) else { return nil }
    return SigningKey(seed: copy.extracting(8..<8 + seedBytes))
  }

  /// The public part in a whole copy; nil where it is not one.
  public static func verifyingKey(_ copy: Span<UInt8>) -> VerifyingKey? {
    guard case .whole(let key) = KeyCopy(copy) else { return nil }
    return key
  }
}

/// What was kept of the meter's key.
public enum RestoredKey: Equatable, Sendable {
  /// None was ever made: make one.
  case none
  /// The key with this public part is in a copy. Where the other is missing, write it again.
  case key(VerifyingKey, in: LogCopy, isOtherMissing: Bool)
  /// It cannot be read any more.
  case lost
  /// Both copies are whole and differ.
  case conflict
}

enum KeyCopy: Equatable {
  case blank
  case damaged
  case whole(VerifyingKey)

  init(_ bytes: Span<UInt8>) {
    guard bytes.count >= KeyFormat.length else {
      self = .damaged
      return
    }
    let copy = bytes.extracting(0..<KeyFormat.length)
    guard !EntryFormat.isBlank(copy) else {
      self = .blank
      return
    }
    var reader = ByteReader(copy)
    guard EntryFormat.isWhole(copy), reader.littleEndian(UInt32.self) == KeyFormat.magic,
      reader.littleEndian(UInt16.self) == KeyFormat.version,
      reader.littleEndian(UInt16.self) == UInt16(KeyFormat.length),
      let key = VerifyingKey(copy.extracting(40..<72))
    else {
      self = .damaged
      return
    }
    self = .whole(key)
  }
}

/// A copy of the key to be written: to place A, synced, then to place B, synced. It is wiped when
/// it goes.
public struct KeyImage: ~Copyable {
  private var storage: InlineArray<76, UInt8>

  /// Makes the image of a seed; nil where it has other than 32 bytes.
  public init?(seed: Span<UInt8>) {
    storage = InlineArray(repeating: 0)
    guard let key = SigningKey(seed: seed) else { return nil }
    let whole = storage.mutableSpan
    var writer = ByteWriter(whole)
    writer.littleEndian(KeyFormat.magic)
    writer.littleEndian(KeyFormat.version)
    writer.littleEndian(UInt16(KeyFormat.length))
    writer.append(seed)
    writer.append(key.verifyingKey.bytes.span)
    let checked = KeyFormat.length - 4
    let checksum = CRC32.of(storage.span.extracting(0..<checked))
    for index in 0..<4 {
      storage[checked + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index))
    }
  }

  deinit { wipe() }

  /// Its bytes.
  public var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    @_addressableSelf
    borrowing get { storage.span }
  }
}

extension KeyImage {
  @_addressableSelf
  private borrowing func wipe() { Secret.wipe(storage.span) }
}
