// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface
import Synchronization

/// An MB85RC256V at the level of its bus: bytes in, acknowledgements and bytes out.
///
/// - The address counter has 15 bits and rolls over from the last address to 0; the top bit of the
///   upper address byte is not looked at. An address of one byte leaves the counter as it was: a
///   constant choice. After power-up the counter is anything: here what the maker was told.
/// - A byte is in its cell when it is acknowledged; a cut of the supply loses no such byte, and
///   leaves nothing of the one that was on the wire.
/// - Each byte takes nine SCL periods with its acknowledgement, START and STOP one each; the
///   virtual clock moves on by that.
/// - With WP high nothing is written. Whether bytes are acknowledged then is not in the pages that
///   could be read, so that a test says which it plays.
/// - Source: [MB85RC256V] DS501-00017-3v0-E: Sequential Read and Device ID, page 10.
public final class SimulatedMB85RC256V: Sendable {
  /// A fault of one call, which is counted from 0 over reads, writes and questions for the ID; a
  /// read joined to a write is a call of its own.
  public enum Fault: Equatable, Sendable {
    /// The address is not acknowledged.
    case notAcknowledged
    /// So many data bytes are acknowledged, the next is not, and the message ends.
    case notAcknowledgedAfter(bytes: Int)
    /// The bus is held for so long, and nothing is sent.
    case timeout(nanoseconds: UInt64)
  }

  /// What the pin WP does.
  public enum WriteProtect: Equatable, Sendable {
    /// Low: bytes are written.
    case off
    /// High: bytes are acknowledged and dropped.
    case acknowledging
    /// High: data bytes are not acknowledged.
    case refusing
  }

  struct State {
    var cells: [UInt8]
    var counter: Int
    var writeProtect = WriteProtect.off
    var calls = 0
    var faults: [Int: Fault] = [:]
    var cutAfterBytes: Int?
    var isCut = false
    var bytesWritten = 0
    var clocks = 0
  }

  private let address: UInt8
  private let deviceID: I2CDeviceID
  private let clock: VirtualClock
  private let clockHertz: UInt64
  private let state: Mutex<State>

  /// Makes a chip after power-up.
  ///
  /// - Parameters:
  ///   - pins: A2, A1, A0.
  ///   - counter: where the address counter happens to be.
  ///   - clockHertz: of SCL.
  public init(
    clock: VirtualClock, clockHertz: UInt64 = 400_000, pins: UInt8 = 0, counter: Int = 0x2B5A,
    deviceID: I2CDeviceID = I2CDeviceID(0x00, 0xA5, 0x10)
  ) {
    self.address = 0x50 | pins & 0x07
    self.deviceID = deviceID
    self.clock = clock
    self.clockHertz = clockHertz
    state = Mutex(State(cells: [UInt8](repeating: 0, count: 32_768), counter: counter))
  }

  /// The chip as a driver sees it that looks for it at an address.
  public func target(address: UInt8 = 0x50) -> SimulatedMB85RC256VTarget {
    SimulatedMB85RC256VTarget(chip: self, address: address)
  }

  /// What is in the cells.
  public var content: [UInt8] { state.withLock { $0.cells } }
  /// The address counter.
  public var counter: Int { state.withLock { $0.counter } }
  /// Calls so far: the number of the next one.
  public var calls: Int { state.withLock { $0.calls } }
  /// Bytes that came to their cells so far.
  public var bytesWritten: Int { state.withLock { $0.bytesWritten } }
  /// SCL periods so far.
  public var clocks: Int { state.withLock { $0.clocks } }

  /// Lets a call fail.
  public func plan(_ fault: Fault, call: Int) { state.withLock { $0.faults[call] = fault } }
  /// Drives the pin WP.
  public func set(_ writeProtect: WriteProtect) {
    state.withLock { $0.writeProtect = writeProtect }
  }
  /// Cuts the supply when so many more bytes have been written.
  public func cutPower(afterBytes count: Int) { state.withLock { $0.cutAfterBytes = count } }
  /// The supply comes back.
  public func powerCycle(counter: Int = 0x2B5A) {
    state.withLock { ($0.isCut, $0.cutAfterBytes, $0.counter) = (false, nil, counter) }
  }
}

