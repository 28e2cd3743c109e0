// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Decides per block whether there is a load, so that noise does not creep into the registers.
///
/// There is none once |P| and the current are both below 2/5 of the starting values; there is one
/// as soon as either reaches half of its. So all that must register does, from the starting
/// current on [IEC 62053-21] and with a margin of two. What is displayed stays untouched.
public struct NoLoad: Equatable, Sendable {
  /// Whether accumulation rests. A meter that starts accumulates.
  public private(set) var isNoLoad = false
  /// Whether a block has told.
  private var isKnown = false
  /// How long it rested. Unit: nanoseconds.
  public private(set) var nanoseconds: UInt64 = 0
  /// Unit: microwatts.
  private let startingPower: Int128
  /// Unit: microamperes.
  private let startingCurrent: Int128
  /// With so much energy a block has a load: half the starting power over 300 ms, longer than a
  /// block is but on a dead line. Unit: 2^-64 microwatt-hours. Range: below 2^113.
  private let blockEnergy: Int128

  /// Starts with a load; nil unless both starting values are positive.
  ///
  /// - Parameters: the starting current Ist, and the power at it and the nominal voltage.
  public init?(startingPower: ActivePower, startingCurrent: Current) {
    guard startingPower.microwatts > 0, startingCurrent.microamperes > 0 else { return nil }
    self.startingPower = Int128(startingPower.microwatts)
    self.startingCurrent = Int128(startingCurrent.microamperes)
    // 300 ms are 1/12,000 of an hour.
    blockEnergy = (self.startingPower << 64) / 24_000
  }

  /// Takes the next block; what it says holds for the block itself.
  public mutating func add(_ block: BlockFigures) {
    isKnown = true
    let power = Int128(block.activePower.microwatts.magnitude)
    let current = Int128(block.current.microamperes.magnitude)
    if isNoLoad {
      isNoLoad = 2 * power < startingPower && 2 * current < startingCurrent
    } else {
      isNoLoad = 5 * power < 2 * startingPower && 5 * current < 2 * startingCurrent
    }
    if isNoLoad {
      nanoseconds = nanoseconds.addingSaturating(UInt64(max(0, block.nanoseconds)))
    }
  }

  /// Whether what the open block has metered so far may be foreseen to be registered.
  ///
  /// While there is no load, or no block has told of one, only once it is enough to make the block
  /// one with a load: noise makes no pulse, and a load that is switched on is foreseen after a few
  /// half cycles.
  public func foresees(_ energy: Q64_64) -> Bool {
    (isKnown && !isNoLoad) || energy.raw.magnitude >= blockEnergy.magnitude
  }

  /// What of an energy is registered: all with a load, nothing without.
  public func registered(_ energy: Q64_64) -> Q64_64 {
    isNoLoad ? Q64_64(raw: 0) : energy
  }
}
