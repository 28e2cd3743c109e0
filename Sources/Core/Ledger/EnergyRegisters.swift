// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Every energy of the metrology, as a row with its residual.
///
/// Used for the total and for each tier. The order is that of `SPEC.md`. No energy is negative.
public struct EnergyRegisters: Equatable, Sendable {
  /// How many energies there are.
  static let count = 10

  /// Unit: 2^-64 of a millionth of a watt-, var- or volt-ampere-hour.
  var rows = InlineArray<10, Int128>(repeating: 0)

  /// Nothing counted.
  public init() {}

  /// Active energy received from the network, harmonics included.
  public var energyImport: Energy {
    get { Energy(value: Q64_64(raw: rows[0])) }
    set { rows[0] = newValue.value.raw }
  }

  /// Active energy delivered to the network, harmonics included.
  public var energyExport: Energy {
    get { Energy(value: Q64_64(raw: rows[1])) }
    set { rows[1] = newValue.value.raw }
  }

  /// Active energy of the fundamental received from the network.
  public var fundamentalActiveImport: Energy {
    get { Energy(value: Q64_64(raw: rows[2])) }
    set { rows[2] = newValue.value.raw }
  }

  /// Active energy of the fundamental delivered to the network.
  public var fundamentalActiveExport: Energy {
    get { Energy(value: Q64_64(raw: rows[3])) }
    set { rows[3] = newValue.value.raw }
  }

  /// Reactive energy of the fundamental.
  public var reactive: ReactiveRegisters {
    get {
      var reactive = ReactiveRegisters()
      reactive.quadrantI.value.raw = rows[4]
      reactive.quadrantII.value.raw = rows[5]
      reactive.quadrantIII.value.raw = rows[6]
      reactive.quadrantIV.value.raw = rows[7]
      return reactive
    }
    set {
      rows[4] = newValue.quadrantI.value.raw
      rows[5] = newValue.quadrantII.value.raw
      rows[6] = newValue.quadrantIII.value.raw
      rows[7] = newValue.quadrantIV.value.raw
    }
  }

  /// Apparent energy while active power was received from the network.
  public var apparentImport: ApparentEnergy {
    get { ApparentEnergy(value: Q64_64(raw: rows[8])) }
    set { rows[8] = newValue.value.raw }
  }

  /// Apparent energy while active power was delivered to the network.
  public var apparentExport: ApparentEnergy {
    get { ApparentEnergy(value: Q64_64(raw: rows[9])) }
    set { rows[9] = newValue.value.raw }
  }

  /// Active energy in both directions.
  public var active: ActiveEnergies {
    get { ActiveEnergies(energyImport, energyExport) }
    set { (energyImport, energyExport) = (newValue.energyImport, newValue.energyExport) }
  }

  /// Adds what was measured, energy for energy. A register that is full stays full.
  public mutating func add(_ step: EnergyRegisters) {
    for index in rows.indices {
      rows[index] = rows[index].addingSaturating(max(0, step.rows[index]))
    }
  }

  /// What came since earlier; nothing where it is not later.
  public func since(_ earlier: EnergyRegisters) -> EnergyRegisters {
    var difference = EnergyRegisters()
    for index in rows.indices {
      difference.rows[index] = max(0, rows[index] - max(0, earlier.rows[index]))
    }
    return difference
  }

  /// Whether all energies agree.
  public static func == (left: EnergyRegisters, right: EnergyRegisters) -> Bool {
    for index in left.rows.indices where left.rows[index] != right.rows[index] { return false }
    return true
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
