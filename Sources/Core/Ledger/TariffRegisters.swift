// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Active energy in both directions.
public struct ActiveEnergies: Equatable, Sendable {
  /// Received from the network.
  public var energyImport = Energy.zero
  /// Delivered to the network.
  public var energyExport = Energy.zero

  /// Nothing counted.
  public init() {}

  /// What was counted.
  public init(_ energyImport: Energy, _ energyExport: Energy) {
    self.energyImport = energyImport
    self.energyExport = energyExport
  }

  /// What came since earlier; nothing where it is not later.
  public func since(_ earlier: ActiveEnergies) -> ActiveEnergies {
    ActiveEnergies(
      Self.difference(energyImport, earlier.energyImport),
      Self.difference(energyExport, earlier.energyExport))
  }

  /// The later of two readings of registers that only grow.
  func later(_ other: ActiveEnergies) -> ActiveEnergies {
    ActiveEnergies(
      Energy(value: Q64_64(raw: max(energyImport.value.raw, other.energyImport.value.raw))),
      Energy(value: Q64_64(raw: max(energyExport.value.raw, other.energyExport.value.raw))))
  }

  /// - Range: no energy is negative, so that the difference of two fits.
  private static func difference(_ later: Energy, _ earlier: Energy) -> Energy {
    Energy(value: Q64_64(raw: max(0, later.value.raw - max(0, earlier.value.raw))))
  }
}

/// Every energy by the tier of the tariff that was in force when it was booked.
///
/// Source: [ZCL] Metering: CurrentTier1SummationDelivered and those after it.
public struct TariffRegisters: Equatable, Sendable {
  /// Tiers that have registers: 1 to so many.
  public static let tiersMax = 8

  private var rows = InlineArray<8, EnergyRegisters>(repeating: EnergyRegisters())

  /// Nothing counted.
  public init() {}

  /// The registers of a tier, 1 to `tiersMax`; another has counted nothing and takes nothing.
  public subscript(tier: Int) -> EnergyRegisters {
    get { Self.isTier(tier) ? rows[tier - 1] : EnergyRegisters() }
    set { if Self.isTier(tier) { rows[tier - 1] = newValue } }
  }

  /// Adds what was measured to one tier; another than 1 to `tiersMax` takes nothing.
  mutating func add(_ step: EnergyRegisters, tier: Int) {
    if Self.isTier(tier) { rows[tier - 1].add(step) }
  }

  /// Whether all tiers agree.
  public static func == (left: TariffRegisters, right: TariffRegisters) -> Bool {
    for index in left.rows.indices where left.rows[index] != right.rows[index] { return false }
    return true
  }

  /// Whether a number names a tier.
  public static func isTier(_ tier: Int) -> Bool { tier >= 1 && tier <= tiersMax }
}

extension Registers {
  /// Whether these can be what came of earlier ones: no energy negative, none below the earlier,
  /// and in no tier more than in all.
  public func isSound(after earlier: Registers) -> Bool {
    guard !hasNegative, mayFollow(earlier) else { return false }
    let rest = totalLessTiers
    for index in rest.rows.indices where rest.rows[index] < 0 { return false }
    return true
  }

  /// What was counted while no tier was in force: with all tiers it is the total, to the residual.
  public var untariffed: EnergyRegisters {
    var rest = totalLessTiers
    for index in rest.rows.indices { rest.rows[index] = max(0, rest.rows[index]) }
    return rest
  }

  private var totalLessTiers: EnergyRegisters {
    var rest = total
    for tier in 1...TariffRegisters.tiersMax {
      let taken = tariff[tier]
      for index in rest.rows.indices {
        rest.rows[index] = rest.rows[index].subtractingSaturating(taken.rows[index])
      }
    }
    return rest
  }
}

extension Int128 {
  /// The difference, or the nearest number that there is.
  fileprivate func subtractingSaturating(_ other: Int128) -> Int128 {
    let (difference, isOver) = subtractingReportingOverflow(other)
    return isOver ? (self < 0 ? .min : .max) : difference
  }
}
