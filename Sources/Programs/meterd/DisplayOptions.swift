// SPDX-License-Identifier: Apache-2.0

import Meter

/// How long what stands on the display, and how long it is lit.
struct DisplayOptions {
  /// An hour. Unit: seconds.
  static let secondsMax: UInt64 = 3_600

  var pageSeconds: UInt64?
  var backlightSeconds: UInt64?

  static func isKnown(_ option: Argument) -> Bool {
    switch option {
    case "--page-seconds", "--backlight-seconds": true
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
    case "--page-seconds" where 1...Self.secondsMax ~= seconds: pageSeconds = seconds
    case "--page-seconds": throw .badValue(option, value, "1 to 3600 seconds")
    case "--backlight-seconds" where seconds <= Self.secondsMax: backlightSeconds = seconds
    default: throw .badValue(option, value, "0 to 3600 seconds, 0 for always")
    }
  }
}
