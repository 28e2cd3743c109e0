// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// What becomes of what the device says.
extension ZigBeeDevice {
  /// The radio took a message, under an identifier that `ended` repeats.
  public mutating func sent(_ message: ApplicationMessage, as identifier: UInt8) {
    if !assurance.sent(message, as: identifier) { counts.lostMessages &+= 1 }
  }

  /// The radio did not take a message: what it tells is due again.
  public mutating func notSent(_ message: ApplicationMessage, at now: Instant) {
    reporting.reportLost()
    if !assurance.notSent(message, at: now) { counts.lostMessages &+= 1 }
  }

  /// The delivery of a message ended. Of one that was not delivered, what it may have told is due
  /// again after its minimum. Where an address was not found, the radio looks those of all peers
  /// up again.
  public mutating func ended(_ identifier: UInt8, _ outcome: DeliveryOutcome, at now: Instant) {
    if outcome != .delivered { reporting.reportLost() }
    if outcome == .lookUpAgain { bindings.forgetShortAddresses() }
    if !assurance.ended(identifier, outcome, at: now) { counts.lostMessages &+= 1 }
  }
}
