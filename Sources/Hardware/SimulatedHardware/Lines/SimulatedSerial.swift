// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface
import Synchronization

/// How a simulated serial line fails.
public enum SerialFault: Error, Equatable, Sendable {
  /// The other end hung up or the adapter was pulled.
  case hungUp
}

/// A serial cable with two ends.
public final class SimulatedSerialCable: Sendable {
  struct State {
    var toA: [UInt8] = []
    var toB: [UInt8] = []
    var isHungUp = false
  }

  let state = Mutex(State())
  let writeBytesMax: Int
  let queueBytesMax: Int

  /// Makes a cable.
  ///
  /// - Parameter writeBytesMax: what one write takes at most.
  /// - Parameter queueBytesMax: what may lie in one direction before writes take nothing.
  public init(writeBytesMax: Int = .max, queueBytesMax: Int = .max) {
    self.writeBytesMax = writeBytesMax
    self.queueBytesMax = queueBytesMax
  }

  /// One end.
  public var endA: SimulatedSerial { SimulatedSerial(cable: self, isA: true) }
  /// The other end.
  public var endB: SimulatedSerial { SimulatedSerial(cable: self, isA: false) }

  /// Makes every later access fail, or work again.
  public func setHungUp(_ isHungUp: Bool) {
    state.withLock { $0.isHungUp = isHungUp }
  }
}

/// One end of a simulated cable.
public struct SimulatedSerial: SerialPort, Sendable {
  private let cable: SimulatedSerialCable
  private let isA: Bool

  init(cable: SimulatedSerialCable, isA: Bool) {
    self.cable = cable
    self.isA = isA
  }

  /// Takes what fits now and returns how many bytes that was.
  public mutating func write(_ bytes: Span<UInt8>) throws(SerialFault) -> Int {
    let all = bytes.indices.map { bytes[$0] }
    return try cable.state.withLock { state throws(SerialFault) -> Int in
      if state.isHungUp { throw .hungUp }
      let waiting = isA ? state.toB.count : state.toA.count
      let count = min(all.count, cable.writeBytesMax, max(0, cable.queueBytesMax - waiting))
      if isA { state.toB += all.prefix(count) } else { state.toA += all.prefix(count) }
      return count
    }
  }

  /// Fills from what has arrived and returns how many bytes that was.
  public mutating func read(into bytes: inout MutableSpan<UInt8>) throws(SerialFault) -> Int {
    let limit = bytes.count
    let taken = try cable.state.withLock { state throws(SerialFault) -> [UInt8] in
      if state.isHungUp { throw .hungUp }
      let taken = Array((isA ? state.toA : state.toB).prefix(limit))
      if isA { state.toA.removeFirst(taken.count) } else { state.toB.removeFirst(taken.count) }
      return taken
    }
    for index in taken.indices { bytes[index] = taken[index] }
    return taken.count
  }
}
