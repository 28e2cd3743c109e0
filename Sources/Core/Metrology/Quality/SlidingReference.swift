// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// The sliding reference voltage: the block voltages through a filter of one minute.
///
/// Source: [IEC 61000-4-30], 5.4: first order, a minute, from Udin on. A block is 0.2 s of 60 s,
/// so it counts 0.0033 and the past 0.9967.
public struct SlidingReference: Equatable, Sendable {
  /// Unit: 2^-16 microvolts. Range: 0 ... 2^56.
  private var filtered: Int64

  /// Starts at the declared voltage.
  public init(declaredVoltage: Voltage) { filtered = Self.raised(declaredVoltage) }

  /// The reference. Rounding: nearest.
  public var voltage: Voltage { Voltage(microvolts: filtered.roundedShift(16)) }

  /// Takes the RMS voltage of the next block; one that is flagged changes nothing.
  public mutating func add(_ voltage: Voltage, isFlagged: Bool) {
    guard !isFlagged else { return }
    let sum = 9_967 * Int128(filtered) + 33 * Int128(Self.raised(voltage))
    filtered = Int64(sum.roundedQuotient(10_000))
  }

  /// Voltages are held inside 0 ... 2^40 microvolts.
  private static func raised(_ voltage: Voltage) -> Int64 {
    max(0, min(1 << 40, voltage.microvolts)) << 16
  }
}
