// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// What outlives a restart, so that no part of a pulse is lost or told twice.
public struct TestOutputState: Equatable, Sendable {
  /// The constant that `residual` is for. Unit: impulses per kilowatt-hour.
  public var impulsesPerKilowattHour = 1_000
  /// What was registered and made no pulse yet: the rest, and the pulses that are to come. Below 0
  /// where a pulse came out whose energy was foreseen and is not registered: by the energy of the
  /// open block at most.
  /// Unit: 2^-64 microwatt-hours times the constant; a kilowatt-hour's worth is a pulse.
  public var residual: Int128 = 0

  /// Nothing yet.
  public init() {}

  /// A rest that made no whole pulse, and whole pulses that did not come out.
  public init(_ parameters: TestOutputParameters, residual: Int128, pending: Int32) {
    impulsesPerKilowattHour = parameters.impulsesPerKilowattHour
    self.residual = residual.addingSaturating(Int128(pending) * TestOutput.pulse)
  }

  /// The same energy as `residual`, for another constant. Range: held within 2^30 pulses of either.
  func residual(for constant: Int) -> Int128 {
    let most = TestOutput.pulse << 30
    let residual = max(-most, min(most, residual))
    guard constant != impulsesPerKilowattHour else { return residual }
    let energy = impulsesPerKilowattHour > 0 ? residual / Int128(impulsesPerKilowattHour) : 0
    return max(-TestOutput.energyMax, min(TestOutput.energyMax, energy)) * Int128(constant)
  }
}

/// A change of the output.
public struct TestOutputChange: Equatable, Sendable {
  /// Whether the output is on from now.
  public var isOn: Bool
  /// When it was due.
  public var instant: Instant
}
