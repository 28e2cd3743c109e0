// SPDX-License-Identifier: Apache-2.0

public import RadioLink
public import ZigBee

extension DeliveryOutcome {
  /// What a radio's status means to the device above it.
  public init(_ status: DeliveryStatus) {
    switch status.policy {
    case .delivered: self = .delivered
    case .retryLater: self = .retryLater
    case .lookUpAgain: self = .lookUpAgain
    case .giveUp: self = .giveUp
    }
  }
}
