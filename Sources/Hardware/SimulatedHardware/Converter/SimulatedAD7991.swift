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
/// - Codes are rounded to nearest and clipped at 0 and 4,095; transitions are ideal but for the
///   board's non-linearity.
/// - On a board with imperfect bus timing the clock also passes the idle time before a read
///   message, and the reader's delay after it.
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
    var core: ConversionCore
    var messages = 0
    var faults: [Int: Fault] = [:]
  }

  private let clock: VirtualClock
  private let clockNanoseconds: UInt64
  private let state: Mutex<State>

  /// Makes a chip after power-up whose only errors are those of its front end.
  ///
  /// - Unit: `clockHertz` hertz, of SCL. `seed` is that of the noise.
  public convenience init(
    _ frontEnd: AnalogFrontEnd, waveform: any Waveform, clock: VirtualClock, seed: UInt64,
    clockHertz: UInt64 = 400_000
  ) {
    let noise = ConversionCore.Noise.boxMuller(GaussianNoise(seed: seed))
    let core = ConversionCore(
      SimulatedBoard(frontEnd), of: waveform, codes: ConverterKind.ad7991.codes, seed: seed,
      noise: noise)
    self.init(core, clock: clock, clockHertz: clockHertz)
  }

  /// Makes the chip of a board after power-up; it has 12 bits, whatever converter the board has.
  ///
  /// - Unit: `clockHertz` hertz, of SCL. `seed` is that of the noise and of the bursts' timing.
  public convenience init(
    board: SimulatedBoard, waveform: any Waveform, clock: VirtualClock, seed: UInt64,
    clockHertz: UInt64 = 400_000
  ) {
    let noise = ConversionCore.Noise.ziggurat(ZigguratNoise(seed: seed))
    let core = ConversionCore(
      board, of: waveform, codes: ConverterKind.ad7991.codes, seed: seed, noise: noise)
    self.init(core, clock: clock, clockHertz: clockHertz)
  }

  private init(_ core: ConversionCore, clock: VirtualClock, clockHertz: UInt64) {
    self.clock = clock
    clockNanoseconds = 1_000_000_000 / clockHertz
    state = Mutex(State(core: core))
  }

  /// The chip as a driver sees it.
  public var target: SimulatedAD7991Target { SimulatedAD7991Target(chip: self) }

  /// The configuration register.
  public var configuration: UInt8 { state.withLock { $0.configuration } }

  /// Messages so far: the number of the next one.
  public var messages: Int { state.withLock { $0.messages } }

  /// How many conversions were clipped at a rail.
  public var clippedConversions: Int { state.withLock { $0.core.clipped } }

  /// Lets a message fail.
  public func plan(_ fault: Fault, message: Int) {
    state.withLock { $0.faults[message] = fault }
  }

  func write(_ bytes: [UInt8]) throws(I2CFault) {
    let fault = state.withLock { $0.nextFault() }
    clock.advance(nanoseconds: UInt64(9 + 9 * bytes.count) * clockNanoseconds)
    if fault == .notAcknowledged { throw .notAcknowledged }
    // a single byte is written to the register; of more, the last one stays
    if let last = bytes.last { state.withLock { $0.configuration = last } }
  }

  func read(_ count: Int) throws(I2CFault) -> [UInt8] {
    let result = state.withLock { state in
      Result { () throws(I2CFault) in try self.read(count, &state) }
    }
    return try result.get()
  }

  private func read(_ count: Int, _ state: inout State) throws(I2CFault) -> [UInt8] {
    let fault = state.nextFault()
    if let failure = fault?.failure(reading: count) {
      clock.advance(nanoseconds: 9 * clockNanoseconds)
      throw failure
    }
    let conversions = (count + 1) / 2
    var chance = state.core.drawBurst(conversions: conversions)
    if case .stall(let conversion, let nanoseconds) = fault, conversion < conversions {
      chance.stall = BurstChance.Stall(conversion: conversion, nanoseconds: Double(nanoseconds))
    }
    let burst = state.burst(
      from: Double(clock.now.nanoseconds) + chance.idleNanoseconds, conversions, chance.stall,
      nominal: Double(clockNanoseconds))
    let taken = chance.idleNanoseconds + burst.nanoseconds + chance.wakeUpNanoseconds
    clock.advance(nanoseconds: UInt64(taken.rounded()))
    return state.bytes(burst, count: count, fault)
  }
}

extension SimulatedAD7991.Fault {
  /// How a read message of so many bytes fails of it, or nil.
  fileprivate func failure(reading count: Int) -> I2CFault? {
    switch self {
    case .notAcknowledged: .notAcknowledged
    case .truncated(let bytes): bytes < count ? .truncated(bytes: bytes) : nil
    case .wrongChannel, .stall, .brownOut: nil
    }
  }
}

extension SimulatedAD7991.State {
  fileprivate mutating func nextFault() -> SimulatedAD7991.Fault? {
    let fault = faults.removeValue(forKey: messages)
    messages += 1
    if fault == .brownOut { configuration = 0xF0 }
    return fault
  }

  fileprivate func burst(
    from start: Double, _ conversions: Int, _ stall: BurstChance.Stall?, nominal: Double
  ) -> Burst {
    let isExternal = configuration & 0x08 != 0
    let selected = (0..<(isExternal ? 3 : 4)).filter { configuration >> (4 + UInt8($0)) & 1 != 0 }
    let frontEnd = core.board.frontEnd
    return Burst(
      startNanoseconds: start,
      periodNanoseconds: core.periodNanoseconds(nominal: nominal, atNanoseconds: start),
      conversions: conversions, stall: stall, sequence: selected,
      referenceVolts: isExternal ? frontEnd.referenceVolts : frontEnd.supplyVolts)
  }

  fileprivate mutating func bytes(
    _ burst: Burst, count: Int, _ fault: SimulatedAD7991.Fault?
  ) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 2 * burst.conversions)
    // with no input selected the sequencer stands still and the result stays 0
    if !burst.sequence.isEmpty {
      core.convert(burst)
      for conversion in 0..<burst.conversions {
        let code = core.codes[conversion]
        let channel = UInt8(burst.sequence[conversion % burst.sequence.count])
        bytes[2 * conversion] = channel << 4 | UInt8(code >> 8)
        bytes[2 * conversion + 1] = UInt8(code & 0xFF)
      }
    }
    if case .wrongChannel(let conversion, let found) = fault, conversion < burst.conversions {
      bytes[2 * conversion] = found << 4 | bytes[2 * conversion] & 0x0F
    }
    if count % 2 != 0 { bytes.removeLast() }
    return bytes
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
