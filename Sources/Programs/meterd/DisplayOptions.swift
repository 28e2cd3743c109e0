// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import Meter

/// Where the display is, how long what stands on it, and how long it is lit.
struct DisplayOptions {
  /// An hour. Unit: seconds.
  static let secondsMax: UInt64 = 3_600

  /// The bus of its expander; nil where it is on lines of the GPIO chip.
  var bus: String?
  /// That of the expander.
  var address = PCF8574Address.backpack
  private var addressText = "0x27"
  private(set) var isAddressSaid = false
  var pageSeconds: UInt64?
  var backlightSeconds: UInt64?

  /// Bus and address of the expander.
  var place: String? { bus.map { "\($0) address \(addressText)" } }

  static func isKnown(_ option: Argument) -> Bool {
    switch option {
    case "--page-seconds", "--backlight-seconds", "--display-i2c", "--display-address": true
    default: false
    }
  }

  /// Enters what was said.
  func enter(in parameters: inout MeterParameters) {
    if let pageSeconds { parameters.pageMilliseconds = pageSeconds * 1_000 }
    if let backlightSeconds { parameters.backlightMilliseconds = backlightSeconds * 1_000 }
  }

  mutating func set(_ option: String, to value: String) throws(UsageError) {
    let seconds = UInt64(value) ?? .max
    switch Argument(text: option) {
    case "--display-i2c": bus = value
    case "--display-address": try setAddress(option, value)
    case "--page-seconds" where 1...Self.secondsMax ~= seconds: pageSeconds = seconds
    case "--page-seconds": throw .badValue(option, value, "1 to 3600 seconds")
    case "--backlight-seconds" where seconds <= Self.secondsMax: backlightSeconds = seconds
    default: throw .badValue(option, value, "0 to 3600 seconds, 0 for always")
    }
  }

  /// As it is printed: 0x and two digits.
  private mutating func setAddress(_ option: String, _ value: String) throws(UsageError) {
    let text = Array(value.utf8)
    var number: UInt8 = 0
    if text.count == 4, text[0] == UInt8(ascii: "0"), text[1] == UInt8(ascii: "x"),
      let upper = UInt8(hexadecimalDigit: text[2]), let lower = UInt8(hexadecimalDigit: text[3])
    {
      number = upper << 4 | lower
    }
    guard PCF8574Address.contains(number) else {
      throw .badValue(option, value, "0x20 to 0x27, of a PCF8574A 0x38 to 0x3F")
    }
    (address, addressText, isAddressSaid) = (number, value, true)
  }
}
