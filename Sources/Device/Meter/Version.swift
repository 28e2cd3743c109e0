// SPDX-License-Identifier: Apache-2.0

/// The version of the meter and of the programs around it.
public enum Version {
  /// Major, minor, patch [Semantic Versioning 2.0.0].
  public static let text: StaticString = "0.1.0"
  /// The same as one number, of 8, 8 and 16 bits: newer ones are higher.
  public static let number: UInt32 = 0x0001_0000
}
