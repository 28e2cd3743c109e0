// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// The layout of a copy of the kept state; `SPEC.md` has it byte by byte.
public enum StateFormat {
  /// The longest state. Unit: bytes.
  public static let stateBytesMax = 1280
  /// The longest copy: head, state and checksum. Unit: bytes.
  public static let lengthMax = headBytes + stateBytesMax + checksumBytes
  /// Magic, version, length and sequence.
  static let headBytes = 16
  /// CRC-32 of all bytes before it.
  static let checksumBytes = 4
  /// "LMKS", least significant byte first.
  static let magic: UInt32 = 0x534B_4D4C
  static let version: UInt16 = 1

  /// Where a copy begins in the store. Unit: bytes.
  public static func offset(_ copy: Slot) -> Int {
    StoreMap.stateOffset + Int(copy.rawValue) * StoreMap.stride
  }

  /// The state in a whole copy.
  @_lifetime(copy bytes)
  public static func state(_ bytes: Span<UInt8>, _ count: Int) -> Span<UInt8> {
    let end = min(bytes.count, headBytes + max(0, min(count, stateBytesMax)))
    return bytes.extracting(min(headBytes, end)..<end)
  }
}

/// What is to be written, and where.
public struct StateImage: Sendable {
  /// The copy's bytes, no more than the state needs.
  public let bytes: FixedBytes<1300>
  /// The place they belong to.
  public let copy: Slot
  /// The number of this save.
  public let sequence: UInt64

  init(_ state: Span<UInt8>, copy: Slot, sequence: UInt64) {
    var bytes = FixedBytes<1300>()
    bytes.append(littleEndian: StateFormat.magic)
    bytes.append(littleEndian: StateFormat.version)
    bytes.append(littleEndian: UInt16(truncatingIfNeeded: state.count))
    bytes.append(littleEndian: sequence)
    bytes.append(state)
    bytes.append(littleEndian: CRC32.of(bytes.span))
    self.bytes = bytes
    self.copy = copy
    self.sequence = sequence
  }
}

/// What a copy was found to hold.
enum StateContent: Equatable {
  /// Never written: all bytes 0x00 or all 0xFF.
  case blank
  /// Written, but not what a save of this version leaves.
  case damaged
  /// A whole save with so many bytes of state.
  case valid(sequence: UInt64, count: Int)

  init(_ bytes: Span<UInt8>) {
    self = Self.isBlank(bytes) ? .blank : Self.decode(bytes) ?? .damaged
  }

  private static func isBlank(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= StateFormat.lengthMax, bytes[0] == 0x00 || bytes[0] == 0xFF else {
      return false
    }
    for index in 0..<StateFormat.lengthMax where bytes[index] != bytes[0] { return false }
    return true
  }

  private static func decode(_ bytes: Span<UInt8>) -> StateContent? {
    var reader = ByteReader(bytes)
    guard reader.littleEndian(UInt32.self) == StateFormat.magic,
      reader.littleEndian(UInt16.self) == StateFormat.version,
      let count = reader.littleEndian(UInt16.self).map(Int.init),
      count <= StateFormat.stateBytesMax,
      let sequence = reader.littleEndian(UInt64.self)
    else { return nil }
    let length = StateFormat.headBytes + count + StateFormat.checksumBytes
    guard bytes.count >= length, CRC32.isAtEnd(of: bytes.extracting(0..<length)) else {
      return nil
    }
    return .valid(sequence: sequence, count: count)
  }
}
