// SPDX-License-Identifier: Apache-2.0

import Gateway
import HardwareInterface
import Quantities
import SimulatedHardware
import ZigBee

/// What the radio's module said at each read, in their order, and how much it took.
final class Tape {
  var reads: [[UInt8]] = []
  var place = 0
}

/// A gateway and the meter's module on an ether: the gateway asks for a register each second.
final class Room {
  let module: EtherModule
  private let ether = Ether(seed: 1)
  private let coordinator: EtherModule
  private var gateway = Gateway(joinSeconds: 254)
  private var asked: UInt64 = 0
  private(set) var readings = 0

  init() {
    coordinator = ether.addCoordinator(eui64: 0x0013_A200_4C4D_0000)
    module = ether.addRouter(eui64: 0x0013_A200_4C4D_0001)
  }

  /// Lets everything happen that is due.
  func advance(to now: Instant) {
    ether.advance(to: now)
    let second = now.nanoseconds / 1_000_000_000
    if second > asked, module.isJoined {
      asked = second
      gateway.read(0x0000, cluster: Metering.id, of: module.shortAddress, at: now)
    }
    let arrived = coordinator.pull()
    if !arrived.isEmpty { gateway.receive(arrived.span, at: now) }
    gateway.tick(at: now)
    coordinator.push(gateway.takeOutput())
    while gateway.nextReading() != nil { readings += 1 }
  }
}

/// A UART: the radio's while it is recorded, the radio's as it was recorded, or one that nobody is
/// at.
struct TapedPort: SerialPort, ~Copyable {
  typealias Failure = EtherPort.Failure

  private var radio: EtherPort?
  private let isRecording: Bool
  private let tape: Tape?
  private let calls: Calls

  /// Records what the module says.
  init(recording module: EtherModule, _ tape: Tape, _ calls: Calls) {
    radio = EtherPort(module)
    (isRecording, self.tape, self.calls) = (true, tape, calls)
  }

  /// Says what was recorded; without a tape nothing.
  init(playing tape: Tape?, _ calls: Calls) {
    radio = nil
    (isRecording, self.tape, self.calls) = (false, tape, calls)
  }

  mutating func write(_ bytes: Span<UInt8>) throws(Failure) -> Int {
    calls.ports += 1
    // The module takes as many bytes as are written at once: no write is longer than it can.
    return try radio?.write(bytes) ?? bytes.count
  }

  mutating func read(into bytes: inout MutableSpan<UInt8>) throws(Failure) -> Int {
    calls.ports += 1
    if isRecording {
      let count = try radio?.read(into: &bytes) ?? 0
      tape?.reads.append((0..<count).map { bytes[$0] })
      return count
    }
    guard let tape, tape.place < tape.reads.count else { return 0 }
    let said = tape.reads[tape.place]
    tape.place += 1
    for index in said.indices { bytes[index] = said[index] }
    return said.count
  }
}
