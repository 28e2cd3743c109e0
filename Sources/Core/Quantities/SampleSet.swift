// SPDX-License-Identifier: Apache-2.0

/// What the converter saw in one round of its sequencer: one set per tick.
public struct SampleSet: Equatable, Sendable, BitwiseCopyable {
  /// Unit: converter counts about the channel's declared bias. Range: |x| <= 2^23.
  public var voltage: Int32
  /// The current at gain ×1. Unit and range as `voltage`.
  public var current: Int32
  /// The current at gain ×16; 0 where the board has no such channel.
  public var currentAmplified: Int32

  /// Makes a set.
  public init(voltage: Int32, current: Int32, currentAmplified: Int32 = 0) {
    self.voltage = voltage
    self.current = current
    self.currentAmplified = currentAmplified
  }

  /// All channels at their bias.
  public static let zero = SampleSet(voltage: 0, current: 0)
}

/// When a run of sample sets was taken: stamps before the first and after the last.
public struct SampleStamp: Equatable, Sendable {
  /// Before the first conversion.
  public var start: Instant
  /// After the last conversion.
  public var end: Instant

  /// Makes a stamp.
  public init(start: Instant, end: Instant) {
    self.start = start
    self.end = end
  }
}
