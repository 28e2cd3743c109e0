// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Ledger
import Quantities
import Testing
import ZigBee

@testable import Meter

/// Legal values are told from all others by a mark in the first column, `§` in these texts.
@Suite struct LegalMarkTests {
  private static var registers: Registers {
    var registers = Registers(
      energyImport: Energy(microwattHours: 12_345_678_000_000),
      energyExport: Energy(microwattHours: 12_000_000))
    registers.tariff[1].energyImport = Energy(microwattHours: 12_000_000_000_000)
    registers.tariff[5].energyImport = Energy(microwattHours: 345_678_000_000)
    registers.tariff[1].energyExport = Energy(microwattHours: 12_000_000)
    registers.demand.maximumImport.power.microwatts = 4_600_000_000
    registers.demand.maximumExport.power.microwatts = 1_000_000
    return registers
  }

  /// Which rows of a page are marked, and whether the mark stands in no other column.
  private static func marked(_ page: Page, _ meter: borrowing Meter) -> [Int] {
    let lines = page.screen(meter).lines
    for line in lines { #expect(!line.dropFirst().contains("§"), "\(page): \(line)") }
    return lines.indices.filter { lines[$0].hasPrefix("§") }
  }

  private static let rows: [(Page, [Int])] = [
    (.live, []), (.energy, [1, 3]), (.lowerTiersImport, [0, 1, 2, 3]),
    (.upperTiersImport, [0, 1, 2, 3]), (.lowerTiersExport, [0, 1, 2, 3]),
    (.upperTiersExport, [0, 1, 2, 3]), (.demandImport, [1]), (.demandExport, [1]), (.power, []),
    (.price, []), (.alarms, []), (.checks, []), (.message, []), (.radio, []), (.identity, []),
    (.calibration, []), (.key, []),
  ]

  /// A meter with something on every page.
  private static func full(isCalibrated: Bool) throws -> Meter {
    var meter = try restored(registers, parameters(isCalibrated: isCalibrated))
    var output = Gathered()
    meter.sampled(squareWave(1_000), &output)
    meter.accounts.price = IntervalPrice(value: 24_999, trailingDigits: 5, currency: 978)
    return meter
  }

  @Test("Each register that a page shows is marked, and nothing else on any page")
  func marks() throws {
    let meter = try Self.full(isCalibrated: true)
    for (page, rows) in Self.rows { #expect(Self.marked(page, meter) == rows, "\(page)") }
    // From the first page to the last, each is in the table.
    var (pages, page) = ([Page.live], Page.live.following)
    while page != .live, pages.count < 64 { (pages, page) = (pages + [page], page.following) }
    #expect(pages == Self.rows.map(\.0))
  }

  @Test("A meter that is not calibrated, or found itself wrong, marks nothing")
  func unmarked() throws {
    let plain = try Self.full(isCalibrated: false)
    for (page, _) in Self.rows { #expect(Self.marked(page, plain) == [], "\(page)") }
    var wrong = try Self.full(isCalibrated: true)
    var output = Gathered()
    wrong.selfCheckFailed(.firmware, at: .zero, &output)
    for (page, _) in Self.rows { #expect(Self.marked(page, wrong) == [], "\(page)") }
  }

  @Test("The pages of legal values, as they stand on the display")
  func texts() throws {
    let meter = try Self.full(isCalibrated: true)
    #expect(
      Page.energy.screen(meter).lines == [
        "Import           kWh",
        "§          12345.678",
        "Export           kWh",
        "§              0.012",
      ])
    #expect(
      Page.lowerTiersImport.screen(meter).lines == [
        "§1.8.1  12000.000kWh",
        "§1.8.2      0.000kWh",
        "§1.8.3      0.000kWh",
        "§1.8.4      0.000kWh",
      ])
    #expect(Page.demandImport.screen(meter).lines[1] == "§1.6.0      4.600 kW")
  }

  @Test("No text that comes by radio can hold the mark")
  func forged() throws {
    var meter = try restored(Registers(), parameters(isCalibrated: true))
    var message = MessageText()
    for byte in [TextScreen.legalMark] + Array("1.8.1      0.000kWh".utf8) {
      message.text.append(byte)
    }
    meter.display.message = message
    #expect(Page.message.screen(meter).lines[0] == "?1.8.1      0.000kWh")
  }
}
