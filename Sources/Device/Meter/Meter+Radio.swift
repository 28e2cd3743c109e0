// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Metrology
import Quantities
import RadioLink
import ZigBee
import ZigBeeRadio

extension Meter {
  /// Lets the radio and the ZigBee device talk until neither has anything to say.
  mutating func serveRadio(at now: Instant, _ output: inout some MeterOutput & ~Copyable) {
    while let event = radio.nextEvent() { take(event, at: now, &output) }
    let moment = Moment(now, utc: time)
    let values = self.values
    if !radio.takesMessages {
      // What ends by time ends without a network, too.
      device.pass(at: moment, values: values)
    } else {
      while radio.takesMessages, let message = device.tick(at: moment, values: values) {
        guard send(message, at: now) else { break }
      }
    }
    var bytes = InlineArray<256, UInt8>(repeating: 0)
    while true {
      var span = bytes.mutableSpan
      let count = radio.takeOutput(into: &span)
      if count == 0 { break }
      output.transmit(bytes.span.extracting(0..<count))
    }
  }

  private mutating func take(
    _ event: RadioEvent, at now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    switch event {
    case .joined(let network):
      device.joined(
        shortAddress: network.shortAddress, eui64: network.eui64,
        payloadBytesMax: network.payloadBytesMax)
    case .left:
      device.left()
    case .received(let message):
      if let reply = device.received(
        ApplicationMessage(message), at: Moment(now, utc: time), values: values)
      {
        _ = send(reply, at: now)
      }
    case .delivered(let identifier, let status):
      device.ended(identifier, DeliveryOutcome(status), at: now)
    case .wantsReset:
      output.resetRadio()
    }
  }

  /// False where the radio is busy: what the message told is due again later.
  mutating func send(_ message: ApplicationMessage, at now: Instant) -> Bool {
    do throws(RadioFailure) {
      device.sent(message, as: try radio.send(RadioMessage(message), at: now))
      return true
    } catch {
      device.notSent(message, at: now)
      return false
    }
  }
}
