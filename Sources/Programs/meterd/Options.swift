// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import Firmware
import LocalPort
import Parameters
import Quantities
import Seal
import Tariff

/// Why the arguments were refused.
enum UsageError: Error {
  case unknown(String)
  case noValue(String)
  case badFrequency(String)
  case badValue(String, String, StaticString)
  case conflict(StaticString)

  var text: String {
    switch self {
    case .unknown(let argument): "unknown argument: \(argument)"
    case .noValue(let option): "\(option) needs a value"
    case .badFrequency(let value): "--frequency is 50 or 60, not \(value)"
    case .badValue(let option, let value, let wanted): "\(option) is \(wanted), not \(value)"
    case .conflict(let text): "\(text)"
    }
  }
}

/// What the arguments ask for.
struct Options {
  enum Task {
    case meter
    case help
    case version
    case probe
    case safe
    case doctor
    case install(String)
    case replay(String)
  }

  static let help = """
    usage: meterd [--i2c PATH] [--gpio PATH] [--radio PATH] [--store PATH] [--frequency 50|60]
                  [--converter ad7991|ads1015|ads1115] [--radio-flow rts-cts|none]
                  [--display-i2c PATH] [--display-address ADDRESS]
                  [--fram PATH] [--staging PATH] [--local-port PATH] [--local-mode p1|iec62056]
                  [--local-request N]
                  [--zone TZ] [--parameters FILE] [--network ID] [--install-code CODE]
                  [--supply armed|link-key|unarmed] [--serial TEXT] [--delivery-point TEXT]
                  [--available-power W] [--power-threshold W]
                  [--user NAME] [--cpu N] [--watchdog PATH] [--clock TIME]
                  [--upgrade-key KEY] [--page-seconds S] [--backlight-seconds S]
                  [--record FILE]
           meterd doctor [OPTION...]
           meterd --install FILE --staging PATH --upgrade-key KEY
           meterd --probe | --safe | --replay FILE | --version | --help

    The electricity meter's firmware. It opens the board and runs until it is stopped.

      --i2c PATH         metering bus, with the converters [\(ReferenceBoard.meteringBus)]
      --converter PART   ad7991 (one at 0x28), or ads1015 or ads1115 (two at 0x48 and 0x49, ready
                         edges on GPIO 26 and 27, no supply relays) [ad7991]
      --gpio PATH        chip of the board's GPIO lines [\(ReferenceBoard.lineChip)]
      --display-i2c PATH bus with the display's PCF8574; without it the display is on lines
      --display-address ADDRESS  0x20 to 0x27, of a PCF8574A 0x38 to 0x3F [0x27]
      --radio PATH       UART of the XBee, 115200 bits a second [\(ReferenceBoard.radioPort)]
      --radio-flow HOW   rts-cts, or none where RTS and CTS are not wired [rts-cts]
      --store PATH       file that keeps the registers [/var/lib/lastmeter/registers]
      --fram PATH        bus with the FRAM that keeps the registers; without it the file does
      --local-port PATH  UART at which the meter is read on site; without it there is none
      --local-request N  line of the GPIO chip on which a reader asks for P1 telegrams, high asks;
                         without it they come each second
      --local-mode MODE  p1 (DSMR 5, 115200 baud) or iec62056 (mode C, 300 baud first) [p1]
      --parameters FILE  block of meterbench parameters compile; it comes into force while the
                         calibration seal is open, and then goes before what is said here
      --zone TZ          local time, as POSIX writes it: CET-1CEST,M3.5.0,M10.5.0/3 [UTC0]
      --staging PATH     file with two slots for other firmware, in which an upgrade waits; without
                         it none is asked for
      --upgrade-key KEY  public key of who may sign upgrades, 64 hexadecimal digits: meterbench
                         firmware key; without it none is asked for, and none started
      --install FILE     put the image of an upgrade into the free slot, while the meter is stopped
      --slot a|b         said by the firmware that is built in to the one that it starts
      --frequency 50|60  the network's nominal frequency in hertz [50]
      --network ID       extended PAN identifier of the only network to join, 16 hexadecimal digits
      --install-code CODE  join with the key of this code, hexadecimal with its checksum
      --supply HOW       whether the radio may switch the supply: armed, link-key (only commands
                         under the link key) or unarmed [armed]
      --serial TEXT      the meter's serial number, up to 24 characters
      --delivery-point TEXT  what the bill calls the point of delivery, up to 16 characters
      --available-power W, --power-threshold W  what the supply contract says, in watts
      --page-seconds S   how long a page of the display stands before the next one does [5]
      --backlight-seconds S  how long it is lit after the button was pressed, 0 for always [60]
      --clock TIME       on the bench: the universal time at the start, as 2026-12-01T08:30:00Z; it
                         counts while the calibration seal is open and no other clock is set
      --user NAME        become this user before anything is opened; for a start as root
      --cpu N            the thread that reads the samples runs on this processor only, from 0;
                         others may run there, too
      --record FILE      on the bench: record all that goes into the meter in a new file, up to
                         64 MiB; the main loop writes it, so let it be in memory: /run/lastmeter
      --watchdog PATH    watchdog device, fed each second; it resets the machine after 15 s without
      doctor             look at each bus, chip, line, port, right and file, and say what to do
      --probe            ask whether the board is there: exit code 0 or 69
      --safe             take the current off both coils of the supply relay, the light off the
                         metrology LED, the text and the light off the display: for after a crash
      --replay FILE      play a recording through the meter, print what it measured
      --version          print the version
      --help             print this

    Exit codes: 0 well, 64 wrong arguments, 65 damaged recording, 66 no such recording,
    69 a device of the board is missing, 70 the doctor found that it runs with less,
    74 a device failed, 75 stopped before the last save had ended.
    """

