// SPDX-License-Identifier: Apache-2.0

import Drivers
import LinuxHardware

/// Where the radio is, and whether RTS and CTS are wired to it.
struct RadioOptions {
  var path = "\(ReferenceBoard.radioPort)"
  var usesFlowControl = true

  /// Those of its UART.
  var settings: LinuxSerialPort.Settings { .init(flowControl: usesFlowControl) }

  static func isKnown(_ option: Argument) -> Bool {
    switch option {
    case "--radio", "--radio-flow": true
    default: false
    }
  }

  mutating func set(_ option: String, to value: String) throws(UsageError) {
    switch (Argument(text: option), Argument(text: value)) {
    case ("--radio", _): path = value
    case (_, "rts-cts"): usesFlowControl = true
    case (_, "none"): usesFlowControl = false
    default: throw .badValue(option, value, "rts-cts or none")
    }
  }
}
