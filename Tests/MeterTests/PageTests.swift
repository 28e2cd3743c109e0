// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Ledger
import Quantities
import Seal
import Testing
import ZigBee

@testable import Meter
@testable import Metrology

/// The pages of the display, as they stand on it.
@Suite struct PageTests {
  /// A block as if it had been measured.
  private static func block(
    _ volts: Int64, _ amperes: Int64, _ watts: Int64, factor: Int32? = nil, hertz: Int64? = nil
  ) -> BlockFigures {
    let voltage = Voltage(microvolts: volts)
    let current = Current(microamperes: amperes)
    return BlockFigures(
      voltage: voltage, current: current, activePower: ActivePower(microwatts: watts),
      apparentPower: ApparentPower(voltage, current),
      powerFactor: factor.map { PowerFactor(millionths: $0) },
      frequency: hertz.map { Frequency(microhertz: $0) }, voltageDC: Voltage(microvolts: 0),
      currentDC: Current(microamperes: 0), range: .direct, nanoseconds: 200_000_000)
  }

  private static func live(
    _ block: BlockFigures?, isCalibrated: Bool = false
  ) throws -> [String] {
    var meter = try restored(Registers(), parameters(isCalibrated: isCalibrated))
    if let block { meter.accounts.measured(block) }
    return Page.live.screen(meter).lines
  }

  private static func energy(_ registers: Registers) throws -> [String] {
    let meter = try restored(registers)
    return Page.energy.screen(meter).lines
  }

  @Test("Before the first block dashes stand where figures will; no direction is told")
  func noBlock() throws {
    #expect(
      try Self.live(nil) == [
        "      - V       - Hz",
        "      - A  PF      -",
        "      - W           ",
        "Uncalibrated  no net",
      ])
  }

  @Test("Figures are rounded to nearest; import is told in words")
  func importing() throws {
    let block = Self.block(
      230_145_000, 4_987_499, 1_147_250_000, factor: 998_500, hertz: 50_002_500)
    #expect(
      try Self.live(block) == [
        " 230.15 V  50.003 Hz",
        "  4.987 A  PF  0.999",
        " 1147.3 W     import",
        "Uncalibrated  no net",
      ])
  }

  @Test("Export is told in words, not by a sign; the power factor keeps its own")
  func exporting() throws {
    let block = Self.block(
      233_100_000, 6_100_000, -1_418_445_000, factor: -997_564, hertz: 49_999_000)
    #expect(
      try Self.live(block, isCalibrated: true) == [
        " 233.10 V  49.999 Hz",
        "  6.100 A  PF -0.998",
        " 1418.4 W     export",
        "              no net",
      ])
  }

  @Test("A dead line has no frequency, no current has no power factor; zero watts are no export")
  func deadLine() throws {
    #expect(
      try Self.live(Self.block(40_000, 0, 0)) == [
        "   0.04 V       - Hz",
        "  0.000 A  PF      -",
        "    0.0 W     import",
        "Uncalibrated  no net",
      ])
  }

  @Test("What does not fit is stars, never wrong digits")
  func tooWide() throws {
    let block = Self.block(
      10_000_000_000, 1_000_000_000, 100_000_000_000, factor: 1_000_000, hertz: 10_000_000_000)
    #expect(
      try Self.live(block) == [
        "******* V******** Hz",
        "******* A  PF  1.000",
        "******* W     import",
        "Uncalibrated  no net",
      ])
    let widest = Self.block(9_999_990_000, 999_999_000, 99_999_900_000, hertz: 9_999_999_000)
    #expect(
      try Self.live(widest) == [
        "9999.99 V9999.999 Hz",
        "999.999 A  PF      -",
        "99999.9 W     import",
        "Uncalibrated  no net",
      ])
  }

  @Test("Power below any number is told without a trap")
  func extremes() throws {
    #expect(
      try Self.live(Self.block(Int64.max, Int64.max, -Int64.max))[2] == "******* W     export")
    #expect(try Self.live(Self.block(Int64.max, Int64.max, Int64.min))[2] == "******* W     export")
  }

  @Test("Energy is shown in kWh to the watt-hour, rounded down as the registers are")
  func energies() throws {
    let registers = Registers(
      energyImport: Energy(microwattHours: 12_345_678_999_999, residual: .max),
      energyExport: Energy(microwattHours: 12_000_000))
    #expect(
      try Self.energy(registers) == [
        "Import           kWh",
        "           12345.678",
        "Export           kWh",
        "               0.012",
      ])
  }

  @Test("A meter that has counted nothing shows zeros; one that counted all it can shows all")
  func energyEdges() throws {
    #expect(
      try Self.energy(Registers()) == [
        "Import           kWh",
        "               0.000",
        "Export           kWh",
        "               0.000",
      ])
    let most = Registers(energyImport: Energy(microwattHours: .max))
    #expect(try Self.energy(most)[1] == "      9223372036.854")
  }

  @Test("Version, serial number and the first bytes of both hashes stand on the page of identity")
  func identity() throws {
    var parameters = parameters()
    parameters.identity.serialNumber.append("LM-000042")
    parameters.digest = SHA256.of([UInt8]().span)
    var meter = try restored(Registers(), parameters)
    meter.tell(code: SHA256.of(Array("abc".utf8).span))
    // FIPS 180-4: the hashes of "abc" and of nothing.
    #expect(
      Page.identity.screen(meter).lines == [
        "LastMeter 0.1.0     ",
        "S/N LM-000042       ",
        "Code ba7816bf8f01cf ",
        "Set  e3b0c44298fc1c ",
      ])
  }

  @Test("The key stands on a page of its own, sixteen digits a line")
  func key() throws {
    var meter = try restored(Registers())
    let isHidden = !Page.key.hasSomething(meter)
    #expect(isHidden)
    var bytes = InlineArray<32, UInt8>(repeating: 0)
    for index in bytes.indices { bytes[index] = UInt8(0xA0 + index) }
    meter.tell(publicKey: VerifyingKey(bytes))
    let isShown = Page.key.hasSomething(meter)
    #expect(isShown)
    #expect(
      Page.key.screen(meter).lines == [
        "Key a0a1a2a3a4a5a6a7",
        "    a8a9aaabacadaeaf",
        "    b0b1b2b3b4b5b6b7",
        "    b8b9babbbcbdbebf",
      ])
  }

  @Test("What a self-check found wrong has a page as long as it is so")
  func checks() throws {
    var meter = try restored(Registers())
    var output = Gathered()
    let isHidden = !Page.checks.hasSomething(meter)
    #expect(isHidden)
    meter.selfCheckFailed(.firmware, at: .zero, &output)
    meter.selfCheckFailed(.clock, at: .zero, &output)
    meter.selfCheckFailed(.clock, at: .zero, &output)
    let isShown = Page.checks.hasSomething(meter)
    #expect(isShown)
    #expect(
      Page.checks.screen(meter).lines == [
        "Self-check failed   ",
        "firmware            ",
        "clock               ",
        "                    ",
      ])
    let status = meter.values.metering.status
    #expect(status.map { $0 & 1 } == 1)
  }
}
