// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import Meter
import MeterBoard
import Metrology
import Quantities
import SimulatedHardware

/// One line of `meterbench ether`: what is nil is left out.
struct EtherEvent: Encodable {
  /// What happened: `coordinator`, `started`, `joined`, `left`, `block`, `off`, `done`, `unknown`.
  let event: String
  /// The meter's time.
  var seconds: Double
  var pty: String?
  var eui64: String?
  var shortAddress: UInt16?
  var text: String?
  var block: Block?

  /// A line without figures.
  init(_ event: String, at now: Instant) {
    self.event = event
    seconds = Double(now.nanoseconds) / 1e9
  }

  /// One object, keys in alphabetical order.
  func line() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// The meter's own figures after a block, as it holds them: whole numbers, nothing rounded.
  struct Block: Encodable {
    var number: UInt64
    var voltage_microvolts: Int64
    var current_microamperes: Int64
    var activePower_microwatts: Int64
    var apparentPower_microvoltamperes: Int64
    var reactivePower_microvars: Int64?
    var powerFactor_millionths: Int32?
    var frequency_microhertz: Int64?
    var energyImport_microwattHours: Int64
    var energyExport_microwattHours: Int64
    var display: [String]

    /// Nil before the first block.
    init?<Port: ~Copyable, Store: ~Copyable>(_ desk: borrowing Desk<Port, Store>) {
      guard let latest = desk.board.meter.latest else { return nil }
      let registers = desk.board.meter.registers
      number = desk.board.meter.blocks
      voltage_microvolts = latest.voltage.microvolts
      current_microamperes = latest.current.microamperes
      activePower_microwatts = latest.activePower.microwatts
      apparentPower_microvoltamperes = latest.apparentPower.microvoltamperes
      reactivePower_microvars = latest.fundamental?.reactivePower.microvars
      powerFactor_millionths = latest.powerFactor?.millionths
      frequency_microhertz = latest.frequency?.microhertz
      energyImport_microwattHours = registers.energyImport.microwattHours
      energyExport_microwattHours = registers.energyExport.microwattHours
      display = desk.display.lines
    }
  }
}
