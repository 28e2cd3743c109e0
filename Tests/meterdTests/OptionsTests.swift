// SPDX-License-Identifier: Apache-2.0

import Drivers
import Quantities
import Testing

@testable import meterd

/// What meterd takes as arguments.
@Suite("The arguments of meterd")
struct OptionsTests {
  @Test("Without arguments it runs the reference board at 50 Hz")
  func defaults() throws {
    let options = try Options([])
    #expect(options.i2c == "/dev/i2c-1")
    #expect(options.gpio == "/dev/gpiochip0")
    #expect(options.store == "/var/lib/lastmeter/registers")
    #expect(options.nominalFrequency == .hertz50)
    guard case .meter = options.task else {
      Issue.record("\(options.task)")
      return
    }
  }

  @Test("Each option sets what it names")
  func options() throws {
    let options = try Options([
      "--i2c", "/dev/i2c-7", "--gpio", "/dev/gpiochip4", "--radio", "/dev/ttyUSB0",
      "--store", "/srv/registers", "--frequency", "60",
    ])
    #expect(options.i2c == "/dev/i2c-7")
    #expect(options.gpio == "/dev/gpiochip4")
    #expect(options.radio == "/dev/ttyUSB0")
    #expect(options.store == "/srv/registers")
    #expect(options.nominalFrequency == .hertz60)
  }

  @Test(
    "Wrong arguments are refused by name",
    arguments: [
      (["--loud"], "unknown argument: --loud"), (["registers"], "unknown argument: registers"),
      (["--store"], "--store needs a value"), (["--store", ""], "--store needs a value"),
      (["--frequency", "55"], "--frequency is 50 or 60, not 55"),
    ])
  func refused(arguments: [String], text: String) {
    let error = #expect(throws: UsageError.self) { try Options(arguments) }
    #expect(error?.text == text)
  }
}
