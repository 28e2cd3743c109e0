// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// The largest mean power of any interval since the last reset.
public struct MaximumDemand: Equatable, Sendable {
  /// Energy of the interval over its nominal length. Rounding: nearest.
  public var power = ActivePower(microwatts: 0)
  /// When the interval ended; nil where there is none yet, or the clock was not known in it.
  public var end: UTC?

  /// None yet.
  public init() {}

  fileprivate mutating func raise(_ power: ActivePower, _ end: UTC?) {
    guard power.microwatts > self.power.microwatts else { return }
    (self.power, self.end) = (power, end)
  }
}

/// The maxima of both directions, whatever the tier and by tier.
public struct DemandMaxima: Equatable, Sendable {
  /// The total's two, then two of each tier.
  static let count = 2 + 2 * TariffRegisters.tiersMax

  /// Import and export of the total, then of tiers 1 to 8.
  var rows = InlineArray<18, MaximumDemand>(repeating: MaximumDemand())

  /// None yet.
  public init() {}

  /// The maximum of energy received: 0 is whatever the tier, 1 to `tiersMax` one of them.
  ///
  /// - Range: another number has none.
  public func received(tier: Int) -> MaximumDemand { row(2 * tier) }

  /// The maximum of energy delivered, as of `received`.
  public func delivered(tier: Int) -> MaximumDemand { row(2 * tier + 1) }

  /// Takes the mean powers of an interval for the total, 0, or for a tier.
  mutating func raise(tier: Int, _ received: ActivePower, _ delivered: ActivePower, _ end: UTC?) {
    guard tier >= 0, 2 * tier + 1 < Self.count else { return }
    rows[2 * tier].raise(received, end)
    rows[2 * tier + 1].raise(delivered, end)
  }

  /// Whether no maximum is below another's.
  func isAtLeast(_ other: DemandMaxima) -> Bool {
    for index in rows.indices
    where rows[index].power.microwatts < other.rows[index].power.microwatts { return false }
    return true
  }

  /// Whether all agree.
  public static func == (left: DemandMaxima, right: DemandMaxima) -> Bool {
    for index in left.rows.indices where left.rows[index] != right.rows[index] { return false }
    return true
  }

  private func row(_ index: Int) -> MaximumDemand {
    rows.indices.contains(index) ? rows[index] : MaximumDemand()
  }
}
