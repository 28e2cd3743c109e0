// SPDX-License-Identifier: Apache-2.0

import EventLog
import Ledger
import Quantities

/// The meter's own supply: what its comparator says.
extension Meter {
  /// Between two failures that are logged: a comparator that trembles does not fill the log. Unit:
  /// nanoseconds.
  static var failureNanoseconds: UInt64 { 60_000_000_000 }

  /// The supply fails, or has come back before the meter ended: each failure is saved at once, and
  /// not each is an event.
  mutating func supplyChanged(
    isFailing: Bool, at now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    display.backlight.isSupplyFailing = isFailing
    outage.changed(isFailing: isFailing, at: now)
    if isFailing {
      handOut(at: now, &output)
      if let logged = failureLogged, now.since(logged) < Self.failureNanoseconds { return }
      (failureLogged, isFailureTold) = (now, true)
      output.log(.powerOff, at: eventTime(at: now))
    } else if isFailureTold, let logged = failureLogged {
      isFailureTold = false
      let milliseconds = now.since(logged) / 1_000_000
      output.log(
        .powerOn(cause: .supply, offMilliseconds: milliseconds), at: eventTime(at: now))
    }
  }

  /// The open block ends and registers and state are handed out, whatever comes next.
  private mutating func handOut(at now: Instant, _ output: inout some MeterOutput & ~Copyable) {
    finishBlock(at: now, &output)
    save(at: now, &output)
    kept.hurry()
    keepState(at: now, &output)
  }
}
