// SPDX-License-Identifier: Apache-2.0

import Bytes
import LocalPort
import Quantities

/// A port and the reader at the other end of its line, in virtual time, one pass a millisecond.
struct PortScene {
  var port: LocalPort
  var readings = LocalReadings()
  private(set) var milliseconds: UInt64 = 0
  /// What the port said since it was last asked, without parity, and when its first byte was given.
  private(set) var heard: [UInt8] = []
  private(set) var firstAt: UInt64?
  /// How often readings were taken.
  private(set) var begun = 0
  /// Bytes whose parity was wrong.
  private(set) var spoilt = 0
  /// How many bytes the UART takes in a pass.
  var uartTakes = Int.max
  private let hasParity: Bool

  init(_ mode: LocalPortParameters.Mode, address: String = "", speed: LineSpeed = .bd9600) {
    var parameters = LocalPortParameters(
      mode: mode, manufacturer: fixed("LMT"), identification: fixed("LASTMETER-1"))
    parameters.address = fixed(address)
    parameters.proposedSpeed = speed
    port = LocalPort(parameters)
    hasParity = mode == .iec62056
  }

  var now: Instant { Instant.zero.adding(milliseconds: milliseconds) }

  /// What was heard, as text; the next call begins anew.
  mutating func hear() -> String {
    defer { (heard, firstAt) = ([], nil) }
    return String(decoding: heard, as: UTF8.self)
  }

  /// Lets time pass.
  mutating func pass(_ duration: UInt64) {
    for _ in 0..<duration {
      milliseconds += 1
      if port.ticked(at: now) {
        begun += 1
        port.begin(readings, at: now)
      }
      takeBytes()
    }
  }

  private mutating func takeBytes() {
    var left = uartTakes
    while left > 0 {
      let bytes = port.outgoing(at: now)
      guard bytes.count > 0 else { return }
      let count = min(bytes.count, left)
      for index in 0..<count { hear(bytes[index]) }
      port.taken(count, at: now)
      left -= count
    }
  }

  private mutating func hear(_ byte: UInt8) {
    if firstAt == nil { firstAt = milliseconds }
    if hasParity, byte.nonzeroBitCount % 2 == 1 { spoilt += 1 }
    heard.append(hasParity ? byte & 0x7F : byte)
  }

  /// The reader says characters in 7E1, one each 5 ms.
  mutating func say(_ text: String) {
    say(text.utf8.map { $0.nonzeroBitCount % 2 == 1 ? $0 | 0x80 : $0 })
  }

  /// The reader says bytes as they are.
  mutating func say(_ bytes: [UInt8]) {
    for byte in bytes {
      pass(5)
      port.received(byte, at: now)
    }
  }

  /// From the start to the moment when the option select is waited for: an identification of 18
  /// characters has been heard.
  mutating func identify() -> String {
    say("/?!\r\n")
    pass(900)
    return hear()
  }
}

/// As many of the bytes as fit.
func fixed<let capacity: Int>(_ text: String) -> FixedBytes<capacity> {
  var bytes = FixedBytes<capacity>()
  for byte in text.utf8 { bytes.append(byte) }
  return bytes
}

extension LocalTime {
  /// In the summer time of Amsterdam.
  static func summer(_ seconds: Int64) -> LocalTime {
    LocalTime(
      utc: UTC(milliseconds: seconds * 1_000), offsetMinutes: 120, isDaylightSaving: true)
  }

  /// In the winter time of Amsterdam.
  static func winter(_ seconds: Int64) -> LocalTime {
    LocalTime(
      utc: UTC(milliseconds: seconds * 1_000), offsetMinutes: 60, isDaylightSaving: false)
  }
}

extension LocalReadings {
  /// Something in each place.
  static var full: LocalReadings {
    var readings = LocalReadings()
    readings.serialNumber = fixed("LM000042")
    readings.firmware = fixed("0.1.0")
    readings.legalSoftware = fixed("L1-8C0E9A57")
    var key = FixedBytes<32>()
    for byte in 0..<UInt8(32) { key.append(byte) }
    readings.eventLogPublicKey = key
    // 2026-07-14 10:09:08 UTC.
    readings.time = .summer(1_784_023_748)
    readings.setEnergies()
    readings.setMoments()
    readings.setCounts()
    return readings
  }

  private mutating func setEnergies() {
    activeImport_Wh[0] = 123_456_789
    activeImport_Wh[1] = 100_000_001
    activeImport_Wh[2] = 23_456_788
    activeExport_Wh[0] = 5_004
    activeExport_Wh[1] = 5_004
    activeExport_Wh[2] = 0
    activeExport_Wh[8] = 7
    reactiveImport_varh = 11_100
    reactiveExport_varh = 2_200
    quadrantI_varh = 11_000
    quadrantII_varh = 100
    quadrantIII_varh = 2_000
    quadrantIV_varh = 200
    apparentImport_VAh = 130_000_000
    apparentExport_VAh = 5_100
    tariffInForce = 2
  }

  private mutating func setMoments() {
    powerImport_W = 2_345
    powerExport_W = 0
    rmsVoltage_mV = 230_149
    rmsCurrent_mA = 10_500
    frequency_mHz = 49_987
    powerFactor_thousandths = 970
    // 2026-07-01 18:15:00 UTC and 2026-01-31 23:30:00 UTC.
    maximumDemandImport[0] = DemandReading(power_W: 7_890, end: .summer(1_782_929_700))
    maximumDemandImport[1] = DemandReading(power_W: 7_890, end: .summer(1_782_929_700))
    maximumDemandExport[0] = DemandReading(power_W: 12, end: .winter(1_769_902_200))
  }

  private mutating func setCounts() {
    demandResets = 6
    powerFailures = 13
    longPowerFailures = 2
    sags = 3
    swells = 1
    supply = .connected
    message = fixed("Hi!")
    status = 0x0000_0110
  }
}
