// SPDX-License-Identifier: Apache-2.0

/// What somebody at standard input wants of the buses of a board in a virtual machine.
enum ChipsLine: Equatable {
  /// The load at the terminals.
  case load(voltage: Double, current: Double, lagDegrees: Double)
  /// The next so many transfers on a bus fail, whatever they are; 0 ends what was asked before.
  case fail(bus: Int, BusFailure, transfers: Int)
  /// The end.
  case quit

  /// The buses' numbers on the board [Devices.csv].
  static let buses = [1, 6]
  /// A day of transfers is fewer. Unit: transfers.
  static let transfersMax = 1_000_000

  /// Every line that is understood.
  static let usage =
    "load VOLTS AMPERES [LAG], fail 1|6 nack|arbitration|timeout TRANSFERS, quit"

  /// Nil for a line that is none of `usage`.
  init?(_ text: String) {
    switch ControlLine(text) {
    case .load(let voltage, let current, let lagDegrees):
      self = .load(voltage: voltage, current: current, lagDegrees: lagDegrees)
      return
    case .quit:
      self = .quit
      return
    default: break
    }
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 4, words[0] == "fail", let bus = Int(words[1]), Self.buses.contains(bus),
      let failure = Self.failure(words[2]), let transfers = Int(words[3]),
      (0...Self.transfersMax).contains(transfers)
    else { return nil }
    self = .fail(bus: bus, failure, transfers: transfers)
  }

  private static func failure(_ word: Substring) -> BusFailure? {
    switch word {
    case "nack": .notAcknowledged
    case "arbitration": .arbitrationLost
    case "timeout": .timeout
    default: nil
    }
  }
}
