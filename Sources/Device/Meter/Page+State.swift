// SPDX-License-Identifier: Apache-2.0

import Bytes
import Metrology
import Quantities
import RadioLink

/// Power, alarms, the radio and the calibration.
///
/// ```
/// P    1147.2 W import    Alarms             2    Radio         joined
/// Q     120.3 var         cover                   PAN 1a2b  channel 15
/// S    1153.5 VA          network                 Address 0c4d -67 dBm
/// PF    0.995                                     EUI 0013a20041a2b3c4
/// ```
extension Page {
  static func power(_ meter: borrowing Meter) -> TextScreen {
    var screen = TextScreen()
    let block = meter.latest
    screen.write("P", row: 0, column: 0)
    // Direction is told in words: the number has no sign.
    let power = block?.activePower.microwatts
    let magnitude = power.map { Int64(clamping: $0.magnitude) }
    write(magnitude, per: 100_000, places: 1, at: (0, 2, 9), &screen)
    screen.write(" W", row: 0, column: 11)
    if let power { screen.write(power < 0 ? "export" : "import", row: 0, column: 14) }
    screen.write("Q", row: 1, column: 0)
    let reactive = block?.fundamental?.reactivePower.microvars
    write(reactive, per: 100_000, places: 1, at: (1, 2, 9), &screen)
    screen.write(" var", row: 1, column: 11)
    screen.write("S", row: 2, column: 0)
    let apparent = block?.apparentPower.microvoltamperes
    write(apparent, per: 100_000, places: 1, at: (2, 2, 9), &screen)
    screen.write(" VA", row: 2, column: 11)
    screen.write("PF", row: 3, column: 0)
    let factor = block?.powerFactor.map { Int64($0.millionths) }
    write(factor, per: 1_000, places: 3, at: (3, 2, 9), &screen)
    return screen
  }

  /// How many alarms there are, and the first six of them.
  static func alarms(_ meter: borrowing Meter) -> TextScreen {
    var screen = TextScreen()
    screen.write("Alarms", row: 0, column: 0)
    let count = TextField(row: 0, column: 16, width: 4)
    screen.writeDecimal(Int64(meter.alarmCount), places: 0, in: count)
    var place = 0
    for number in 0..<PageAlarm.count {
      guard let alarm = PageAlarm(rawValue: number), meter.has(alarm), place < 6 else { continue }
      screen.write(alarm.name, row: 1 + place % 3, column: 10 * (place / 3))
      place += 1
    }
    return screen
  }

  static func radio(_ meter: borrowing Meter) -> TextScreen {
    var screen = TextScreen()
    screen.write("Radio", row: 0, column: 0)
    if let address = meter.radio.localEUI64 {
      var digits = FixedBytes<16>()
      digits.append(hexadecimal: address)
      screen.write("EUI", row: 3, column: 0)
      screen.write(digits.span, row: 3, column: 4)
    }
    guard let network = meter.network else {
      let isSilent = meter.radio.localEUI64 == nil
      screen.write(isSilent ? " no answer" : "no network", row: 0, column: 10)
      return screen
    }
    screen.write("joined", row: 0, column: 14)
    write("PAN", network.pan, at: (1, 4), &screen)
    screen.write("channel", row: 1, column: 10)
    let channel = TextField(row: 1, column: 18, width: 2)
    screen.writeDecimal(Int64(network.channel), places: 0, in: channel)
    write("Address", network.shortAddress, at: (2, 8), &screen)
    if let strength = meter.radio.lastMessageRSSI_dBm {
      let field = TextField(row: 2, column: 12, width: 4)
      screen.writeDecimal(Int64(strength), places: 0, in: field)
      screen.write(" dBm", row: 2, column: 16)
    }
    return screen
  }

  static func calibration(_ meter: borrowing Meter) -> TextScreen {
    var screen = TextScreen()
    let isCalibrated = meter.parameters.frontEnd.isCalibrated
    screen.write(isCalibrated ? "Calibrated" : "Uncalibrated", row: 0, column: 0)
    screen.write("Calibration", row: 1, column: 0)
    let counter = TextField(row: 1, column: 12, width: 8)
    screen.writeDecimal(Int64(clamping: meter.parameters.counter), places: 0, in: counter)
    screen.write("Seal", row: 2, column: 0)
    screen.write(meter.guards.seal.isOpen ? "  open" : "closed", row: 2, column: 14)
    return screen
  }

  private static func write(
    _ name: StaticString, _ number: UInt16, at place: (Int, Int), _ screen: inout TextScreen
  ) {
    var digits = FixedBytes<4>()
    digits.append(hexadecimal: number)
    screen.write(name, row: place.0, column: 0)
    screen.write(digits.span, row: place.0, column: place.1)
  }
}
