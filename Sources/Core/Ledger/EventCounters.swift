// SPDX-License-Identifier: Apache-2.0

import Quantities

/// How often something happened in the meter's life.
public struct EventCounters: Equatable, Sendable {
  /// Starts of the meter, counted with its first tick.
  public var starts: UInt64 = 0
  /// Dips of the voltage that are over, interruptions included. Source: [IEC 61000-4-30] 5.4.
  public var dips: UInt64 = 0
  /// Those of the dips in which there was nearly no voltage.
  public var interruptions: UInt64 = 0
  /// Swells of the voltage that are over.
  public var swells: UInt64 = 0
  /// Saves of the registers that were asked for.
  public var saves: UInt64 = 0

  /// Nothing happened.
  public init() {}

  init(_ rows: Registers.Counters) {
    (starts, dips, interruptions) = (rows[3], rows[4], rows[5])
    (swells, saves) = (rows[6], rows[7])
  }
}
