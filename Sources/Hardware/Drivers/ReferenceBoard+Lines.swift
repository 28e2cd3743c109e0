// SPDX-License-Identifier: Apache-2.0

extension ReferenceBoard {
  /// The metering bus: I2C-1, with U1 alone on it.
  public static let meteringBus: StaticString = "/dev/i2c-1"
  /// The radio's UART: UART0 with RTS and CTS, taken from Bluetooth by the overlay.
  public static let radioPort: StaticString = "/dev/ttyAMA0"
  /// The chip of all GPIO lines.
  public static let lineChip: StaticString = "/dev/gpiochip0"

  /// GPIO lines, by their number on the computer's header (`Board/Pins.csv`).
  public enum Line: UInt32, Sendable {
    /// U2 RESET, open drain: low resets.
    case radioReset = 4
    /// DS1 RS.
    case displayRegisterSelect = 24
    /// DS1 E.
    case displayEnable = 25
    /// DS1 D4.
    case displayD4 = 5
    /// DS1 D5.
    case displayD5 = 6
    /// DS1 D6.
    case displayD6 = 12
    /// DS1 D7.
    case displayD7 = 13
    /// DS1's backlight: high is on.
    case displayBacklight = 18
    /// D1, the metrology LED: high is lit.
    case metrologyLED = 19
    /// K1, SET coil: rising edge.
    case disconnectSet = 20
    /// K1, RESET coil: rising edge.
    case disconnectReset = 21
    /// K1, feedback contact: high is closed.
    case disconnectFeedback = 26
    /// K2: high is on.
    case loadControl = 27
    /// S1: low is pressed.
    case pageButton = 10
    /// S2: low is open.
    case calibrationSeal = 11
    /// S3: low is open.
    case coverSwitch = 1
    /// S4: low is a magnet.
    case magnetSensor = 0
    /// PF: low is failing.
    case powerFail = 7

    /// As the table calls it.
    public var name: StaticString {
      switch self {
      case .radioReset: "radioReset"
      case .displayRegisterSelect: "displayRegisterSelect"
      case .displayEnable: "displayEnable"
      case .displayD4: "displayD4"
      case .displayD5: "displayD5"
      case .displayD6: "displayD6"
      case .displayD7: "displayD7"
      case .displayBacklight: "displayBacklight"
      case .metrologyLED: "metrologyLED"
      case .disconnectSet: "disconnectSet"
      case .disconnectReset: "disconnectReset"
      case .disconnectFeedback: "disconnectFeedback"
      case .loadControl: "loadControl"
      case .pageButton: "pageButton"
      case .calibrationSeal: "calibrationSeal"
      case .coverSwitch: "coverSwitch"
      case .magnetSensor: "magnetSensor"
      case .powerFail: "powerFail"
      }
    }
  }
}
