// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

@Suite("ADS1x15 driver")
struct ADS1x15Tests {
  /// Hi_thresh 0x8000, Lo_thresh 0x0000, configuration, read back, pointer to the conversion.
  static func start(_ configuration: [UInt8]) -> [ScriptedI2C.Message] {
    [
      .write([0x03, 0x80, 0x00]), .write([0x02, 0x00, 0x00]), .write([0x01] + configuration),
      .read(configuration), .write([0x00]),
    ]
  }
  // PGA 010, MODE 0, DR 111, COMP_QUE 00: 0000 0100 1110 0000.
  static let direct: [UInt8] = [0x04, 0xE0]
  // PGA 101: 0000 1010 1110 0000.
  static let amplified: [UInt8] = [0x0A, 0xE0]

  /// What taking the chip and reading once gives.
  private func read(
    _ part: ADS1x15Part, _ messages: [ScriptedI2C.Message]
  ) -> (code: Int32?, error: String?, isSatisfied: Bool) {
    let script = ScriptedI2C(messages)
    do throws(ADS1x15Error<I2CFault>) {
      var chip = try ADS1x15(script.target, part)
      let code = try chip.read()
      return (code, nil, script.isSatisfied)
    } catch {
      return (nil, String(describing: error), script.isSatisfied)
    }
  }

  @Test("Taking the chip writes thresholds and configuration and reads the latter back")
  func configures() throws {
    let script = ScriptedI2C(Self.start(Self.direct))
    _ = try ADS1x15(script.target, .ads1115)
    #expect(script.isSatisfied)
  }

  @Test(
    "A conversion is a signed word, the most significant byte first",
    arguments: [
      (.ads1115, [0x7F, 0xFF], 32_767), (.ads1115, [0x80, 0x00], -32_768),
      (.ads1115, [0xFF, 0xFF], -1), (.ads1115, [0x01, 0x02], 258),
      (.ads1015, [0x7F, 0xF0], 32_752), (.ads1015, [0x80, 0x00], -32_768),
      (.ads1015, [0xFF, 0xF0], -16), (.ads1015, [0x00, 0x10], 16),
    ] as [(ADS1x15Part, [UInt8], Int32)])
  func codes(_ row: (part: ADS1x15Part, bytes: [UInt8], code: Int32)) {
    let result = read(row.part, Self.start(Self.direct) + [.read(row.bytes)])
    #expect(result.code == row.code && result.isSatisfied)
  }

  @Test("A 12-bit code with low bits set is an error; a 16-bit one is not")
  func openBus() {
    let script = Self.start(Self.direct) + [.read([0xFF, 0xFF])]
    #expect(read(.ads1015, script).error == "reservedBits(found: 65535)")
    #expect(read(.ads1115, script).code == -1)
  }

  @Test("A configuration that does not stay is an error that names both")
  func refused() {
    var script = Array(Self.start(Self.direct).prefix(3))
    script.append(.read([0x85, 0x83]))
    #expect(read(.ads1015, script).error == "configuration(written: 1248, found: 34179)")
  }

  @Test("A bus failure comes through as it is, at every message", arguments: 0..<6)
  func busFailure(_ message: Int) {
    var script = Self.start(Self.direct) + [.read([0, 0])]
    script.removeSubrange(message...)
    script.append(.failure(.timeout))
    let result = read(.ads1015, script)
    #expect(result.error == "bus(SimulatedHardware.I2CFault.timeout)" && result.isSatisfied)
  }

  @Test("Another full scale is two short messages; it can be read back later")
  func changes() throws {
    let script = ScriptedI2C(
      Self.start(Self.direct) + [
        .write([0x01] + Self.amplified), .write([0x00]), .read([0x12, 0x30]), .write([0x01]),
        .read(Self.amplified), .write([0x00]), .write([0x01]), .read(Self.direct), .write([0x00]),
      ])
    var chip = try ADS1x15(script.target, .ads1015)
    try chip.change(to: .millivolts256)
    let code = try chip.read()
    #expect(code == 0x1230)
    try chip.verify()
    var seen = ""
    do { try chip.verify() } catch { seen = String(describing: error) }
    #expect(seen == "configuration(written: 2784, found: 1248)")
    #expect(script.isSatisfied)
  }
}

