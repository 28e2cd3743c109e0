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
  ]
  static let counters: [(path: CounterPath, offset: Int)] = [
    (\.gapNanoseconds, 176), (\.operatingSeconds, 184), (\.noLoadNanoseconds, 192),
  ]

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
