// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities

/// Every register that only grows by name, in the order of SPEC.md, with the byte where it lies in
/// a slot.
enum RegisterTable {
  typealias EnergyPath = WritableKeyPath<Registers, Q64_64>
  typealias CounterPath = WritableKeyPath<Registers, UInt64> & Sendable

  /// The ten energies of the total, and of a tier.
  private static var kinds: [WritableKeyPath<EnergyRegisters, Q64_64>] {
    [
      \.energyImport.value, \.energyExport.value,
      \.fundamentalActiveImport.value, \.fundamentalActiveExport.value,
      \.reactive.quadrantI.value, \.reactive.quadrantII.value,
      \.reactive.quadrantIII.value, \.reactive.quadrantIV.value,
      \.apparentImport.value, \.apparentExport.value,
    ]
  }

  static var energies: [(path: EnergyPath, offset: Int)] {
    var rows: [(path: EnergyPath, offset: Int)] = []
    let total: WritableKeyPath<Registers, EnergyRegisters> = \.total
    for (index, kind) in kinds.enumerated() {
      rows.append((total.appending(path: kind), 16 + 16 * index))
    }
    for tier in 1...8 {
      let registers: WritableKeyPath<Registers, EnergyRegisters> = \.tariff[tier]
      for (index, kind) in kinds.enumerated() {
        rows.append((registers.appending(path: kind), 16 + 160 * tier + 16 * index))
      }
    }
    return rows
  }

  static let counters: [(path: CounterPath, offset: Int)] = [
    (\.gapNanoseconds, 2192), (\.operatingSeconds, 2200), (\.noLoadNanoseconds, 2208),
    (\.events.starts, 2216), (\.events.dips, 2224), (\.events.interruptions, 2232),
    (\.events.swells, 2240), (\.events.saves, 2248), (\.demand.resets, 2256),
    (\.events.powerFailures, 2264), (\.events.longPowerFailures, 2272),
    (\.events.powerFailureSeconds, 2280), (\.profile.entries, 2288),
    (\.billing.snapshots, 2296),
  ]

  /// All of them.
  static let rows = 90 + 14

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
