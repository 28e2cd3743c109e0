// SPDX-License-Identifier: Apache-2.0

/// The layout of a slot; `SPEC.md` has it byte by byte.
public enum SlotFormat {
  /// Room for one slot, exactly; the one place that says how long it is.
  public typealias Bytes = InlineArray<204, UInt8>
  /// Bytes from one slot to the next.
  public static let stride = 4096
  /// Bytes of a slot that mean something.
  public static let length = Bytes.count
  /// Bytes of a slot of version 1, which is read but no longer written.
  public static let lengthVersion1 = SlotVersion.one.length
  /// What a store must hold. Unit: bytes.
  public static let capacity = stride + length
  /// "LMLR", least significant byte first.
  static let magic: UInt32 = 0x524C_4D4C
  static let version = SlotVersion.two
  /// Magic, version, length and sequence.
  static let headBytes = 16
  /// CRC-32 of all bytes before it.
  static let checksumBytes = 4
}

/// The versions of the format that can be read.
enum SlotVersion: UInt16 {
  /// Active energy in two directions, gap and operating time.
  case one = 1
  /// All registers.
  case two = 2

  /// How many of `Registers.energies` it keeps.
  var energies: Int { self == .one ? 2 : Registers.Energies.count }
  /// How many of `Registers.counters` it keeps.
  var counters: Int { self == .one ? 2 : Registers.Counters.count }
  /// Unit: bytes, checksum included.
  var length: Int {
    SlotFormat.headBytes + 16 * energies + 8 * counters + SlotFormat.checksumBytes
  }
}