  var task = Task.meter
  var i2c = "\(ReferenceBoard.meteringBus)"
  var converter = ConverterChoice.ad7991
  var gpio = "\(ReferenceBoard.lineChip)"
  /// Of the sealed parameters; empty before they are read.
  var lines = LineTable()
  var radio = RadioOptions()
  var store = "/var/lib/lastmeter/registers"
  var staging: String?
  var fram: String?
  var parameters: String?
  var localPort: String?
  var localRequest: String?
  var localMode = LocalPortParameters.Mode.p1
  var zone = ZoneRules.utc
  var nominalFrequency = NominalFrequency.hertz50
  var site = SiteOptions()
  var display = DisplayOptions()
  var user: String?
  var processor: Int32?
  var watchdog: String?
  var record: String?
  var clock: UTC?
  var upgradeKey: VerifyingKey?
  var slot: FirmwareSlot?

  init(_ arguments: [String]) throws(UsageError) {
    var index = 0
    while index < arguments.count {
      index += try take(arguments, at: index)
    }
    try refuseConflicts()
  }

  /// What each says alone and both cannot have.
  private func refuseConflicts() throws(UsageError) {
    if display.bus == nil, display.isAddressSaid {
      throw .conflict("--display-address is of an expander: name its bus with --display-i2c")
    }
    if let bus = display.bus, bus == i2c {
      throw .conflict("--display-i2c is another bus than --i2c: a converter is alone on its own")
    }
    guard !converter.hasSupplyRelays, let line = localRequest else { return }
    if line == "\(MakerBoard.Line.voltageReady.rawValue)"
      || line == "\(MakerBoard.Line.currentReady.rawValue)"
    {
      throw .conflict("--local-request: lines 26 and 27 have the ready edges of this --converter")
    }
  }

  /// Takes one option and returns how many arguments it had.
  private mutating func take(_ arguments: [String], at index: Int) throws(UsageError) -> Int {
    let option = arguments[index]
    switch Argument(text: option) {
    case "--help", "-h": task = .help
    case "--version": task = .version
    case "--probe": task = .probe
    case "--safe": task = .safe
    case "doctor": task = .doctor
    default:
      guard Self.isKnown(option) else { throw .unknown(option) }
      guard index + 1 < arguments.count else { throw .noValue(option) }
      try set(option, to: arguments[index + 1])
      return 2
    }
    return 1
  }

  private static func isKnown(_ option: String) -> Bool {
    switch Argument(text: option) {
    case "--replay", "--i2c", "--converter", "--gpio", "--store", "--staging",
      "--frequency", "--fram", "--parameters", "--local-port", "--local-mode", "--zone", "--user",
      "--cpu",
      "--watchdog", "--clock", "--local-request", "--upgrade-key", "--slot", "--install",
      "--record":
      true
    default:
      SiteOptions.isKnown(Argument(text: option)) || DisplayOptions.isKnown(Argument(text: option))
        || RadioOptions.isKnown(Argument(text: option))
    }
  }

