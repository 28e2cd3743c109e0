// SPDX-License-Identifier: Apache-2.0

public import ZigBee

/// What somebody did by radio that a log must have: who asked, and what came of it.
public enum RadioNote: Sendable {
  /// The supply relay is opened (false) or closed (true), for whom.
  case switchedSupply(Bool, CommandOrigin)
  /// A command to the supply relay was refused: what was asked (nil: toggle), by whom, why.
  case refusedSupply(Bool?, CommandOrigin, SupplyRefusal)
  /// The binding table now has so many rows.
  case bindingsChanged(count: Int)
  /// Written attributes have their defaults again.
  case factoryDefaults
  /// The meter left its network, and joins again by itself or not.
  case left(rejoins: Bool)
  /// So many more things were done at once than there was room to tell.
  case lost(count: Int)
}
