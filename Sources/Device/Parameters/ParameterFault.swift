// SPDX-License-Identifier: Apache-2.0

/// Why bytes are no parameter block.
public enum ParameterFault: Error, Equatable, Sendable {
  /// Not the magic, the length, the hash or the checksum of a block.
  case damaged
  /// A version that this firmware does not know; its checksum holds.
  case unknownVersion(UInt16)
  /// A section that this version does not have.
  case unknownSection(UInt8)
  /// A section, by its tag, is missing, twice, out of its order or not of its length, or says the
  /// same in another way than this firmware writes it.
  case malformed(UInt8)
  /// A value that the key cannot have.
  case outOfRange(ParameterKey)
}
