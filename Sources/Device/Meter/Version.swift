// SPDX-License-Identifier: Apache-2.0

/// The version of the meter and of the programs around it.
public enum Version {
  /// Major, minor, patch [Semantic Versioning 2.0.0].
  public static let text: StaticString = "0.1.0"
}
