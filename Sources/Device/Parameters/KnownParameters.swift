// SPDX-License-Identifier: Apache-2.0

public import Seal

/// What the rest of the meter's store says of its parameters: a block that somebody took away is
/// not one that never was.
public enum KnownParameters: Equatable, Sendable {
  /// The meter is new, or none were ever in force.
  case never
  /// A block of this hash was in force last.
  case inForce(Digest)
  /// Nobody knows: the meter is not new.
  case unknown
}
