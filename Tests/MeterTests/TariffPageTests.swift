// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Quantities
import Tariff
import Testing
import ZigBee

@testable import Meter

/// The pages of tiers, demand and messages, as they stand on the display.
@Suite struct TariffPageTests {
  private static func wattHours(_ imported: Int64, _ exported: Int64 = 0) -> ActiveEnergies {
    ActiveEnergies(
      Energy(microwattHours: imported * 1_000_000), Energy(microwattHours: exported * 1_000_000))
  }

  private static func lines(
    _ page: Page, _ registers: Registers, zoneMinutes: Int64 = 0, tier: UInt8? = nil
  ) throws -> [String] {
    var parameters = parameters()
    parameters.zone = try #require(ZoneRules(standardOffsetMinutes: zoneMinutes))
    var meter = try restored(registers, parameters)
    meter.setTier(tier, at: .zero)
    return page.screen(meter).lines
  }

  @Test("Tiers stand behind their OBIS codes; the one in force is marked")
  func tiers() throws {
    var registers = Registers()
    registers.tariff[1].active = Self.wattHours(12_345_678)
    registers.tariff[2].active = Self.wattHours(321_000, 7)
    registers.tariff[4].active = Self.wattHours(9_999_999_999)
    registers.tariff[8].active = Self.wattHours(10_000_000_000, 1_500)
    #expect(
      try Self.lines(.lowerTiersImport, registers, tier: 2) == [
        " 1.8.1  12345.678kWh",
        " 1.8.2>   321.000kWh",
        " 1.8.3      0.000kWh",
        " 1.8.4 9999999.99kWh",
      ])
    #expect(
      try Self.lines(.upperTiersImport, registers, tier: 2) == [
        " 1.8.5      0.000kWh",
        " 1.8.6      0.000kWh",
        " 1.8.7      0.000kWh",
        " 1.8.8 10000000.0kWh",
      ])
    #expect(
      try Self.lines(.lowerTiersExport, registers, tier: 2) == [
        " 2.8.1      0.000kWh",
        " 2.8.2>     0.007kWh",
        " 2.8.3      0.000kWh",
        " 2.8.4      0.000kWh",
      ])
    #expect(try Self.lines(.upperTiersExport, registers)[3] == " 2.8.8      1.500kWh")
  }

  @Test("The maximum demand stands with the local time at which its interval ended")
  func demand() throws {
    var registers = Registers()
    registers.demand.maximumImport.power.microwatts = 4_600_499_999
    registers.demand.maximumImport.end = UTC(milliseconds: 1_700_001_000_000)
    registers.demand.maximumExport.power.microwatts = 1_000_000
    #expect(
      try Self.lines(.demandImport, registers) == [
        "Maximum demand      ",
        " 1.6.0      4.600 kW",
        "2023-11-14 22:30 UTC",
        "                    ",
      ])
    #expect(
      try Self.lines(.demandImport, registers, zoneMinutes: 120)[2] == "2023-11-15 00:30    ")
    #expect(
      try Self.lines(.demandExport, registers) == [
        "Maximum demand      ",
        " 2.6.0      0.001 kW",
        "clock not known     ",
        "                    ",
      ])
  }

  @Test("Times are those of the Gregorian calendar")
  func calendar() {
    let cases: [(Int64, String)] = [
      (0, "1970-01-01 00:00"), (-1, "1969-12-31 23:59"), (951_782_399 / 60, "2000-02-28 23:59"),
      (951_782_400 / 60, "2000-02-29 00:00"), (951_868_800 / 60, "2000-03-01 00:00"),
      (4_107_542_400 / 60, "2100-03-01 00:00"), (253_402_300_799 / 60, "9999-12-31 23:59"),
      (1_700_001_000 / 60, "2023-11-14 22:30"),
    ]
    for (minutes, text) in cases {
      let span = CivilTime(minutes: minutes).text
      #expect(String(decoding: (0..<span.count).map { span[$0] }, as: UTF8.self) == text)
    }
    _ = CivilTime(minutes: .min / 2).text
    _ = CivilTime(minutes: .max / 2).text
  }

  /// The pages that stand one after the other, until the first comes again.
  private static func round(_ meter: borrowing Meter) -> [Page] {
    var pages = [Page.live]
    while pages.count < 20 {
      let next = pages[pages.count - 1].next(meter)
      if next == .live { break }
      pages.append(next)
    }
    return pages
  }

  @Test("Only pages with something to show are shown")
  func pages() throws {
    var meter = try restored()
    #expect(Self.round(meter) == [.live, .energy])
    meter.setTier(6, at: .zero)
    #expect(Self.round(meter) == [.live, .energy, .upperTiersImport])
    var registers = Registers()
    registers.tariff[1].active = Self.wattHours(1, 1)
    registers.tariff[5].energyExport.value.raw = 1
    registers.demand.maximumImport.power.microwatts = 1
    registers.demand.maximumExport.power.microwatts = 1
    var full = try restored(registers)
    full.display.message = MessageText()
    #expect(
      Self.round(full) == [
        .live, .energy, .lowerTiersImport, .lowerTiersExport, .upperTiersExport, .demandImport,
        .demandExport, .message,
      ])
  }

  private static let full = String(repeating: "x", count: 20)

  private static func padded(_ lines: [String]) -> [String] {
    lines.map { $0 + String(repeating: " ", count: 20 - $0.count) }
  }

  private static func message(_ text: String) -> MessageText {
    var message = MessageText()
    for byte in text.utf8 { message.text.append(byte) }
    return message
  }

  @Test("A message fills the screen line after line; what is no character of it is `?`")
  func message() throws {
    let cases: [(String, [String])] = [
      (
        "Price goes up at 18:00. Please switch off what can wait.",
        [
          "Price goes up at 18:", "00. Please switch of", "f what can wait.    ",
          "                    ",
        ]
      ),
      ("A\nB\n\nC", Self.padded(["A", "B", "", "C"])),
      ("1 \u{20AC}\t\u{7F}", Self.padded(["1 ???", "", "", ""])),
      (String(repeating: "x", count: 80), [String](repeating: Self.full, count: 4)),
      ("a\nb\nc\nd\ne", Self.padded(["a", "b", "c", "d"])),
    ]
    for (text, lines) in cases {
      var meter = try restored()
      meter.display.message = Self.message(text)
      #expect(Page.message.screen(meter).lines == lines, "\(text)")
    }
  }

  @Test("A message takes its turn among the pages, and goes when it is withdrawn")
  func messageTurn() throws {
    var meter = try restored()
    var output = Gathered()
    meter.carryOut(.showMessage(Self.message("Hello")), at: .zero, &output)
    var seen: [UInt64] = []
    for milliseconds in stride(from: UInt64(0), through: 22_000, by: 500) {
      meter.ticked(milliseconds: milliseconds, &output)
      if output.screens.last?.lines[0].hasPrefix("Hello") == true { seen.append(milliseconds) }
    }
    // After the alarm of a converter that was never heard.
    #expect(seen.first == 15_000)
    #expect(seen.last == 19_500)
    var other = try restored()
    other.carryOut(.showMessage(Self.message("Hello")), at: .zero, &output)
    for milliseconds in stride(from: UInt64(0), through: 16_000, by: 500) {
      other.ticked(milliseconds: milliseconds, &output)
    }
    #expect(output.screens.last?.lines[0].hasPrefix("Hello") == true)
    other.carryOut(.withdrawMessage, at: .zero, &output)
    other.ticked(milliseconds: 16_500, &output)
    #expect(output.screens.last?.lines[0].hasPrefix("Hello") == false)
  }

  @Test("Identifying blinks the display for its time; 0 ends it")
  func identify() throws {
    for ending: UInt16? in [nil, 0] {
      var meter = try restored()
      var output = Gathered()
      meter.carryOut(.identify(seconds: 2), at: .zero, &output)
      var dark: [UInt64] = []
      for milliseconds in stride(from: UInt64(0), through: 4_000, by: 500) {
        if milliseconds == 1_000, let ending {
          meter.carryOut(.identify(seconds: ending), at: .zero, &output)
        }
        meter.ticked(milliseconds: milliseconds, &output)
        if output.screens.last == TextScreen() { dark.append(milliseconds) }
      }
      #expect(dark == (ending == nil ? [0, 1_000] : [0]))
    }
  }

  @Test("The price stands there with its digits, its currency and the tier in force")
  func price() throws {
    var meter = try restored()
    let isHidden = !Page.price.hasSomething(meter)
    #expect(isHidden)
    meter.accounts.price = IntervalPrice(value: 24_999, trailingDigits: 5, currency: 978)
    meter.setTier(3, at: .zero)
    let isShown = Page.price.hasSomething(meter)
    #expect(isShown)
    #expect(
      Page.price.screen(meter).lines == [
        "Price per kWh       ",
        "     0.24999 EUR    ",
        "Tier 3              ",
        "                    ",
      ])
  }
}
