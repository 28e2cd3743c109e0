// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// What the meter has counted in its life. No energy, time or counter ever goes down.
public struct Registers: Equatable, Sendable {
  /// Active energy received from the network, harmonics included.
  public var energyImport: Energy
  /// Active energy delivered to the network, harmonics included.
  public var energyExport: Energy
  /// Active energy of the fundamental received from the network.
  public var fundamentalActiveImport = Energy.zero
  /// Active energy of the fundamental delivered to the network.
  public var fundamentalActiveExport = Energy.zero
  /// Reactive energy of the fundamental.
  public var reactive = ReactiveRegisters()
  /// Apparent energy while active power was received from the network.
  public var apparentImport = ApparentEnergy.zero
  /// Apparent energy while active power was delivered to the network.
  public var apparentExport = ApparentEnergy.zero
  /// Time that was not measured though the meter ran. Unit: nanoseconds.
  public var gapNanoseconds: UInt64
  /// Time the meter ran. Unit: seconds.
  public var operatingSeconds: UInt64
  /// Time that was measured below the no-load threshold, its energy left out. Unit: nanoseconds.
  public var noLoadNanoseconds: UInt64 = 0
  /// Active energy by tier.
  public var tariff = TariffRegisters()
  /// Maximum demand.
  public var demand = DemandRegisters()
  /// Where the day began.
  public var day = DayRegisters()
  /// What happened, by number.
  public var events = EventCounters()

  /// A meter that has counted nothing.
  public static let zero = Registers()

  /// Makes registers; those that are not named have counted nothing.
  public init(
    energyImport: Energy = .zero, energyExport: Energy = .zero,
    gapNanoseconds: UInt64 = 0, operatingSeconds: UInt64 = 0
  ) {
    self.energyImport = energyImport
    self.energyExport = energyExport
    self.gapNanoseconds = gapNanoseconds
    self.operatingSeconds = operatingSeconds
  }

  /// Whole seconds below the no-load threshold. Rounding: down.
  public var noLoadSeconds: UInt64 { noLoadNanoseconds / 1_000_000_000 }

  /// Whether these may follow earlier ones: no register is lower; a maximum only
  /// where it was reset.
  public func mayFollow(_ earlier: Registers) -> Bool {
    let (energies, energiesBefore) = (energies, earlier.energies)
    for index in 0..<Self.growingEnergies where energies[index] < energiesBefore[index] {
      return false
    }
    let (counters, countersBefore) = (counters, earlier.counters)
    for index in counters.indices where counters[index] < countersBefore[index] { return false }
    guard demand.resets == earlier.demand.resets else { return true }
    return demand.maximumImport.power.microwatts >= earlier.demand.maximumImport.power.microwatts
      && demand.maximumExport.power.microwatts >= earlier.demand.maximumExport.power.microwatts
  }
}

/// Reactive energy, one register for each quadrant.
public struct ReactiveRegisters: Equatable, Sendable {
  /// QI: active import, reactive import.
  public var quadrantI = ReactiveEnergy.zero
  /// QII: active export, reactive import.
  public var quadrantII = ReactiveEnergy.zero
  /// QIII: active export, reactive export.
  public var quadrantIII = ReactiveEnergy.zero
  /// QIV: active import, reactive export.
  public var quadrantIV = ReactiveEnergy.zero

  /// Nothing counted.
  public init() {}

  /// The register of a quadrant.
  public subscript(quadrant: Quadrant) -> ReactiveEnergy {
    get {
      switch quadrant {
      case .first: quadrantI
      case .second: quadrantII
      case .third: quadrantIII
      case .fourth: quadrantIV
      }
    }
    set {
      switch quadrant {
      case .first: quadrantI = newValue
      case .second: quadrantII = newValue
      case .third: quadrantIII = newValue
      case .fourth: quadrantIV = newValue
      }
    }
  }
}
