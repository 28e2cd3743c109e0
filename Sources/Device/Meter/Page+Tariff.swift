// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Quantities
import Tariff
import ZigBee

/// Tiers, maximum demand and messages; OBIS codes [IEC 62056-61] stand before the figures.
///
/// ```
/// §1.8.1  12345.678kWh    Maximum demand         Price goes up at 18:
/// §1.8.2>   321.000kWh    §1.6.0      4.600 kW   00. Please switch of
/// §1.8.3      0.000kWh    2023-11-14 22:30 UTC   f what can wait.
/// §1.8.4      0.000kWh
/// ```
extension Page {
  /// Whether there is something to show: live figures and totals always.
  func hasSomething(_ meter: borrowing Meter) -> Bool {
    switch self {
    case .live, .energy: return true
    case .lowerTiersImport, .upperTiersImport, .lowerTiersExport, .upperTiersExport:
      return hasTier(meter)
    case .demandImport: return meter.registers.demand.maximumImport.power.microwatts > 0
    case .demandExport: return meter.registers.demand.maximumExport.power.microwatts > 0
    case .message: return meter.display.message != nil
    case .price: return meter.accounts.price != nil
    case .power: return meter.latest != nil
    case .alarms: return meter.alarmCount > 0
    case .checks: return !meter.checks.isWell
    case .radio, .identity, .calibration: return true
    case .key: return meter.publicKey != nil
    }
  }

  private var isExport: Bool {
    switch self {
    case .lowerTiersExport, .upperTiersExport, .demandExport: true
    default: false
    }
  }

  private var firstTier: Int {
    self == .upperTiersImport || self == .upperTiersExport ? 5 : 1
  }

  /// A tier in force is shown before it has counted, where energy is received.
  private func hasTier(_ meter: borrowing Meter) -> Bool {
    for tier in firstTier..<firstTier + TextScreen.rows {
      if !isExport, let active = meter.activeTier, Int(active) == tier { return true }
      if energy(meter, tier).value.raw > 0 { return true }
    }
    return false
  }

  private func energy(_ meter: borrowing Meter, _ tier: Int) -> Energy {
    let energies = meter.registers.tariff[tier]
    return isExport ? energies.energyExport : energies.energyImport
  }

  func tiers(_ meter: borrowing Meter) -> TextScreen {
    var screen = TextScreen()
    for row in 0..<TextScreen.rows {
      let tier = firstTier + row
      screen.write(isExport ? "2.8." : "1.8.", row: row, column: 1)
      screen[row, 5] = UInt8(ascii: "0") + UInt8(tier)
      if let active = meter.activeTier, Int(active) == tier {
        screen.write(">", row: row, column: 6)
      }
      Self.write(wattHours: energy(meter, tier).wattHours, row: row, &screen)
      screen.write("kWh", row: row, column: 17)
      Self.mark(row, meter, &screen)
    }
    return screen
  }

  /// Ten columns: three decimals below a gigawatt-hour; above it a decimal goes for each digit that
  /// comes, and none of what is left is wrong.
  private static func write(wattHours: Int64, row: Int, _ screen: inout TextScreen) {
    var (value, places) = (wattHours, 3)
    while places > 0, value >= 1_000_000_000 { (value, places) = (value / 10, places - 1) }
    screen.writeDecimal(value, places: places, in: TextField(row: row, column: 7, width: 10))
  }

  func demand(_ meter: borrowing Meter) -> TextScreen {
    let demand = meter.registers.demand
    let maximum = isExport ? demand.maximumExport : demand.maximumImport
    var screen = TextScreen()
    screen.write("Maximum demand", row: 0, column: 0)
    screen.write(isExport ? "2.6.0" : "1.6.0", row: 1, column: 1)
    let power = maximum.power.microwatts
    Self.write(power, per: 1_000_000, places: 3, at: (1, 7, 10), &screen)
    screen.write(" kW", row: 1, column: 17)
    Self.mark(1, meter, &screen)
    guard let end = maximum.end else {
      screen.write("clock not known", row: 2, column: 0)
      return screen
    }
    let zone = meter.parameters.zone
    let local = zone.local(end).text
    screen.write(local.span, row: 2, column: 0)
    if zone == .utc { screen.write("UTC", row: 2, column: 17) }
    return screen
  }

  /// The price of a kWh with the digits that it was told with; the currency by its number.
  static func price(_ meter: borrowing Meter) -> TextScreen {
    var screen = TextScreen()
    guard let price = meter.accounts.price else { return screen }
    screen.write("Price per kWh", row: 0, column: 0)
    let field = TextField(row: 1, column: 0, width: 12)
    screen.writeDecimal(Int64(price.value), places: Int(price.trailingDigits), in: field)
    screen.write(currency(price.currency), row: 1, column: 13)
    guard let tier = meter.activeTier else { return screen }
    screen.write("Tier", row: 2, column: 0)
    screen[2, 5] = UInt8(ascii: "0") + tier
    return screen
  }

  /// Source: [ISO 4217], numeric codes; of others nothing stands there.
  private static func currency(_ number: UInt16) -> StaticString {
    switch number {
    case 978: "EUR"
    case 826: "GBP"
    case 840: "USD"
    case 756: "CHF"
    case 752: "SEK"
    case 578: "NOK"
    case 208: "DKK"
    case 985: "PLN"
    case 203: "CZK"
    case 36: "AUD"
    case 124: "CAD"
    case 392: "JPY"
    case 356: "INR"
    default: ""
    }
  }

  static func message(_ meter: borrowing Meter) -> TextScreen {
    var screen = TextScreen()
    if let message = meter.display.message { screen.fill(utf8: message.text.span) }
    return screen
  }
}
