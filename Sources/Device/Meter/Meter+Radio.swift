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
    while let event = radio.nextEvent() { take(event, at: now) }
    while radio.takesMessages, let report = device.tick(at: Moment(now), values: values) {
      guard send(report, at: now) else { break }
    }
    var bytes = InlineArray<256, UInt8>(repeating: 0)
    while true {
      var span = bytes.mutableSpan
      let count = radio.takeOutput(into: &span)
      if count == 0 { break }
      output.transmit(bytes.span.extracting(0..<count))
    }
  }

  /// What the Metering cluster tells: nothing that the meter does not know.
  private var values: MeterValues {
    var values = MeterValues()
    values.metering.currentSummationDelivered_Wh = UInt64(
      clamping: registers.energyImport.wattHours)
    values.metering.currentSummationReceived_Wh = UInt64(clamping: registers.energyExport.wattHours)
    values.metering.instantaneousDemand_W = latest.map { block in
      Int64(clamping: Int128(block.activePower.microwatts).roundedQuotient(1_000_000))
    }
    values.metering.powerFactor_percent = latest?.powerFactor.map { factor in
      Int8(clamping: factor.millionths.roundedQuotient(10_000))
    }
    return values
  }

  private mutating func take(_ event: RadioEvent, at now: Instant) {
    switch event {
    case .joined(let network):
      device.joined(
        shortAddress: network.shortAddress, eui64: network.eui64,
        payloadBytesMax: network.payloadBytesMax)
    case .left:
      device.left()
    case .received(let message):
      if let reply = device.received(
        ApplicationMessage(message), at: Moment(now), values: values)
      {
        _ = send(reply, at: now)
      }
    case .delivered(_, let status):
      if status != .success { device.undelivered() }
    case .wantsReset:
      // The board resets the module at power-up alone.
      break
    }
  }

  /// False where the radio is busy: what the message told is due again later.
  private mutating func send(_ message: ApplicationMessage, at now: Instant) -> Bool {
    do throws(RadioFailure) {
      _ = try radio.send(RadioMessage(message), at: now)
      return true
    } catch {
      device.undelivered()
      return false
    }
  }
}
