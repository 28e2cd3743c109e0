// SPDX-License-Identifier: Apache-2.0

public import RadioLink
public import ZigBee

extension DiagnosticsValues {
  /// Takes what the radio knows; resets and saves are the meter's own.
  public mutating func take(_ radio: RadioDiagnostics) {
    unicastsReceived = radio.unicastsReceived
    unicastsDelivered = radio.unicastsDelivered
    unicastsFailed = radio.unicastsFailed
    joins = radio.joins
    lastMessageLQI = radio.lastMessageLQI
    lastMessageRSSI = radio.lastMessageRSSI_dBm
  }
}
