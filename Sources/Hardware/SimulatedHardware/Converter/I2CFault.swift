// SPDX-License-Identifier: Apache-2.0

/// How a simulated bus fails.
public enum I2CFault: Error, Equatable, Sendable {
  /// Nobody acknowledged the address or a byte (ENXIO, EREMOTEIO).
  case notAcknowledged
  /// Fewer bytes came than were asked for.
  case truncated(bytes: Int)
  /// The bus did not come free in time (ETIMEDOUT).
  case timeout
  /// A scripted target was asked for something else than the script says.
  case unexpected
}
