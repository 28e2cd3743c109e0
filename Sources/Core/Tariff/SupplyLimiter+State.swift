// SPDX-License-Identifier: Apache-2.0

extension SupplyLimiter {
  /// Whether the relay is open until a person at the meter closes it.
  public var isReconnectable: Bool { phase == .openUntilReconnected }
}
