// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface
import Quantities
import Synchronization

/// A PCF8574 with a display behind it, at the level of its bus: bytes in, acknowledgements and
/// bytes out.
///
/// - Each byte that is acknowledged goes to the pins: a low at once, a high 4 µs later, the longest
///   output data valid time, so that E is never seen longer than it may be.
/// - Where a byte moves E and other pins, E moves first when it rises and last when it falls: in
///   the chip nobody knows which pin is first.
/// - After power-up all pins are high.
/// - Each byte takes nine SCL periods with its acknowledgement, START and STOP one each; the
///   virtual clock moves on by that.
/// - Source: [PCF8574 Rev. 5, 8.2 and table 9].
public final class SimulatedPCF8574: Sendable {
  /// A fault of one call, which is counted from 0 over reads and writes.
  public enum Fault: Equatable, Sendable {
    /// The address is not acknowledged.
    case notAcknowledged
    /// So many data bytes are acknowledged, the next is not, and the message ends.
    case notAcknowledgedAfter(bytes: Int)
    /// The bus is held for so long, and nothing is sent.
    case timeout(nanoseconds: UInt64)
  }

  private struct State {
    var pins: UInt8 = 0xFF
    var written: [UInt8] = []
    var isConnected = true
    var calls = 0
    var faults: [Int: Fault] = [:]
  }

  private static let riseNanoseconds: UInt64 = 4_000
  private static let enable: UInt8 = 0x04
  private static let others: [(UInt8, SimulatedHD44780.Pin)] = [
    (0x01, .rs), (0x02, .rw), (0x08, .backlight),
    (0x10, .d4), (0x20, .d5), (0x40, .d6), (0x80, .d7),
  ]

  private let display: SimulatedHD44780
  private let address: UInt8
  private let clock: VirtualClock
  private let clockHertz: UInt64
  private let state = Mutex(State())

  /// Solders a chip after power-up to a display, whose pins are then high.
  ///
  /// - Parameters:
  ///   - address: that of its pins A2, A1, A0.
  ///   - clockHertz: of SCL.
  public init(
    _ display: SimulatedHD44780, clock: VirtualClock, clockHertz: UInt64 = 100_000,
    address: UInt8 = 0x27
  ) {
    self.display = display
    self.address = address
    self.clock = clock
    self.clockHertz = clockHertz
    display.powerUp(expanded: true)
  }

  /// The chip as a driver sees it that looks for it at an address.
  public func target(address: UInt8 = 0x27) -> SimulatedPCF8574Target {
    SimulatedPCF8574Target(chip: self, address: address)
  }

  /// What is at the pins, P0 is bit 0.
  public var pins: UInt8 { state.withLock { $0.pins } }
  /// All bytes that went to the pins so far.
  public var written: [UInt8] { state.withLock { $0.written } }
  /// Calls so far: the number of the next one.
  public var calls: Int { state.withLock { $0.calls } }

  /// Lets a call fail.
  public func plan(_ fault: Fault, call: Int) { state.withLock { $0.faults[call] = fault } }

  /// Takes the chip off the bus, or puts it on again; its supply stays.
  public func setConnected(_ isConnected: Bool) {
    state.withLock { $0.isConnected = isConnected }
  }

  /// Cuts the supply of chip and display for a moment.
  public func cutPower() {
    state.withLock { $0.pins = 0xFF }
    display.powerUp(expanded: true)
  }
}

// MARK: - Messages
extension SimulatedPCF8574 {
  /// START, the address, bytes, STOP.
  func write(_ bytes: [UInt8], to address: UInt8) throws(I2CFault) {
    let failsAfter = try begin(address)
    for (index, byte) in bytes.enumerated() {
      pass(clocks: 9)
      if index == failsAfter { throw .notAcknowledged }
      put(byte)
    }
    pass(clocks: 1)
  }

  /// START, the address, what is at the pins so often, STOP.
  func read(_ count: Int, from address: UInt8) throws(I2CFault) -> [UInt8] {
    _ = try begin(address)
    pass(clocks: 9 * count + 1)
    return [UInt8](repeating: pins, count: count)
  }

  /// START and the address. Returns after how many data bytes the chip stops to acknowledge.
  private func begin(_ address: UInt8) throws(I2CFault) -> Int? {
    let (fault, isConnected) = state.withLock { state in
      state.calls += 1
      return (state.faults.removeValue(forKey: state.calls - 1), state.isConnected)
    }
    if case .timeout(let nanoseconds) = fault {
      clock.advance(nanoseconds: nanoseconds)
      throw .timeout
    }
    pass(clocks: 10)
    if address != self.address || !isConnected || fault == .notAcknowledged {
      throw .notAcknowledged
    }
    if case .notAcknowledgedAfter(let bytes) = fault { return bytes }
    return nil
  }

  private func pass(clocks: Int) {
    clock.advance(nanoseconds: UInt64(clocks) * 1_000_000_000 / clockHertz)
  }

  private func put(_ byte: UInt8) {
    let before = state.withLock { state in
      defer { state.pins = byte }
      state.written.append(byte)
      return state.pins
    }
    let isRising = byte & Self.enable != 0
    if isRising { move(.e, Self.enable, before, byte) }
    for (place, pin) in Self.others { move(pin, place, before, byte) }
    if !isRising { move(.e, Self.enable, before, byte) }
  }

  private func move(
    _ pin: SimulatedHD44780.Pin, _ place: UInt8, _ before: UInt8, _ after: UInt8
  ) {
    guard (before ^ after) & place != 0 else { return }
    let now = clock.now.nanoseconds
    if after & place == 0 {
      display.move(pin, .low, at: Instant(nanoseconds: now))
    } else {
      display.move(pin, .high, at: Instant(nanoseconds: now + Self.riseNanoseconds))
    }
  }
}

/// A simulated PCF8574 at an address on the bus.
public struct SimulatedPCF8574Target: I2CTarget, Sendable {
  private let chip: SimulatedPCF8574
  private let address: UInt8
  /// As Linux i2c-dev.
  public let readBytesMax = 8190

  init(chip: SimulatedPCF8574, address: UInt8) {
    self.chip = chip
    self.address = address
  }

  /// Sends bytes in one message.
  public mutating func write(_ bytes: Span<UInt8>) throws(I2CFault) {
    try chip.write(bytes.indices.map { bytes[$0] }, to: address)
  }

  /// Fills `bytes` from one read message: each with what is at the pins.
  public mutating func read(into bytes: inout MutableSpan<UInt8>) throws(I2CFault) {
    let answer = try chip.read(bytes.count, from: address)
    for index in answer.indices { bytes[index] = answer[index] }
  }
}
