// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Ledger
import Quantities
import Tariff
import ZigBee

/// The tariff in force, and the limit of the supply.
extension Meter {
  /// Lets the calendar choose the tier, where there is one; else the network's is in force.
  mutating func applyTariff(
    at now: Instant, savedAt: UTC?, _ output: inout some MeterOutput & ~Copyable
  ) {
    if let event = tariff.activate(at: time, savedAt: savedAt) {
      output.log(event, at: eventTime(at: now))
    }
    guard tariff.isInForce else { return }
    setTier(tariff.tier(at: time), at: now)
  }

  /// Does what the limiter wants since the last tick.
  mutating func obeyLimiter(at now: Instant, _ output: inout some MeterOutput & ~Copyable) {
    while let action = accounts.limiterActions.popFirst() {
      switch action {
      case .none: break
      case .warn: display.tell("Load above the limit", at: now)
      case .endWarning: display.tell("Load allowed again", at: now)
      case .open: switchSupply(isClosed: false, Origin(.meter), at: now, &output)
      case .close: switchSupply(isClosed: true, Origin(.meter), at: now, &output)
      }
      kept.change()
    }
  }

  /// Somebody closes the supply: what the limiter opened it for is over.
  mutating func reconnected() {
    guard accounts.limiter.reconnect() == .close else { return }
    kept.changeAtOnce()
  }

  /// The limiter, or a person at the meter, switches the supply.
  mutating func switchSupply(
    isClosed: Bool, _ origin: Origin, at now: Instant,
    _ output: inout some MeterOutput & ~Copyable
  ) {
    supply.ask(isClosed, .startUp)
    kept.changeAtOnce()
    display.tell(isClosed ? "Supply on again" : "Off: above the limit", at: now)
    output.log(.relay(.supply, isClosed: isClosed, origin: origin), at: eventTime(at: now))
  }
}
