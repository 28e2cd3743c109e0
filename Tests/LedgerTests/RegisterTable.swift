// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities

/// Every register by name, in the order of SPEC.md, with the byte where it lies in a slot.
enum RegisterTable {
  typealias EnergyPath = WritableKeyPath<Registers, Q64_64> & Sendable
  typealias CounterPath = WritableKeyPath<Registers, UInt64> & Sendable

  static let energies: [(path: EnergyPath, offset: Int)] = [
    (\.energyImport.value, 16), (\.energyExport.value, 32),
    (\.fundamentalActiveImport.value, 48), (\.fundamentalActiveExport.value, 64),
    (\.reactive.quadrantI.value, 80), (\.reactive.quadrantII.value, 96),
    (\.reactive.quadrantIII.value, 112), (\.reactive.quadrantIV.value, 128),
    (\.apparentImport.value, 144), (\.apparentExport.value, 160),
    (\.tariff[1].energyImport.value, 176), (\.tariff[1].energyExport.value, 192),
    (\.tariff[2].energyImport.value, 208), (\.tariff[2].energyExport.value, 224),
    (\.tariff[3].energyImport.value, 240), (\.tariff[3].energyExport.value, 256),
    (\.tariff[4].energyImport.value, 272), (\.tariff[4].energyExport.value, 288),
    (\.tariff[5].energyImport.value, 304), (\.tariff[5].energyExport.value, 320),
    (\.tariff[6].energyImport.value, 336), (\.tariff[6].energyExport.value, 352),
    (\.tariff[7].energyImport.value, 368), (\.tariff[7].energyExport.value, 384),
    (\.tariff[8].energyImport.value, 400), (\.tariff[8].energyExport.value, 416),
  ]
  static let counters: [(path: CounterPath, offset: Int)] = [
    (\.gapNanoseconds, 528), (\.operatingSeconds, 536), (\.noLoadNanoseconds, 544),
    (\.events.starts, 552), (\.events.dips, 560), (\.events.interruptions, 568),
    (\.events.swells, 576), (\.events.saves, 584), (\.demand.resets, 592),
  ]

  /// All of them.
  static var rows: Int { energies.count + counters.count }

  /// Registers with a value for each row.
  static func registers(
    energy: (Int) -> Int128, counter: (Int) -> UInt64
  ) -> Registers {
    var registers = Registers()
    for (row, (path, _)) in energies.enumerated() { registers[keyPath: path].raw = energy(row) }
    for (row, (path, _)) in counters.enumerated() { registers[keyPath: path] = counter(row) }
    return registers
  }

  /// What version 1 keeps of registers.
  static func version1(_ registers: Registers) -> Registers {
    Registers(
      energyImport: registers.energyImport, energyExport: registers.energyExport,
      gapNanoseconds: registers.gapNanoseconds, operatingSeconds: registers.operatingSeconds)
  }
}