// MARK: - Messages
extension SimulatedMB85RC256V {
  /// START, the address, bytes; a STOP where nothing follows.
  func write(_ bytes: [UInt8], to address: UInt8, isStopped: Bool) throws(I2CFault) {
    let failsAfter = try begin(address)
    try run { state throws(I2CFault) in
      for (index, byte) in bytes.enumerated() {
        state.clocks += 9
        if let failsAfter, index - 2 >= failsAfter { throw .notAcknowledged }
        if index == 1 { state.counter = (Int(bytes[0]) << 8 | Int(byte)) & 0x7FFF }
        if index > 1 { try state.take(byte) }
      }
      if isStopped { state.clocks += 1 }
    }
  }

  /// START, the address, bytes from the counter on, STOP.
  func read(_ count: Int, from address: UInt8) throws(I2CFault) -> [UInt8] {
    _ = try begin(address)
    var bytes: [UInt8] = []
    try run { state throws(I2CFault) in
      for _ in 0..<count {
        bytes.append(state.cells[state.counter])
        state.counter = (state.counter + 1) & 0x7FFF
      }
      state.clocks += 9 * count + 1
    }
    return bytes
  }

  /// START, 0xF8, the address, START, 0xF9, three bytes, STOP.
  func readDeviceID(of address: UInt8) throws(I2CFault) -> I2CDeviceID {
    _ = try begin(address)
    try run { state throws(I2CFault) in state.clocks += 9 + 1 + 9 + 27 + 1 }
    return deviceID
  }

  /// The counter of the next call, its fault, START and the address. Returns after how many data
  /// bytes the chip stops to acknowledge.
  private func begin(_ address: UInt8) throws(I2CFault) -> Int? {
    let fault = state.withLock { state in
      state.calls += 1
      return state.faults.removeValue(forKey: state.calls - 1)
    }
    if case .timeout(let nanoseconds) = fault {
      clock.advance(nanoseconds: nanoseconds)
      throw .timeout
    }
    try run { state throws(I2CFault) in
      state.clocks += 10
      if address != self.address || state.isCut || fault == .notAcknowledged {
        throw .notAcknowledged
      }
    }
    if case .notAcknowledgedAfter(let bytes) = fault { return bytes }
    return nil
  }

  /// Lets as much time pass as the SCL periods of a part of a message take, failed or not.
  private func run(_ body: (inout State) throws(I2CFault) -> Void) throws(I2CFault) {
    let before = clocks
    let result = state.withLock { state in
      Result { () throws(I2CFault) in try body(&state) }
    }
    let periods = UInt64(clocks - before)
    clock.advance(nanoseconds: periods * 1_000_000_000 / clockHertz)
    try result.get()
  }
}

extension SimulatedMB85RC256V.State {
  /// A data byte of a write.
  fileprivate mutating func take(_ byte: UInt8) throws(I2CFault) {
    if cutAfterBytes == 0 { isCut = true }
    if isCut || writeProtect == .refusing { throw .notAcknowledged }
    if writeProtect == .off {
      cells[counter] = byte
      bytesWritten += 1
      cutAfterBytes = cutAfterBytes.map { $0 - 1 }
    }
    counter = (counter + 1) & 0x7FFF
  }
}

/// A simulated MB85RC256V at an address on the bus.
public struct SimulatedMB85RC256VTarget: I2CIdentifiedTarget, Sendable {
  private let chip: SimulatedMB85RC256V
  private let address: UInt8
  /// As Linux i2c-dev.
  public let readBytesMax = 8190

  init(chip: SimulatedMB85RC256V, address: UInt8) {
    self.chip = chip
    self.address = address
  }

  /// Sends bytes in one message.
  public mutating func write(_ bytes: Span<UInt8>) throws(I2CFault) {
    try chip.write(bytes.indices.map { bytes[$0] }, to: address, isStopped: true)
  }

  /// Fills `bytes` from one read message: from where the counter is.
  public mutating func read(into bytes: inout MutableSpan<UInt8>) throws(I2CFault) {
    let answer = try chip.read(bytes.count, from: address)
    for index in answer.indices { bytes[index] = answer[index] }
  }

  /// Sends bytes, then fills `answer`, with a repeated START between.
  public mutating func write(
    _ bytes: Span<UInt8>, reading answer: inout MutableSpan<UInt8>
  ) throws(I2CFault) {
    try chip.write(bytes.indices.map { bytes[$0] }, to: address, isStopped: false)
    try read(into: &answer)
  }

  /// Asks for the identity.
  public mutating func readDeviceID() throws(I2CFault) -> I2CDeviceID {
    try chip.readDeviceID(of: address)
  }
}
