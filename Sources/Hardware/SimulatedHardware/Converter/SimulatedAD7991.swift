// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface
import Quantities
import Synchronization

/// An AD7991 at register level: it answers messages as the chip does and samples a waveform at
/// the instants its SCL clock dictates.
///
/// - A read message takes 9 SCL periods for the address and 18 for each conversion; the virtual
///   clock moves on by that. Conversion k is taken to sample at period 9 + 18k after START: a
///   constant choice, which delays all inputs alike.
/// - The sequencer starts anew, at the lowest selected input, with each message.
/// - Transitions are ideal, codes rounded to nearest and clipped at 0 and 4,095.
/// - Source: [AD7991] Rev. B, tables 9 to 13.
public final class SimulatedAD7991: Sendable {
  /// A fault of one message, which is counted from 0 over reads and writes.
  public enum Fault: Equatable, Sendable {
    /// The address is not acknowledged.
    case notAcknowledged
    /// The chip goes silent after so many bytes.
    case truncated(bytes: Int)
    /// One conversion says it came from another input.
    case wrongChannel(conversion: Int, found: UInt8)
    /// The controller holds SCL before one conversion; later ones are late by so much.
    case stall(conversion: Int, nanoseconds: UInt64)
    /// The chip lost its supply for a moment: its configuration is that of power-up.
    case brownOut
  }

  struct State {
    var configuration: UInt8 = 0xF0
    var noise: GaussianNoise
    var messages = 0
    var faults: [Int: Fault] = [:]
    var clipped = 0
  }

  private let frontEnd: AnalogFrontEnd
  private let clock: VirtualClock
  private let waveform: any Waveform
  private let clockNanoseconds: UInt64
  private let state: Mutex<State>

  /// Makes a chip after power-up.
  ///
  /// - Unit: `clockHertz` hertz, of SCL. `seed` is that of the noise.
  public init(
    _ frontEnd: AnalogFrontEnd, waveform: any Waveform, clock: VirtualClock, seed: UInt64,
    clockHertz: UInt64 = 400_000
  ) {
    self.frontEnd = frontEnd
    self.waveform = waveform
    self.clock = clock
    self.clockNanoseconds = 1_000_000_000 / clockHertz
    self.state = Mutex(State(noise: GaussianNoise(seed: seed)))
  }

  /// The chip as a driver sees it.
  public var target: SimulatedAD7991Target { SimulatedAD7991Target(chip: self) }

  /// The configuration register.
  public var configuration: UInt8 { state.withLock { $0.configuration } }

  /// Messages so far: the number of the next one.
  public var messages: Int { state.withLock { $0.messages } }

  /// How many conversions were clipped at a rail.
  public var clippedConversions: Int { state.withLock { $0.clipped } }

  /// Lets a message fail.
  public func plan(_ fault: Fault, message: Int) {
    state.withLock { $0.faults[message] = fault }
  }

  func write(_ bytes: [UInt8]) throws(I2CFault) {
    let fault = nextFault()
    clock.advance(nanoseconds: UInt64(9 + 9 * bytes.count) * clockNanoseconds)
    if fault == .notAcknowledged { throw .notAcknowledged }
    // a single byte is written to the register; of more, the last one stays
    if let last = bytes.last { state.withLock { $0.configuration = last } }
  }

  func read(_ count: Int) throws(I2CFault) -> [UInt8] {
    let fault = nextFault()
    clock.advance(nanoseconds: 9 * clockNanoseconds)
    if fault == .notAcknowledged { throw .notAcknowledged }
    if case .truncated(let bytes) = fault, bytes < count { throw .truncated(bytes: bytes) }
    let sequence = selected()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 1)
    for conversion in 0..<(count + 1) / 2 {
      if case .stall(conversion, let nanoseconds) = fault {
        clock.advance(nanoseconds: nanoseconds)
      }
      let channel = sequence.isEmpty ? 0 : sequence[conversion % sequence.count]
      let code = sequence.isEmpty ? 0 : convert(channel)
      var shown = UInt8(channel)
      if case .wrongChannel(conversion, let found) = fault { shown = found }
      bytes.append(shown << 4 | UInt8(code >> 8))
      bytes.append(UInt8(code & 0xFF))
      clock.advance(nanoseconds: 18 * clockNanoseconds)
    }
    return Array(bytes.prefix(count))
  }

  private func nextFault() -> Fault? {
    state.withLock { state in
      let fault = state.faults.removeValue(forKey: state.messages)
      state.messages += 1
      if fault == .brownOut { state.configuration = 0xF0 }
      return fault
    }
  }

  private func selected() -> [Int] {
    let register = configuration
    let isExternal = register & 0x08 != 0
    return (0..<(isExternal ? 3 : 4)).filter { register >> (4 + UInt8($0)) & 1 != 0 }
  }

  private func convert(_ channel: Int) -> Int {
    let seconds = Double(clock.now.nanoseconds) / 1e9
    let volts = frontEnd.pin(channel, of: waveform, at: seconds)
    return state.withLock { state in
      let isExternal = state.configuration & 0x08 != 0
      let reference = isExternal ? frontEnd.referenceVolts : frontEnd.supplyVolts
      let noise = frontEnd.noiseRMS == 0 ? 0 : frontEnd.noiseRMS * state.noise.next()
      let code = (volts / reference * 4096 + noise).rounded()
      if code < 0 || code > 4095 { state.clipped += 1 }
      return Int(max(0, min(4095, code)))
    }
  }
}

/// A simulated AD7991 at its address on the bus.
public struct SimulatedAD7991Target: I2CTarget, Sendable {
  private let chip: SimulatedAD7991
  /// As Linux i2c-dev, in whole three-channel sets.
  public let readBytesMax = 8190

  init(chip: SimulatedAD7991) { self.chip = chip }

  /// Sends bytes in one message.
  public mutating func write(_ bytes: Span<UInt8>) throws(I2CFault) {
    try chip.write(bytes.indices.map { bytes[$0] })
  }

  /// Fills `bytes` from one read message.
  public mutating func read(into bytes: inout MutableSpan<UInt8>) throws(I2CFault) {
    let answer = try chip.read(bytes.count)
    for index in answer.indices { bytes[index] = answer[index] }
  }
}
