// SPDX-License-Identifier: Apache-2.0

import Bytes
import LocalPort
import Parameters
import Testing

/// Expects that two settings agree, key by key.
func expectSame(
  _ found: MeterSettings, _ wanted: MeterSettings, _ note: Comment = "",
  at location: SourceLocation = #_sourceLocation
) {
  let isSame: [(String, Bool)] = [
    ("frontEnd", found.frontEnd == wanted.frontEnd),
    ("declaredVoltage", found.declaredVoltage == wanted.declaredVoltage),
    ("impulses", found.impulsesPerKilowattHour == wanted.impulsesPerKilowattHour),
    ("saveMilliseconds", found.saveMilliseconds == wanted.saveMilliseconds),
    ("demandWindow", found.demandWindow == wanted.demandWindow),
    ("profile", found.profile == wanted.profile), ("zone", found.zone == wanted.zone),
    ("tariff", found.tariff == wanted.tariff), ("limiter", found.limiter == wanted.limiter),
    ("localPort", isSamePort(found.localPort, wanted.localPort)),
    ("supplyArming", found.supplyArming == wanted.supplyArming),
    ("serialNumber", array(found.serialNumber.span) == array(wanted.serialNumber.span)),
    ("deliveryPoint", array(found.deliveryPoint.span) == array(wanted.deliveryPoint.span)),
    ("availablePower", found.availablePowerWatts == wanted.availablePowerWatts),
    ("powerThreshold", found.powerThresholdWatts == wanted.powerThresholdWatts),
    ("clock", found.clock == wanted.clock), ("lines", rows(found.lines) == rows(wanted.lines)),
  ]
  let different = isSame.filter { !$0.1 }.map(\.0)
  #expect(different == [], note, sourceLocation: location)
}

/// Name and number of each line.
func rows(_ lines: LineTable) -> [String] {
  var rows: [String] = []
  var offset = 0
  while let row = lines.row(at: offset) {
    rows.append("\(String(decoding: array(row.name.span), as: UTF8.self)) \(row.number)")
    offset = row.end
  }
  return rows
}

private func isSamePort(_ found: LocalPortParameters?, _ wanted: LocalPortParameters?) -> Bool {
  guard let found, let wanted else { return found == nil && wanted == nil }
  return found.mode == wanted.mode && found.proposedSpeed == wanted.proposedSpeed
    && array(found.manufacturer.span) == array(wanted.manufacturer.span)
    && array(found.identification.span) == array(wanted.identification.span)
    && array(found.address.span) == array(wanted.address.span)
}
