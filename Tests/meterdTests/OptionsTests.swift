// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import LocalPort
import Quantities
import RadioLink
import Tariff
import Testing
import ZigBee
import Meter

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
    #expect(options.radio.path == "/dev/ttyUSB0")
    #expect(options.store == "/srv/registers")
    #expect(options.nominalFrequency == .hertz60)
  }

  @Test("The radio's UART has RTS and CTS where nothing else is said; another word is refused")
  func radioFlow() throws {
    #expect(try Options([]).radio.path == "/dev/ttyAMA0")
    #expect(try Options([]).radio.usesFlowControl)
    #expect(try Options(["--radio-flow", "rts-cts"]).radio.usesFlowControl)
    #expect(try !Options(["--radio-flow", "none"]).radio.usesFlowControl)
    for bad in ["off", "NONE", "rts"] {
      let error = #expect(throws: UsageError.self) { try Options(["--radio-flow", bad]) }
      #expect(error?.text == "--radio-flow is rts-cts or none, not \(bad)")
    }
  }

  @Test("The converter is the one that is named, else the reference board's")
  func converter() throws {
    #expect(try Options([]).converter == .ad7991)
    #expect(try Options(["--converter", "ad7991"]).converter == .ad7991)
    #expect(try Options(["--converter", "ads1015"]).converter == .readyEdges(.ads1015))
    #expect(try Options(["--converter", "ads1115"]).converter == .readyEdges(.ads1115))
  }

  @Test("The clock of the bench is universal time; another text is refused")
  func clock() throws {
    let options = try Options(["--clock", "2026-12-01T08:30:00Z"])
    #expect(options.clock == UTC(milliseconds: 1_796_113_800_000))
    for bad in ["2026-12-01 08:30:00", "2026-02-30T00:00:00Z", "2026-12-01T24:00:00Z", "now"] {
      #expect(throws: UsageError.self) { try Options(["--clock", bad]) }
    }
  }

  @Test(
    "User, processor, watchdog and recording are set by their options; no such processor is refused"
  )
  func service() throws {
    let options = try Options([
      "--user", "meter", "--cpu", "3", "--watchdog", "/dev/watchdog", "--record", "/run/input",
    ])
    #expect(options.user == "meter" && options.processor == 3 && options.record == "/run/input")
    #expect(options.watchdog == "/dev/watchdog")
    for bad in ["-1", "1024", "two"] {
      #expect(throws: UsageError.self) { try Options(["--cpu", bad]) }
    }
  }

  @Test(
    "Stores, port, zone and parameters are set by what names them; a zone that is none is refused")
  func places() throws {
    let options = try Options([
      "--fram", "/dev/i2c-6", "--local-port", "/dev/ttyAMA4", "--local-mode", "iec62056",
      "--local-request", "26",
      "--zone", "CET-1CEST,M3.5.0,M10.5.0/3", "--parameters", "/boot/meter.parameters",
    ])
    #expect(options.fram == "/dev/i2c-6" && options.localPort == "/dev/ttyAMA4")
    #expect(options.localMode == .iec62056 && options.parameters == "/boot/meter.parameters")
    #expect(options.zone.standardOffsetMinutes == 60 && options.localRequest == "26")
    let none = try Options([])
    #expect(none.fram == nil && none.localPort == nil && none.parameters == nil)
    #expect(none.zone == .utc && none.localMode == .p1)
    for bad in [
      ["--zone", "Europe/Berlin"], ["--local-request", "x"], ["--local-mode", "P1"], ["--fram"],
    ] {
      #expect(throws: UsageError.self) { try Options(bad) }
    }
  }

  @Test("Times of the display reach the parameters; what is not said stays as it is")
  func display() throws {
    var parameters = MeterParameters(
      frontEnd: ReferenceBoard.frontEnd(nominalFrequency: .hertz50), identity: DeviceIdentity())
    try Options([]).display.enter(in: &parameters)
    #expect(parameters.pageMilliseconds == 5_000 && parameters.backlightMilliseconds == 60_000)
    let said = try Options(["--page-seconds", "3600", "--backlight-seconds", "0"])
    said.display.enter(in: &parameters)
    #expect(parameters.pageMilliseconds == 3_600_000 && parameters.backlightMilliseconds == 0)
  }

  @Test("The display is on lines, or behind the expander that is named")
  func expandedDisplay() throws {
    let usual = try Options(["--display-i2c", "/dev/i2c-6"]).display
    #expect(usual.bus == "/dev/i2c-6" && usual.address == 0x27)
    #expect(usual.place == "/dev/i2c-6 address 0x27")
    for (text, address) in [("0x20", 0x20), ("0x27", 0x27), ("0x38", 0x38), ("0x3f", 0x3F)] {
      let said = try Options(["--display-address", text, "--display-i2c", "/dev/i2c-6"]).display
      #expect(said.address == UInt8(address) && said.place == "/dev/i2c-6 address \(text)")
    }
    for text in ["0x1F", "0x28", "0x37", "0x40", "27", "39", "0x", "0x2", "0x027", "0xGG", "027x"] {
      let error = #expect(throws: UsageError.self) { try Options(["--display-address", text]) }
      let wanted = "is 0x20 to 0x27, of a PCF8574A 0x38 to 0x3F, not \(text)"
      #expect(error?.text == "--display-address \(wanted)")
    }
  }

  @Test(
    "What contradicts another option is refused",
    arguments: [
      (["--display-address", "0x3F"], "--display-address is of an expander"),
      (["--display-i2c", "/dev/i2c-1"], "--display-i2c is another bus than --i2c"),
      (["--display-i2c", "/dev/i2c-6", "--i2c", "/dev/i2c-6"], "--display-i2c is another bus"),
      (["--converter", "ads1115", "--local-request", "26"], "--local-request: lines 26 and 27"),
      (["--local-request", "27", "--converter", "ads1015"], "--local-request: lines 26 and 27"),
    ])
  func contradictions(_ arguments: [String], _ text: String) throws {
    let error = #expect(throws: UsageError.self) { try Options(arguments) }
    #expect(error?.text.hasPrefix(text) == true)
    #expect(try Options(["--local-request", "26"]).localRequest == "26")
    let other = ["--converter", "ads1115", "--local-request", "20"]
    #expect(try Options(other).localRequest == "20")
  }

  @Test("What is said of the meter and its place reaches its parameters")
  func site() throws {
    let options = try Options([
      "--network", "0123456789ABCDEF", "--install-code", "83FED3407A939723A5C639B26916D505C3B5",
      "--supply", "link-key", "--serial", "LM000042", "--delivery-point", "DE0001",
      "--available-power", "3300", "--power-threshold", "3630",
    ])
    var parameters = MeterParameters(
      frontEnd: ReferenceBoard.frontEnd(nominalFrequency: .hertz50), identity: DeviceIdentity())
    options.site.enter(in: &parameters)
    #expect(parameters.join.extendedPAN == 0x0123_4567_89AB_CDEF)
    // The key of this code as zigpy's tests have it.
    let key: [UInt8] = [
      0x66, 0xB6, 0x90, 0x09, 0x81, 0xE1, 0xEE, 0x3C, 0xA4, 0x20, 0x6B, 0x6B, 0x86, 0x1C, 0x02,
      0xBB,
    ]
    guard case .own(let own) = parameters.join.key else {
      Issue.record("\(parameters.join.key)")
      return
    }
    #expect(own.bytes.indices.map { own.bytes[$0] } == key)
    #expect(parameters.isSupplyArmed && parameters.supplyNeedsLinkKey)
    #expect(parameters.identity.serialNumber.count == 8)
    #expect(parameters.identity.pointOfDelivery.count == 6)
    #expect(parameters.identity.contract.availablePower_W == 3_300)
    #expect(parameters.identity.contract.powerThreshold_W == 3_630)
    let unarmed = try Options(["--supply", "unarmed"]).site
    #expect(!unarmed.isSupplyArmed && !unarmed.supplyNeedsLinkKey)
  }

  @Test(
    "Wrong arguments are refused by name",
    arguments: [
      (["--loud"], "unknown argument: --loud"), (["registers"], "unknown argument: registers"),
      (["--store"], "--store needs a value"), (["--store", ""], "--store needs a value"),
      (["--frequency", "55"], "--frequency is 50 or 60, not 55"),
      (
        ["--converter", "ADS1115"], "--converter is ad7991, ads1015 or ads1115, not ADS1115"
      ),
      (["--network", "1234"], "--network is 16 hexadecimal digits, not all 0, not 1234"),
      (
        ["--network", "0000000000000000"],
        "--network is 16 hexadecimal digits, not all 0, not 0000000000000000"
      ),
      (
        ["--install-code", "83FED3407A939723A5C639B26916D505C3B4"],
        "--install-code is a code whose last four digits are its checksum, not "
          + "83FED3407A939723A5C639B26916D505C3B4"
      ),
      (["--install-code", "83GG"], "--install-code is hexadecimal digits, not 83GG"),
      (["--page-seconds", "0"], "--page-seconds is 1 to 3600 seconds, not 0"),
      (["--page-seconds", "3601"], "--page-seconds is 1 to 3600 seconds, not 3601"),
      (
        ["--backlight-seconds", "3601"],
        "--backlight-seconds is 0 to 3600 seconds, 0 for always, not 3601"
      ),
      (
        ["--backlight-seconds", "-1"],
        "--backlight-seconds is 0 to 3600 seconds, 0 for always, not -1"
      ),
      (["--supply", "on"], "--supply is armed, link-key or unarmed, not on"),
      (["--available-power", "8388608"], "--available-power is 1 to 8388607 watts, not 8388608"),
      (["--power-threshold", "0"], "--power-threshold is 1 to 8388607 watts, not 0"),
      (
        ["--delivery-point", "DE000100020003000"],
        "--delivery-point is up to 16 characters, not DE000100020003000"
      ),
      (["--site", "home"], "unknown argument: --site"),
    ])
  func refused(arguments: [String], text: String) {
    let error = #expect(throws: UsageError.self) { try Options(arguments) }
    #expect(error?.text == text)
  }
}
