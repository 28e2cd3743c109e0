// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface
public import Quantities
import Synchronization

/// A 20×4 display that decodes its pins as the controller does, R/W low, D0 to D3 open.
///
/// - Source: [HD44780U] tables 4 and 6, figure 24, bus timing at 2.7 V to 4.5 V.
public final class SimulatedHD44780: Sendable {
  /// One of its lines.
  public enum Pin: Sendable {
    /// Register select.
    case rs
    /// Read, not write; low where nothing drives it.
    case rw
    /// Enable.
    case e
    /// Data.
    case d4
    /// Data.
    case d5
    /// Data.
    case d6
    /// Data.
    case d7
    /// The backlight's switch.
    case backlight
  }

  /// What a driver did wrong.
  public enum Fault: Equatable, Sendable {
    /// E fell while the controller was still at work; what came was lost.
    case busy(at: Instant)
    /// E was high for less than 450 ns.
    case shortEnable(nanoseconds: UInt64)
    /// E rose less than 1,000 ns after it last rose.
    case shortCycle(nanoseconds: UInt64)
    /// RS or a data line changed while E was high.
    case unstable
    /// R/W rose: the controller would drive the data lines.
    case readWriteHigh
    /// An instruction this model does not know.
    case unsupported(UInt8)
  }

  private let clock: VirtualClock
  private let state: Mutex<HD44780Controller>

  /// Makes a display whose supply has just come.
  public init(clock: VirtualClock) {
    self.clock = clock
    state = Mutex(HD44780Controller(powerUp: clock.now))
  }

  /// A line as its driver sees it.
  public func line(_ pin: Pin) -> SimulatedHD44780Line {
    SimulatedHD44780Line(display: self, pin: pin)
  }

  /// The four lines of 20 characters; spaces while the display is off.
  public var lines: [String] { state.withLock { $0.lines } }

  /// What a driver did wrong so far.
  public var faults: [Fault] { state.withLock { $0.faults } }

  /// Whether the backlight is on.
  public var isLit: Bool { state.withLock { $0.isLit } }

  /// Whether the display has been switched on.
  public var isOn: Bool { state.withLock { $0.isOn } }

  /// Characters written so far.
  public var charactersWritten: Int { state.withLock { $0.charactersWritten } }

  /// The eight rows of one of its own glyphs. Range: `slot` 0 to 7.
  public func glyph(_ slot: Int) -> [UInt8] {
    state.withLock { state in Array(state.glyphs[8 * (slot & 7)..<8 * (slot & 7) + 8]) }
  }

  /// Cuts the supply for a moment: everything is forgotten.
  public func cutPower() { powerUp(expanded: false) }

  /// The supply comes; an expander in front of the display has all its pins high then.
  func powerUp(expanded: Bool) {
    let now = clock.now
    state.withLock { state in
      state = HD44780Controller(powerUp: now)
      if expanded { state.raiseAll() }
    }
  }

  /// Moves a pin, at an instant that may lie a little ahead of the clock.
  func move(_ pin: Pin, _ level: Level, at instant: Instant) {
    state.withLock { $0.set(pin, level, at: instant) }
  }

  /// Makes every later access to its lines fail, or work again.
  public func setConnected(_ isConnected: Bool) {
    state.withLock { $0.isConnected = isConnected }
  }

  func set(_ pin: Pin, _ level: Level) throws(LineFault) {
    let now = clock.now
    try state.withLock { state throws(LineFault) in
      guard state.isConnected else { throw .disconnected }
      state.set(pin, level, at: now)
    }
  }
}

/// One line of a simulated display.
public struct SimulatedHD44780Line: DigitalOutput, Sendable {
  private let display: SimulatedHD44780
  private let pin: SimulatedHD44780.Pin

  init(display: SimulatedHD44780, pin: SimulatedHD44780.Pin) {
    self.display = display
    self.pin = pin
  }

  /// Drives the line.
  public mutating func set(_ level: Level) throws(LineFault) {
    try display.set(pin, level)
  }
}
