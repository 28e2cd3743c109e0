// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// What the meter has counted in its life. No energy, time or counter ever goes down.
public struct Registers: Equatable, Sendable {
  /// Every energy, whatever the tier.
  public var total = EnergyRegisters()
  /// Every energy by tier.
  public var tariff = TariffRegisters()
  /// Time that was not measured though the meter ran. Unit: nanoseconds.
  public var gapNanoseconds: UInt64
  /// Time the meter ran. Unit: seconds.
  public var operatingSeconds: UInt64
  /// Time that was measured below the no-load threshold, its energy left out. Unit: nanoseconds.
  public var noLoadNanoseconds: UInt64 = 0
  /// Maximum demand.
  public var demand = DemandRegisters()
  /// Where the day began.
  public var day = DayRegisters()
  /// What happened, by number.
  public var events = EventCounters()
  /// The interval of the load profile under way.
  public var profile = ProfileRegisters()
  /// What was billed.
  public var billing = BillingRegisters()

  /// A meter that has counted nothing.
  public static let zero = Registers()

  /// Makes registers; those that are not named have counted nothing.
  public init(
    energyImport: Energy = .zero, energyExport: Energy = .zero,
    gapNanoseconds: UInt64 = 0, operatingSeconds: UInt64 = 0
  ) {
    self.gapNanoseconds = gapNanoseconds
    self.operatingSeconds = operatingSeconds
    total.energyImport = energyImport
    total.energyExport = energyExport
  }

  /// Whole seconds below the no-load threshold. Rounding: down.
  public var noLoadSeconds: UInt64 { noLoadNanoseconds / 1_000_000_000 }

  /// Books energies into the total and into a tier, 1 to `TariffRegisters.tiersMax`; nil is none.
  public mutating func add(_ step: EnergyRegisters, tier: UInt8?) {
    total.add(step)
    if let tier { tariff.add(step, tier: Int(tier)) }
  }

  /// Whether these may follow earlier ones: no register is lower; a maximum only
  /// where it was reset.
  public func mayFollow(_ earlier: Registers) -> Bool {
    let (energies, energiesBefore) = (energies, earlier.energies)
    for index in 0..<Self.growingEnergies where energies[index] < energiesBefore[index] {
      return false
    }
    let (counters, countersBefore) = (counters, earlier.counters)
    for index in counters.indices where counters[index] < countersBefore[index] { return false }
    return demand.resets != earlier.demand.resets || demand.maxima.isAtLeast(earlier.demand.maxima)
  }
}

/// The totals by their own names.
extension Registers {
  /// Active energy received from the network, harmonics included.
  public var energyImport: Energy {
    get { total.energyImport }
    set { total.energyImport = newValue }
  }

  /// Active energy delivered to the network, harmonics included.
  public var energyExport: Energy {
    get { total.energyExport }
    set { total.energyExport = newValue }
  }

  /// Active energy of the fundamental received from the network.
  public var fundamentalActiveImport: Energy {
    get { total.fundamentalActiveImport }
    set { total.fundamentalActiveImport = newValue }
  }

  /// Active energy of the fundamental delivered to the network.
  public var fundamentalActiveExport: Energy {
    get { total.fundamentalActiveExport }
    set { total.fundamentalActiveExport = newValue }
  }

  /// Reactive energy of the fundamental.
  public var reactive: ReactiveRegisters {
    get { total.reactive }
    set { total.reactive = newValue }
  }

  /// Apparent energy while active power was received from the network.
  public var apparentImport: ApparentEnergy {
    get { total.apparentImport }
    set { total.apparentImport = newValue }
  }

  /// Apparent energy while active power was delivered to the network.
  public var apparentExport: ApparentEnergy {
    get { total.apparentExport }
    set { total.apparentExport = newValue }
  }

  /// Both active totals.
  public var active: ActiveEnergies { total.active }
}
