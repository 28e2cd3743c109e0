// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import Drivers
public import HardwareInterface

/// The board's hardware, opened and owned: what a meter needs to run.
public struct MeterHardware<
  Source: SampleSource & ~Copyable, Line: DigitalOutput & ~Copyable,
  Display: HD44780Port & ~Copyable, Input: DigitalInput & ~Copyable, Port: SerialPort & ~Copyable,
  Store: StoreQueue & ~Copyable, Image: StoreQueue & ~Copyable, Time: Clock & Delay & ~Copyable
>: ~Copyable {
  /// U1.
  var source: Source
  /// DS1.
  var display: HD44780<Display, Time>
  /// U2.
  var radio: XBee3Module<Port, Line, Time>
  /// D1, the test output.
  var metrologyLED: Line
  /// K1 and K2; nil where they are not fitted.
  public var supply: SupplyHardware<Line, Input, Time>?
  /// S1: low is pressed; nil where it is not fitted.
  public var pageButton: Input?
  /// S2: low is open; nil where it is not fitted.
  public var calibrationSeal: Input?
  /// S3: low is open; nil where it is not fitted.
  public var cover: Input?
  /// S4: low is a magnet; nil where it is not fitted.
  public var magnetSensor: Input?
  /// PF: low is a supply that fails; nil where it is not fitted.
  public var powerFail: Input?
  /// J1; nil where it is not fitted.
  public var localPort: LocalPortHardware<Port, Input>?
  /// Where the image of an upgrade waits; nil where there is no place for one, and then the meter
  /// asks for none.
  public var staging: Image?
  /// Which firmware runs, and where in `staging` the next one is staged.
  public var firmware = FirmwareState()
  /// Where the registers are kept.
  var store: Store
  /// Bytes that nobody can guess, for the meter's own key, which is made at the first start; the
  /// board takes them.
  var keySeed: FixedBytes<32>
  /// Both clocks of the main loop.
  var clock: Time

  var hasLocalPort: Bool {
    switch localPort {
    case .some: true
    case .none: false
    }
  }

  /// Takes the hardware, without a supply relay.
  public init(
    source: consuming Source, display: consuming HD44780<Display, Time>,
    radio: consuming XBee3Module<Port, Line, Time>, metrologyLED: consuming Line,
    store: consuming Store, keySeed: FixedBytes<32>, clock: consuming Time
  ) {
    self.source = source
    self.display = display
    self.radio = radio
    self.metrologyLED = metrologyLED
    self.supply = nil
    self.pageButton = nil
    self.calibrationSeal = nil
    self.cover = nil
    self.magnetSensor = nil
    self.powerFail = nil
    self.localPort = nil
    self.staging = nil
    self.store = store
    self.keySeed = keySeed
    self.clock = clock
  }
}
