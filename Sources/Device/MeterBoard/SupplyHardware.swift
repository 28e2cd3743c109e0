// SPDX-License-Identifier: Apache-2.0

public import Drivers
public import HardwareInterface

/// What switches the supply and a load, where it is fitted.
public struct SupplyHardware<
  Line: DigitalOutput & ~Copyable, Input: DigitalInput & ~Copyable, Pause: Delay & ~Copyable
>: ~Copyable {
  /// K1.
  var relay: LatchingRelay<Line, Pause>
  /// The contact that follows K1: high is closed.
  var feedback: Input
  /// K2: high is on.
  var loadControl: Line

  /// Takes the hardware.
  public init(
    relay: consuming LatchingRelay<Line, Pause>, feedback: consuming Input,
    loadControl: consuming Line
  ) {
    self.relay = relay
    self.feedback = feedback
    self.loadControl = loadControl
  }

  /// Drives K1.
  mutating func drive(isClosed: Bool) throws(Line.Failure) { try relay.drive(isClosed: isClosed) }

  /// Switches K2.
  mutating func setLoad(_ level: Level) throws(Line.Failure) { try loadControl.set(level) }

  /// What the contact says.
  mutating func level() throws(Input.Failure) -> Level { try feedback.level() }

  /// What the contact did.
  mutating func nextChange() throws(Input.Failure) -> LevelChange? { try feedback.nextChange() }
}