@Suite("ADS1x15 registers")
struct ADS1x15RegistersTests {
  @Test(
    "Register values and their fields, as the datasheet has them",
    arguments: [
      // reset: OS 1, MUX 000, PGA 010, MODE 1, DR 100, COMP 000, QUE 11
      (0x8583, true, 0, .millivolts2048, .singleShot, 4, 0, .disabled),
      (0x04E0, false, 0, .millivolts2048, .continuous, 7, 0, .one),
      (0x0AE0, false, 0, .millivolts256, .continuous, 7, 0, .one),
      (0x7000, false, 7, .millivolts6144, .continuous, 0, 0, .one),
      (0x021D, false, 0, .millivolts4096, .continuous, 0, 7, .two),
      (0x0762, false, 0, .millivolts1024, .singleShot, 3, 0, .four),
    ]
      as [(
        UInt16, Bool, UInt8, ADS1x15Configuration.FullScale, ADS1x15Configuration.Mode, UInt8,
        UInt8, ADS1x15Configuration.Queue
      )])
  func fields(
    _ row: (
      raw: UInt16, isIdle: Bool, multiplexer: UInt8, fullScale: ADS1x15Configuration.FullScale,
      mode: ADS1x15Configuration.Mode, dataRate: UInt8, comparator: UInt8,
      queue: ADS1x15Configuration.Queue
    )
  ) {
    let fields = ADS1x15Configuration(rawValue: row.raw)
    #expect(fields.isIdle == row.isIdle && fields.multiplexer == row.multiplexer)
    #expect(fields.fullScale == row.fullScale && fields.mode == row.mode)
    #expect(fields.dataRate == row.dataRate && fields.comparator == row.comparator)
    #expect(fields.queue == row.queue)
    #expect(fields.rawValue == row.raw)
  }

  @Test("Every value but those of PGA 110 and 111 comes back as it was")
  func all() {
    for raw in UInt16.min...UInt16.max where raw >> 9 & 0b111 < 6 {
      let found = ADS1x15Configuration(rawValue: raw).rawValue
      if found != raw { Issue.record("\(raw) became \(found)") }
    }
    #expect(ADS1x15Configuration(rawValue: 0x0E00).fullScale == .millivolts256)
  }

  @Test("The two full scales of the maker's board are an eighth apart, exactly")
  func amplification() {
    let (large, small) = (MakerBoard.fullScale.volts, MakerBoard.fullScaleAmplified.volts)
    #expect(large.numerator * small.denominator == 8 * small.numerator * large.denominator)
    #expect(
      MakerBoard.currentFullScaleMicroamperes
        == 8 * MakerBoard.currentAmplifiedFullScaleMicroamperes)
  }

  @Test("Harmonics are stated to what the slowest converter's rate allows")
  func harmonics() {
    #expect(MakerBoard.harmonicOrderMax(.ads1015, nominalFrequency: .hertz50) == 23)
    #expect(MakerBoard.harmonicOrderMax(.ads1015, nominalFrequency: .hertz60) == 19)
    #expect(MakerBoard.harmonicOrderMax(.ads1115, nominalFrequency: .hertz50) == 1)
  }

  @Test("The front end has the grid's rate and the drawn full scales")
  func frontEnd() throws {
    let frontEnd = MakerBoard.frontEnd(.ads1015, nominalFrequency: .hertz60)
    #expect(frontEnd.rate.times(1) == 4_000)
    #expect(MakerBoard.frontEnd(.ads1115, nominalFrequency: .hertz50).rate.times(1) == 1_000)
    #expect(frontEnd.voltage.gain.times(1 << 19) == 510_000_000)
    #expect(frontEnd.current.gain.times(1 << 19) == 100_000_000)
    #expect(frontEnd.currentAmplified?.gain.times(1 << 19) == 12_500_000)
    #expect(frontEnd.nominalVoltage.microvolts == 120_000_000)
  }
}
