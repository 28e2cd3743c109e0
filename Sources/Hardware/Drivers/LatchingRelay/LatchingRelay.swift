// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface

/// Times of a latching relay's coils.
public enum LatchingRelayTiming {
  /// How long a trigger line is high. The one-shots behind it time the coil; a line that stays high
  /// holds no coil. Unit: nanoseconds.
  public static let triggerNanoseconds: UInt64 = 1_000_000
}

/// A latching relay with two coils, each behind a hardware one-shot that a rising edge triggers.
///
/// It stays where it is without supply; what it stands at is not known to this driver. Both lines
/// are never high at once, and neither after a call, whether it failed or not.
///
/// - Allocates: never.
public struct LatchingRelay<Line: DigitalOutput & ~Copyable, Pause: Delay & ~Copyable>: ~Copyable {
  private var setLine: Line
  private var resetLine: Line
  private var pause: Pause

  /// Takes the lines of the SET and RESET coils; touches neither.
  public init(set setLine: consuming Line, reset resetLine: consuming Line, pause: consuming Pause)
  {
    self.setLine = setLine
    self.resetLine = resetLine
    self.pause = pause
  }

  /// Pulses the SET coil (closed) or the RESET coil (open).
  ///
  /// - Errors: the lines' own; the relay may have moved, or not.
  public mutating func drive(isClosed: Bool) throws(Line.Failure) {
    if isClosed {
      try resetLine.set(.low)
      try Self.trigger(&setLine, &pause)
    } else {
      try setLine.set(.low)
      try Self.trigger(&resetLine, &pause)
    }
  }

  /// Leaves neither coil under current; the relay stays where it is.
  ///
  /// - Errors: that of the first line that fails; the other is low all the same.
  public mutating func release() throws(Line.Failure) {
    do throws(Line.Failure) { try setLine.set(.low) } catch {
      do throws(Line.Failure) { try resetLine.set(.low) } catch {}
      throw error
    }
    try resetLine.set(.low)
  }

  /// A line that is high already gives no rising edge: it goes low first.
  private static func trigger(_ line: inout Line, _ pause: inout Pause) throws(Line.Failure) {
    try line.set(.low)
    pause.pause(nanoseconds: LatchingRelayTiming.triggerNanoseconds)
    do throws(Line.Failure) {
      try line.set(.high)
      pause.pause(nanoseconds: LatchingRelayTiming.triggerNanoseconds)
      try line.set(.low)
    } catch {
      do throws(Line.Failure) { try line.set(.low) } catch {}
      throw error
    }
  }
}
