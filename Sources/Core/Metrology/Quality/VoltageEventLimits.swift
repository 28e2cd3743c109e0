// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Where voltage events begin and end, as parts of the declared voltage.
///
/// The defaults are the usual ones of [IEC 61000-4-30], 5.4 and 5.5; those of rapid changes lie
/// in the span of 1 % to 6 % that its 5.11 names.
public struct VoltageEventLimits: Equatable, Sendable {
  /// Udin, which all parts refer to. Range: 1 V ... 1 MV.
  public var declaredVoltage: Voltage
  /// A dip is below it. Unit: one millionth of the reference.
  public var dip: Int64 = 900_000
  /// A swell is above it. Unit: one millionth of the reference.
  public var swell: Int64 = 1_100_000
  /// An interruption is below it. Unit: one millionth of the declared voltage.
  public var interruption: Int64 = 50_000
  /// How far inside of the threshold an event ends. Unit: one millionth.
  public var hysteresis: Int64 = 20_000
  /// How far from its mean a steady voltage stays. Unit: one millionth of the declared voltage.
  public var rapidChange: Int64 = 50_000
  /// What the threshold of rapid changes loses until the voltage is steady. Unit: one millionth.
  public var rapidChangeHysteresis: Int64 = 25_000
  /// How many values of Urms(1/2) tell whether the voltage is steady.
  public var steadyValues: Int
  /// Whether dips and swells refer to the sliding reference, not to the declared voltage.
  public var usesSlidingReference = false

  /// The usual limits: a second of values, 100 at 50 Hz and 120 at 60 Hz, tells steadiness.
  public init(declaredVoltage: Voltage, nominalFrequency: NominalFrequency = .hertz50) {
    self.declaredVoltage = declaredVoltage
    steadyValues = nominalFrequency.cyclesPerBlock * 10
  }

  /// Whether the events cannot contradict each other.
  public var isUsable: Bool {
    guard declaredVoltage.microvolts >= 1_000_000, declaredVoltage.microvolts <= 1_000_000_000_000
    else { return false }
    let parts: InlineArray<4, Int64> = [interruption, hysteresis, dip, swell]
    for index in parts.indices where parts[index] < 1 || parts[index] > 2_000_000 { return false }
    return interruption + hysteresis <= dip && dip + hysteresis <= 1_000_000
      && swell - hysteresis >= 1_000_000 && hasUsableRapidChange
  }

  private var hasUsableRapidChange: Bool {
    rapidChange >= 2_000 && rapidChange <= 100_000
      && rapidChangeHysteresis >= 0 && rapidChangeHysteresis < rapidChange
      && steadyValues >= 2 && steadyValues <= RapidVoltageChanges.valuesMax
  }
}
