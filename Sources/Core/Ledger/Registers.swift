// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// What the meter has counted in its life. None of it ever goes down.
public struct Registers: Equatable, Sendable {
  /// Energy received from the network.
  public var energyImport: Energy
  /// Energy delivered to the network.
  public var energyExport: Energy
  /// Time that was not measured though the meter ran. Unit: nanoseconds.
  public var gapNanoseconds: UInt64
  /// Time the meter ran. Unit: seconds.
  public var operatingSeconds: UInt64

  /// A meter that has counted nothing.
  public static let zero = Registers()

  /// Makes registers.
  public init(
    energyImport: Energy = .zero, energyExport: Energy = .zero,
    gapNanoseconds: UInt64 = 0, operatingSeconds: UInt64 = 0
  ) {
    self.energyImport = energyImport
    self.energyExport = energyExport
    self.gapNanoseconds = gapNanoseconds
    self.operatingSeconds = operatingSeconds
  }

  /// Whether these may follow earlier ones: no register is lower.
  public func mayFollow(_ earlier: Registers) -> Bool {
    energyImport.value.raw >= earlier.energyImport.value.raw
      && energyExport.value.raw >= earlier.energyExport.value.raw
      && gapNanoseconds >= earlier.gapNanoseconds
      && operatingSeconds >= earlier.operatingSeconds
  }
}
