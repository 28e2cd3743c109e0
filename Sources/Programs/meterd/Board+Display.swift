// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import LinuxHardware

/// The display: on lines of the GPIO chip, or behind an expander on an I2C bus.
extension Board {
  typealias Display = HD44780Wiring<LinuxOutput, LinuxI2CTarget>

  /// With an expander no line of the display is taken. One that does not answer is told, and tried
  /// again with the screens: whoever looks at it misses it, the meter measures.
  static func openDisplay(
    _ options: Options
  ) throws(MissingDevice) -> HD44780<Display, LinuxClock> {
    guard let bus = options.display.bus else {
      return HD44780(Display(try openDisplayLines(options)), pause: LinuxClock())
    }
    var expander = try openExpander(bus, options)
    if let silent = silence(of: &expander, options) {
      LinuxProgram.complain("meterd: \(silent.text)")
    }
    return HD44780(Display(expander), pause: LinuxClock())
  }

  /// What is said of an expander that does not answer: the meter runs without it. Nil where there
  /// is none, or it answers.
  ///
  /// - Errors: its bus cannot be opened, and then the meter does not start.
  static func silentDisplay(_ options: Options) throws(MissingDevice) -> MissingDevice? {
    guard let bus = options.display.bus else { return nil }
    var expander = try openExpander(bus, options)
    return silence(of: &expander, options)
  }

  private static func silence(
    of expander: inout PCF8574<LinuxI2CTarget>, _ options: Options
  ) -> MissingDevice? {
    do throws(LinuxFailure) {
      try expander.check()
      return nil
    } catch {
      return MissingDevice(
        path: options.display.place ?? "", failure: error,
        advice: "no PCF8574 answers: see its wires and its bridges A0 to A2, name --display-address"
      )
    }
  }

  private static func openExpander(
    _ bus: String, _ options: Options
  ) throws(MissingDevice) -> PCF8574<LinuxI2CTarget> {
    do throws(LinuxFailure) {
      return PCF8574(try LinuxI2CTarget(path: bus, address: options.display.address))
    } catch {
      let advice: StaticString =
        error.kind == .notPermitted
        ? "add this user to the group i2c" : "name the bus of the display with --display-i2c"
      throw MissingDevice(path: options.display.place ?? bus, failure: error, advice: advice)
    }
  }

  private static func openDisplayLines(
    _ options: Options
  ) throws(MissingDevice) -> HD44780Lines<LinuxOutput> {
    let registerSelect = try openOutput(options, .displayRegisterSelect)
    let enable = try openOutput(options, .displayEnable)
    let data4 = try openOutput(options, .displayD4)
    let data5 = try openOutput(options, .displayD5)
    let data6 = try openOutput(options, .displayD6)
    let data7 = try openOutput(options, .displayD7)
    let backlight = try openOutput(options, .displayBacklight, .high)
    return HD44780Lines(
      registerSelect: registerSelect, enable: enable,
      data: HD44780DataLines(data4, data5, data6, data7), backlight: backlight)
  }
}

extension ReferenceBoard.Line {
  /// Whether it is one of the display's, which an expander has in its place.
  var isOfDisplay: Bool {
    switch self {
    case .displayRegisterSelect, .displayEnable, .displayD4, .displayD5, .displayD6, .displayD7,
      .displayBacklight:
      true
    default: false
    }
  }
}