  private mutating func set(_ option: String, to value: String) throws(UsageError) {
    if value.isEmpty { throw .noValue(option) }
    switch Argument(text: option) {
    case "--replay": task = .replay(value)
    case "--install": task = .install(value)
    case "--upgrade-key": upgradeKey = try Self.key(value)
    case "--slot" where "a" ~= Argument(text: value): slot = .a
    case "--slot" where "b" ~= Argument(text: value): slot = .b
    case "--slot": throw .badValue(option, value, "a or b")
    case "--i2c": i2c = value
    case "--converter": converter = try Self.converter(value)
    case "--gpio": gpio = value
    case "--store": store = value
    case "--staging": staging = value
    case "--fram": fram = value
    case "--parameters": parameters = value
    case "--local-port": localPort = value
    case "--local-request": localRequest = "\(try Self.line(value))"
    case "--local-mode" where "p1" ~= Argument(text: value): localMode = .p1
    case "--local-mode" where "iec62056" ~= Argument(text: value): localMode = .iec62056
    case "--local-mode": throw .badValue(option, value, "p1 or iec62056")
    case "--user": user = value
    case "--cpu": processor = try Self.processor(value)
    case "--watchdog": watchdog = value
    case "--record": record = value
    case "--clock": clock = try Self.time(value)
    case "--zone": zone = try Self.zone(value)
    case "--frequency" where "50" ~= Argument(text: value): nominalFrequency = .hertz50
    case "--frequency" where "60" ~= Argument(text: value): nominalFrequency = .hertz60
    case "--frequency": throw .badFrequency(value)
    case let argument where DisplayOptions.isKnown(argument): try display.set(option, to: value)
    case let argument where RadioOptions.isKnown(argument): try radio.set(option, to: value)
    default: try site.set(option, to: value)
    }
  }
}

extension Options {
  private static func converter(_ value: String) throws(UsageError) -> ConverterChoice {
    guard let choice = ConverterChoice(Argument(text: value)) else {
      throw .badValue("--converter", value, "ad7991, ads1015 or ads1115")
    }
    return choice
  }

  private static func line(_ value: String) throws(UsageError) -> UInt32 {
    guard let number = UInt32(value), number < 1_024 else {
      throw .badValue("--local-request", value, "the number of a line, from 0")
    }
    return number
  }

  private static func key(_ value: String) throws(UsageError) -> VerifyingKey {
    var bytes = InlineArray<32, UInt8>(repeating: 0)
    var count = 0
    for letter in value.utf8 {
      guard count < 64, let digit = UInt8(hexadecimalDigit: letter) else { count = 0; break }
      bytes[count / 2] |= digit << (count % 2 == 0 ? 4 : 0)
      count += 1
    }
    guard count == 64 else { throw .badValue("--upgrade-key", value, "64 hexadecimal digits") }
    return VerifyingKey(bytes)
  }

  private static func time(_ value: String) throws(UsageError) -> UTC {
    let bytes = Array(value.utf8)
    guard let time = UTC(written: bytes.span) else {
      throw .badValue("--clock", value, "a universal time: 2026-12-01T08:30:00Z")
    }
    return time
  }

  private static func processor(_ value: String) throws(UsageError) -> Int32 {
    guard let number = Int32(value), (0..<1_024).contains(number) else {
      throw .badValue("--cpu", value, "a number from 0")
    }
    return number
  }

  private static func zone(_ value: String) throws(UsageError) -> ZoneRules {
    let bytes = Array(value.utf8)
    do throws(ZoneError) { return try ZoneRules(posix: bytes.span) } catch {
      throw .badValue("--zone", value, "a POSIX TZ text: CET-1CEST,M3.5.0,M10.5.0/3")
    }
  }
}

/// An argument compared by its bytes: that of String would link the tables of Unicode, 25 kB.
struct Argument {
  let text: String

  static func ~= (option: String, argument: Argument) -> Bool {
    argument.text.utf8.elementsEqual(option.utf8)
  }
}
