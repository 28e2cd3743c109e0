// SPDX-License-Identifier: Apache-2.0

public import Drivers
public import HardwareInterface

/// The board's hardware, opened and owned: what a meter needs to run.
public struct MeterHardware<
  Source: SampleSource & ~Copyable, Line: DigitalOutput & ~Copyable,
  Input: DigitalInput & ~Copyable, Port: SerialPort & ~Copyable, Store: BlockStore & ~Copyable,
  Time: Clock & Delay & ~Copyable
>: ~Copyable {
  /// U1.
  var source: Source
  /// DS1.
  var display: HD44780<Line, Time>
  /// U2.
  var radio: XBee3Module<Port, Line, Time>
  /// D1, the test output.
  var metrologyLED: Line
  /// K1 and K2; nil where they are not fitted.
  public var supply: SupplyHardware<Line, Input, Time>?
  /// S1: low is pressed; nil where it is not fitted.
  public var pageButton: Input?
  /// Where the image of an upgrade waits; nil where there is no place for one, and then the meter
  /// asks for none.
  public var staging: Store?
  /// Where the registers are kept.
  var store: Store
  /// Both clocks of the main loop.
  var clock: Time

  /// Takes the hardware, without a supply relay.
  public init(
    source: consuming Source, display: consuming HD44780<Line, Time>,
    radio: consuming XBee3Module<Port, Line, Time>, metrologyLED: consuming Line,
    store: consuming Store, clock: consuming Time
  ) {
    self.source = source
    self.display = display
    self.radio = radio
    self.metrologyLED = metrologyLED
    self.supply = nil
    self.pageButton = nil
    self.staging = nil
    self.store = store
    self.clock = clock
  }
}
