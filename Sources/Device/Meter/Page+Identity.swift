// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Seal
import ZigBee

/// What this meter is, and what is wrong with it.
///
/// ```
/// LastMeter 0.1.0      Key 03a107bff3ce10be  Self-check failed
/// S/N LM-000042            1d70dd18e74bc099  registers
/// Code 5a1203f09b7c42      67e4d6309ba50d5f
/// Set  e3b0c44298fc1c      1ddc8664125531b8
/// ```
extension Page {
  static func identity(_ meter: borrowing Meter) -> TextScreen {
    var screen = TextScreen()
    screen.write("LastMeter", row: 0, column: 0)
    screen.write(Version.text, row: 0, column: 10)
    let serial = meter.parameters.identity.serialNumber
    if serial.count > 0 {
      screen.write("S/N", row: 1, column: 0)
      let shown = min(serial.count, TextScreen.columns - 4)
      screen.write(serial.span.extracting(0..<shown), row: 1, column: 4)
    }
    write("Code", meter.code, row: 2, &screen)
    write("Set", meter.parameters.digest, row: 3, &screen)
    return screen
  }

  static func key(_ meter: borrowing Meter) -> TextScreen {
    var screen = TextScreen()
    guard let key = meter.publicKey else { return screen }
    screen.write("Key", row: 0, column: 0)
    for row in 0..<TextScreen.rows {
      var digits = FixedBytes<16>()
      for index in 0..<8 { digits.append(hexadecimal: key.bytes[8 * row + index]) }
      screen.write(digits.span, row: row, column: 4)
    }
    return screen
  }

  static func checks(_ meter: borrowing Meter) -> TextScreen {
    var screen = TextScreen()
    screen.write("Self-check failed", row: 0, column: 0)
    var place = 0
    for number in UInt8.min..<16 {
      guard let part = SelfCheckPart(rawValue: number), meter.checks.hasFailed(part) else {
        continue
      }
      screen.write(name(part), row: 1 + place % 3, column: 10 * (place / 3))
      place += 1
    }
    return screen
  }

  /// The first seven bytes: enough to tell one from another.
  private static func write(
    _ name: StaticString, _ digest: Digest?, row: Int, _ screen: inout TextScreen
  ) {
    guard let digest else { return }
    screen.write(name, row: row, column: 0)
    var digits = FixedBytes<14>()
    for index in 0..<7 { digits.append(hexadecimal: digest.bytes[index]) }
    screen.write(digits.span, row: row, column: 5)
  }

  private static func name(_ part: SelfCheckPart) -> StaticString {
    switch part {
    case .firmware: "firmware"
    case .parameters: "settings"
    case .registers: "registers"
    case .memory: "memory"
    case .metrology: "metrology"
    case .clock: "clock"
    case .events: "event log"
    }
  }
}
