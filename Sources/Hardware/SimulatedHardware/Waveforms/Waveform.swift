// SPDX-License-Identifier: Apache-2.0

/// What lies at the meter's terminals, as functions of continuous time.
public protocol Waveform: Sendable {
  /// How long it lasts, or nil where it never ends. Unit: seconds.
  var durationSeconds: Double? { get }

  /// The voltage at a time after the start. Unit: volts, seconds.
  func voltage(at seconds: Double) -> Double

  /// The current at a time after the start, positive into the load. Unit: amperes, seconds.
  func current(at seconds: Double) -> Double

  /// All values of one quantity at evenly spaced times: one call for a whole burst.
  ///
  /// - Unit: volts or amperes. The default asks for each value alone.
  func fill(
    _ values: inout MutableSpan<Double>, with quantity: TerminalQuantity, at times: SampleTimes)
}

/// One of the two things at the terminals.
public enum TerminalQuantity: Equatable, Sendable {
  /// Unit: volts.
  case voltage
  /// Unit: amperes.
  case current
}

/// Evenly spaced times.
public struct SampleTimes: Equatable, Sendable {
  /// Time of the first. Unit: nanoseconds; whole ones are exact.
  public var firstNanoseconds: Double
  /// From one to the next; positive. Unit: nanoseconds.
  public var stepNanoseconds: Double

  /// Makes the times first, first + step, first + 2 · step and so on.
  public init(firstNanoseconds: Double, stepNanoseconds: Double) {
    self.firstNanoseconds = firstNanoseconds
    self.stepNanoseconds = stepNanoseconds
  }

  /// Time of one of them, counted from 0. Unit: seconds.
  public subscript(index: Int) -> Double {
    (firstNanoseconds + Double(index) * stepNanoseconds) / 1e9
  }
}

extension Waveform {
  /// Asks for each value alone.
  public func fill(
    _ values: inout MutableSpan<Double>, with quantity: TerminalQuantity, at times: SampleTimes
  ) {
    switch quantity {
    case .voltage: for index in values.indices { values[index] = voltage(at: times[index]) }
    case .current: for index in values.indices { values[index] = current(at: times[index]) }
    }
  }
}
