// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Metrology
import Quantities
import RadioLink

/// The pages of the display: 20 columns, 4 lines.
///
/// In the first column `§` stands for the mark of legal values, `TextScreen.legalMark`: it stands
/// before each register that is shown, nowhere else, and before none while the meter is not
/// calibrated or a self-check has failed.
///
/// ```
///  230.14 V  50.003 Hz     Import           kWh
///   4.987 A  PF  0.998     §          12345.678
///  1147.2 W     import     Export           kWh
///              net1a2b     §              0.012
/// ```
enum Page {
  /// Voltage, frequency, current, power factor, power and its direction, state.
  case live
  /// Both energy registers.
  case energy
  /// Energy received in tiers 1 to 4, by their OBIS codes.
  case lowerTiersImport
  /// Energy received in tiers 5 to 8.
  case upperTiersImport
  /// Energy delivered in tiers 1 to 4.
  case lowerTiersExport
  /// Energy delivered in tiers 5 to 8.
  case upperTiersExport
  /// The maximum demand of energy received, with its time.
  case demandImport
  /// The maximum demand of energy delivered.
  case demandExport
  /// Active, reactive and apparent power.
  case power
  /// The price in force, as the network tells it.
  case price
  /// What is not as it should be at the meter.
  case alarms
  /// What a self-check found wrong.
  case checks
  /// The text that the network wants shown.
  case message
  /// The radio's state and its addresses.
  case radio
  /// Version, serial number, hash of code and of parameters.
  case identity
  /// Whether the meter is calibrated, how often its parameters were changed, and its seal.
  case calibration
  /// The key that signs the event log.
  case key

  /// The page after this one that has something to show; who turns by hand sees all of them.
  func next(_ meter: borrowing Meter, byHand: Bool = false) -> Page {
    var page = self
    repeat {
      page = page.following
    } while !page.hasSomething(meter) || (page.isByHand && !byHand)
    return page
  }

  /// What seldom interests anybody does not turn up by itself.
  private var isByHand: Bool {
    switch self {
    case .radio, .identity, .calibration, .key: true
    default: false
    }
  }

  var following: Page {
    switch self {
    case .live: .energy
    case .energy: .lowerTiersImport
    case .lowerTiersImport: .upperTiersImport
    case .upperTiersImport: .lowerTiersExport
    case .lowerTiersExport: .upperTiersExport
    case .upperTiersExport: .demandImport
    case .demandImport: .demandExport
    case .demandExport: .power
    case .power: .price
    case .price: .alarms
    case .alarms: .checks
    case .checks: .message
    case .message: .radio
    case .radio: .identity
    case .identity: .calibration
    case .calibration: .key
    case .key: .live
    }
  }

  /// The page with the meter's figures; `-` stands where there is none.
  func screen(_ meter: borrowing Meter) -> TextScreen {
    switch self {
    case .live: return Page.live(meter)
    case .energy: return Page.energy(meter)
    case .lowerTiersImport, .upperTiersImport, .lowerTiersExport, .upperTiersExport:
      return tiers(meter)
    case .demandImport, .demandExport: return demand(meter)
    case .power: return Page.power(meter)
    case .price: return Page.price(meter)
    case .alarms: return Page.alarms(meter)
    case .checks: return Page.checks(meter)
    case .message: return Page.message(meter)
    case .radio: return Page.radio(meter)
    case .identity: return Page.identity(meter)
    case .calibration: return Page.calibration(meter)
    case .key: return Page.key(meter)
    }
  }

  private static func live(_ meter: borrowing Meter) -> TextScreen {
    var screen = TextScreen()
    let block = meter.latest
    write(block?.voltage.microvolts, per: 10_000, places: 2, at: (0, 0, 7), &screen)
    screen.write(" V", row: 0, column: 7)
    write(block?.frequency?.microhertz, per: 1_000, places: 3, at: (0, 9, 8), &screen)
    screen.write(" Hz", row: 0, column: 17)
    write(block?.current.microamperes, per: 1_000, places: 3, at: (1, 0, 7), &screen)
    screen.write(" A  PF", row: 1, column: 7)
    let factor = block?.powerFactor.map { Int64($0.millionths) }
    write(factor, per: 1_000, places: 3, at: (1, 13, 7), &screen)
    // Direction is told in words: the number has no sign.
    let power = block?.activePower.microwatts
    let magnitude = power.map { Int64(clamping: $0.magnitude) }
    write(magnitude, per: 100_000, places: 1, at: (2, 0, 7), &screen)
    screen.write(" W", row: 2, column: 7)
    if let power { screen.write(power < 0 ? "export" : "import", row: 2, column: 14) }
    if !meter.parameters.frontEnd.isCalibrated { screen.write("Uncalibrated", row: 3, column: 0) }
    writeNetwork(meter, &screen)
    return screen
  }

  private static func energy(_ meter: borrowing Meter) -> TextScreen {
    var screen = TextScreen()
    screen.write("Import           kWh", row: 0, column: 0)
    let registers = meter.registers
    write(registers.energyImport.wattHours, per: 1, places: 3, at: (1, 2, 18), &screen)
    screen.write("Export           kWh", row: 2, column: 0)
    write(registers.energyExport.wattHours, per: 1, places: 3, at: (3, 2, 18), &screen)
    mark(1, meter, &screen)
    mark(3, meter, &screen)
    return screen
  }

  /// Marks the figure of a row as a legal value, where it is one.
  static func mark(_ row: Int, _ meter: borrowing Meter, _ screen: inout TextScreen) {
    guard meter.parameters.frontEnd.isCalibrated, meter.checks.isWell else { return }
    screen[row, 0] = TextScreen.legalMark
  }

  private static func writeNetwork(_ meter: borrowing Meter, _ screen: inout TextScreen) {
    guard let network = meter.network else {
      screen.write("no net", row: 3, column: 14)
      return
    }
    var address = FixedBytes<4>()
    address.append(hexadecimal: network.shortAddress)
    screen.write("net", row: 3, column: 13)
    screen.write(address.span, row: 3, column: 16)
  }

  /// Writes a quantity, rounded to nearest, into (row, column, width).
  static func write(
    _ value: Int64?, per unit: Int64, places: Int, at place: (Int, Int, Int),
    _ screen: inout TextScreen
  ) {
    let field = TextField(row: place.0, column: place.1, width: place.2)
    guard let value else {
      screen.write("-", row: place.0, column: place.1 + place.2 - 1)
      return
    }
    let rounded = Int128(value).roundedQuotient(Int128(unit))
    screen.writeDecimal(Int64(clamping: rounded), places: places, in: field)
  }
}
