// SPDX-License-Identifier: Apache-2.0

import EventLog
import Quantities
import Tariff
import ZigBee

/// What a person does at the meter's button.
extension Meter {
  /// In the dark: light, and nothing else. Shortly: the next page; on a text whose sender waits for
  /// it, the confirmation, and before that the text itself, so that nobody confirms what he has not
  /// seen. Long: out of the load control event that runs or comes next, or in again.
  mutating func pressed(
    _ press: PushButton.Press, at now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    switch press {
    case .short where display.backlight.hasWoken: break
    case .short where display.message?.wantsConfirmation == true: confirm(at: now)
    case .short: display.turnPage()
    case .long where accounts.limiter.isReconnectable:
      reconnected()
      switchSupply(isClosed: true, Origin(.local), at: now, &output)
    case .long:
      switch device.toggleOpt(at: Moment(now, utc: time)) {
      case true?: display.tell("Load control: left", at: now)
      case false?: display.tell("Load control: joined", at: now)
      case nil: display.tell("No load control now", at: now)
      }
    }
  }

  private mutating func confirm(at now: Instant) {
    guard display.showsMessage else { return display.showMessage(at: now) }
    display.message?.wantsConfirmation = false
    display.tell(device.confirmMessage() ? "Confirmed" : "Not waited for", at: now)
  }
}
