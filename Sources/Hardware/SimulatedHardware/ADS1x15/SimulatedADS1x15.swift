// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface
public import Quantities
import Synchronization

/// An ADS1015 or ADS1115 at register level, converting on its own oscillator.
///
/// - A conversion is the mean of its input over the conversion's time, one period: a boxcar, which
///   is what the datasheets' digital filter of a single-cycle settling converter amounts to.
/// - A new configuration holds from the conversion after the one in progress.
/// - With the thresholds set for it, the end of each conversion is an edge of ALERT/RDY.
/// - Messages take 9 SCL periods for the address and each byte; the virtual clock moves on by that.
/// - Not modelled: the comparator, the power-up time, common mode, and other inputs than AIN0-AIN1.
/// - Source: [ADS1015] SBAS473E, [ADS1115] SBAS444D.
public final class SimulatedADS1x15: Sendable {
  /// A fault of one message, which is counted from 0 over reads and writes.
  public enum Fault: Equatable, Sendable {
    /// The address is not acknowledged.
    case notAcknowledged
    /// The controller holds SCL before the first byte.
    case stall(nanoseconds: UInt64)
    /// The chip lost its supply for a moment: all registers are those of reset.
    case brownOut
    /// Nobody drives SDA: all bits read 1.
    case openBus
  }

  /// What the chip is connected to.
  public struct Input: Sendable {
    /// What lies at the terminals.
    public var waveform: any Waveform
    /// Which of it.
    public var terminal: Terminal
    /// What makes ±2.048 V at the input. Unit: volts or amperes.
    public var fullScalePeak: Double

    /// Makes an input.
    public init(_ waveform: any Waveform, _ terminal: Terminal, fullScalePeak: Double) {
      self.waveform = waveform
      self.terminal = terminal
      self.fullScalePeak = fullScalePeak
    }
  }

  struct State {
    var registers: [UInt16] = [0, 0x8583, 0x8000, 0x7FFF]
    var pointer = 0
    /// When the conversion in progress began, nil in power-down. Unit: seconds.
    var began: Double?
    /// The configuration of the conversion in progress.
    var settings: UInt16 = 0x8583
    var noise: GaussianNoise
    var edges: EdgeStamps
    var messages = 0
    var faults: [Int: Fault] = [:]
    var conversions = 0
    var clipped = 0
    var isStopped = false
  }

  private let isWide: Bool
  private let input: Input
  private let imperfections: ADS1x15Imperfections
  let clock: VirtualClock
  private let clockNanoseconds: UInt64
  private let state: Mutex<State>

  /// Makes a chip after power-up.
  ///
  /// - Parameters:
  ///   - isWide: whether it is an ADS1115, of 16 bits and 860 conversions a second.
  ///   - seed: of noise and of the edges' imperfections.
  public init(
    isWide: Bool, input: Input, _ imperfections: ADS1x15Imperfections, _ edges: EdgeImperfections,
    clock: VirtualClock, seed: UInt64, clockHertz: UInt64 = 400_000
  ) {
    self.isWide = isWide
    self.input = input
    self.imperfections = imperfections
    self.clock = clock
    clockNanoseconds = 1_000_000_000 / clockHertz
    state = Mutex(
      State(
        noise: GaussianNoise(seed: seed), edges: EdgeStamps(edges, seed: seed &+ 0x9E37_79B9)))
  }

  /// The chip as a driver sees it.
  public var target: SimulatedADS1x15Target { SimulatedADS1x15Target(chip: self) }
  /// The configuration register.
  public var configuration: UInt16 { state.withLock { $0.registers[1] } }
  /// Messages so far: the number of the next one.
  public var messages: Int { state.withLock { $0.messages } }
  /// Conversions so far.
  public var conversions: Int { state.withLock { $0.conversions } }
  /// How many were clipped.
  public var clippedConversions: Int { state.withLock { $0.clipped } }
  /// How many ready edges nobody was told of.
  public var droppedEdges: Int { state.withLock { $0.edges.dropped } }
  /// How many came twice.
  public var repeatedEdges: Int { state.withLock { $0.edges.repeated } }

  /// Lets a message fail.
  public func plan(_ fault: Fault, message: Int) {
    state.withLock { $0.faults[message] = fault }
  }

  /// Stops the oscillator: no conversion ends any more. Or lets it run again.
  public func setStopped(_ isStopped: Bool) {
    state.withLock { state in
      state.isStopped = isStopped
      if !isStopped, state.began != nil { state.began = seconds(clock.now) }
    }
  }

  /// When the conversion in progress will have ended; nil where none is. Rounding: up.
  public var nextEndInstant: Instant? {
    state.withLock { state in
      guard let end = end(state) else { return nil }
      // The product may round down to a nanosecond before the end: whoever waited until then would
      // find the conversion in progress, and wait for the same nanosecond without end.
      let nanoseconds = UInt64((end * 1e9).rounded(.up))
      let instant = Instant(nanoseconds: nanoseconds)
      return seconds(instant) < end ? Instant(nanoseconds: nanoseconds + 1) : instant
    }
  }

  /// When the oldest edge is stamped, those of conversions that have ended by now; nil for none.
  public var nextStampInstant: Instant? {
    state.withLock { state in
      run(&state)
      return state.edges.first
    }
  }

