// SPDX-License-Identifier: Apache-2.0

/// What a person at the meter may do.
extension ZigBeeDevice {
  /// Confirms the text that is shown; false where none waits for that.
  public mutating func confirmMessage() -> Bool { clusters.confirmMessage() }

  /// Leaves (true), or joins again, the load control event that runs or else the next one; false
  /// where there is none, or nobody knows the time. The load follows at the next tick.
  public mutating func opt(out: Bool, at moment: Moment) -> Bool {
    clusters.opt(out: out, at: moment)
  }

  /// As `opt`, out or in again as that event is not.
  ///
  /// - Returns: whether it is left now; nil where there is none, or nobody knows the time.
  public mutating func toggleOpt(at moment: Moment) -> Bool? { clusters.toggleOpt(at: moment) }
}
