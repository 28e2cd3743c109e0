// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// How often something happened in the meter's life.
public struct EventCounters: Equatable, Sendable {
  /// Power failures longer than this are counted as long ones, too. Unit: seconds.
  /// Source: [EN 50160]: a long interruption is longer than three minutes.
  public static let longFailureSeconds: UInt64 = 180

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
  /// Times that the meter was without supply, counted when it starts again.
  public var powerFailures: UInt64 = 0
  /// Those of them that were long, as far as the clock told.
  public var longPowerFailures: UInt64 = 0
  /// How long the meter was without supply, as far as the clock told. Unit: seconds.
  public var powerFailureSeconds: UInt64 = 0
  /// When the registers were last handed out to be saved; nil where the clock was not known.
  public var savedAt: UTC?

  /// Nothing happened.
  public init() {}

  /// The meter has started: every start but the first ends a power failure.
  public mutating func started() {
    if starts > 0 { powerFailures = powerFailures.addingSaturating(1) }
    starts = starts.addingSaturating(1)
  }

  /// How long the failure before this start took is known now, once a start.
  public mutating func wasOff(seconds: UInt64) {
    powerFailureSeconds = powerFailureSeconds.addingSaturating(seconds)
    guard seconds > Self.longFailureSeconds else { return }
    longPowerFailures = longPowerFailures.addingSaturating(1)
  }
}