  /// Takes the oldest edge.
  public func takeReadyEdge(line: UInt8 = 0) -> StampedEdge? {
    state.withLock { $0.edges.take(line: line) }
  }
}

// MARK: - Messages
extension SimulatedADS1x15 {
  func write(_ bytes: [UInt8]) throws(I2CFault) {
    let fault = nextFault()
    clock.advance(nanoseconds: UInt64(9 + 9 * bytes.count) * clockNanoseconds)
    if fault == .notAcknowledged { throw .notAcknowledged }
    guard let pointer = bytes.first else { return }
    state.withLock { state in
      run(&state)
      state.pointer = Int(pointer & 0b11)
      guard bytes.count >= 3, state.pointer != 0 else { return }
      state.registers[state.pointer] = UInt16(bytes[1]) << 8 | UInt16(bytes[2])
      guard state.pointer == 1, state.began == nil else { return }
      let written = state.registers[1]
      if written & 0x0100 == 0 || written & 0x8000 != 0 {
        (state.began, state.settings) = (seconds(clock.now), written)
      }
    }
  }

  func read(_ count: Int) throws(I2CFault) -> [UInt8] {
    let fault = nextFault()
    clock.advance(nanoseconds: 9 * clockNanoseconds)
    if fault == .notAcknowledged { throw .notAcknowledged }
    if case .stall(let nanoseconds) = fault { clock.advance(nanoseconds: nanoseconds) }
    let word = state.withLock { state in
      run(&state)
      guard state.pointer == 1 else { return state.registers[state.pointer] }
      return state.registers[1] & 0x7FFF | (state.began == nil ? 0x8000 : 0)
    }
    clock.advance(nanoseconds: UInt64(9 * count) * clockNanoseconds)
    if fault == .openBus { return [UInt8](repeating: 0xFF, count: count) }
    return (0..<count).map { $0 % 2 == 0 ? UInt8(word >> 8) : UInt8(word & 0xFF) }
  }

  private func nextFault() -> Fault? {
    state.withLock { state in
      let fault = state.faults.removeValue(forKey: state.messages)
      state.messages += 1
      if fault == .brownOut {
        (state.registers, state.pointer) = ([0, 0x8583, 0x8000, 0x7FFF], 0)
        (state.began, state.settings) = (nil, 0x8583)
      }
      return fault
    }
  }
}

// MARK: - Conversions
extension SimulatedADS1x15 {
  private func seconds(_ instant: Instant) -> Double { Double(instant.nanoseconds) / 1e9 }

  /// Data rates by the three bits DR. Source: Config Register of the two datasheets.
  private static let rates: [[Double]] = [
    [128, 250, 490, 920, 1600, 2400, 3300, 3300], [8, 16, 32, 64, 128, 250, 475, 860],
  ]
  /// Full scales by the three bits PGA. Unit: volts. Source: as above.
  private static let fullScales = [6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256]

  private func end(_ state: State) -> Double? {
    guard let began = state.began, !state.isStopped else { return nil }
    let rate = Self.rates[isWide ? 1 : 0][Int(state.settings >> 5 & 0b111)]
    let error = imperfections.oscillatorError + imperfections.oscillatorDrift * began
    return began + 1 / (rate * (1 + error))
  }

  /// Ends the conversions that have ended by now.
  private func run(_ state: inout State) {
    while let began = state.began, let end = end(state), end <= seconds(clock.now) {
      state.registers[0] = convert(from: began, to: end, &state)
      state.conversions += 1
      let isReady =
        state.registers[3] >> 15 == 1 && state.registers[2] >> 15 == 0 && state.settings & 0b11 != 3
      if isReady { state.edges.add(at: end) }
      state.settings = state.registers[1]
      state.began = state.settings & 0x0100 == 0 ? end : nil
    }
  }

  private func convert(from start: Double, to end: Double, _ state: inout State) -> UInt16 {
    let late = imperfections.delaySeconds
    let mean = input.waveform.mean(of: input.terminal, from: start - late, to: end - late)
    let gain = Int(state.settings >> 9 & 0b111)
    let mismatch = gain == 2 ? 0 : imperfections.gainMismatch
    let volts =
      mean / input.fullScalePeak * 2.048 * (1 + imperfections.gainError) * (1 + mismatch)
      + imperfections.offsetVolts
    let peak = isWide ? 32768.0 : 2048.0
    var code = volts / Self.fullScales[gain] * peak
    if let transfer = imperfections.transfer { code = transfer(code) }
    if imperfections.noiseRMS != 0 { code += imperfections.noiseRMS * state.noise.next() }
    let rounded = code.rounded()
    if rounded < -peak || rounded > peak - 1 { state.clipped += 1 }
    let held = Int(max(-peak, min(peak - 1, rounded)))
    return UInt16(bitPattern: Int16(isWide ? held : held * 16))
  }
}

/// A simulated ADS1015 or ADS1115 at its address on the bus.
public struct SimulatedADS1x15Target: I2CTarget, Sendable {
  private let chip: SimulatedADS1x15
  /// As Linux i2c-dev.
  public let readBytesMax = 8190

  init(chip: SimulatedADS1x15) { self.chip = chip }

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
