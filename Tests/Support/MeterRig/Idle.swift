// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface
public import Quantities

/// Hardware that gives nothing and takes everything.
public struct Idle: SampleSource, SerialPort, DigitalOutput, DigitalInput, Sendable {
  /// Makes it.
  public init() {}

  /// There are no samples.
  public mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun { .none }
  /// Takes all bytes.
  public mutating func write(_ bytes: Span<UInt8>) throws(Never) -> Int { bytes.count }
  /// Nothing has arrived.
  public mutating func read(into bytes: inout MutableSpan<UInt8>) throws(Never) -> Int { 0 }
  /// Takes any level.
  public mutating func set(_ level: Level) throws(Never) {}
  /// Rests high.
  public mutating func level() throws(Never) -> Level { .high }
}
