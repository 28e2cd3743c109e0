// SPDX-License-Identifier: Apache-2.0

import Bytes
import Firmware
import HardwareInterface
import Ledger
import Quantities
import SimulatedHardware
import Testing
import ZigBee

@testable import Meter
@testable import MeterBoard
@testable import meterbench

/// A whole meter whose store and staging store are parts of one that is cut, and the server of an
/// upgrade, which talks to its ZigBee device.
struct UpgradeScene: ~Copyable {
  /// Manufacturer 101E, image type 1, version 2.
  static let file: [UInt8] = [0x1E, 0x10, 0x01, 0x00, 2, 0, 0, 0]

  let block: MemoryBlock
  /// The thread of the staging store.
  let keeper: SimulatedStorekeeper
  var meter: WholeMeter<SimulatedSerial>
  /// What the server was told at the end.
  private(set) var told: [[UInt8]] = []

  /// A meter on what another one left, or on a store of its own with room for so many bytes.
  init(_ used: MemoryBlock? = nil, imageBytes: Int = 3_000) throws {
    let capacity = StagingFormat.imageOffset + imageBytes
    let block = used ?? MemoryBlock(capacity: StoreMap.capacity + capacity)
    var plan = DeskPlan(SyntheticWaveform.conditions([LoadCondition(1, 230, 1)]), .hertz50)
    plan.identity.stagesUpgrades = true
    var meter = try WholeMeter<SimulatedSerial>(
      plan, port: SimulatedSerialCable(queueBytesMax: 4096).endA, block: block)
    let keeper = SimulatedStorekeeper(
      block.store(at: StoreMap.capacity, capacity: block.capacity - StoreMap.capacity),
      clock: meter.desk.clock)
    meter.desk.board.hardware.staging = keeper.queue
    _ = try meter.start()
    meter.desk.board.meter.device.joined(
      shortAddress: 0x1234, eui64: 0x0102_0304_0506_0708, payloadBytesMax: 84)
    self.block = block
    self.keeper = keeper
    self.meter = meter
  }

  /// Header, an upgrade image of so many bytes, the hash of all that. Source: [ZCL] 11.4; the hash
  /// is `MatyasMeyerOseas`, which has vectors of its own.
  static func image(bytes count: Int) -> [UInt8] {
    func number(_ value: Int) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var bytes: [UInt8] = [0x1E, 0xF1, 0xEE, 0x0B, 0x00, 0x01, 56, 0x00, 0x00, 0x00]
    bytes += file + [2, 0] + [UInt8](repeating: 0x4C, count: 32) + number(56 + 6 + count + 22)
    bytes +=
      [0x00, 0x00] + number(count) + (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) }
    bytes += [0x03, 0x00] + number(16)
    let hash = MatyasMeyerOseas.of(bytes.span)
    return bytes + hash.indices.map { hash[$0] }
  }

  /// What is safe of the staging store.
  func safe(_ range: Range<Int>) throws -> [UInt8] {
    var store = block.afterPowerCycle(.unsyncedLost).store
    var bytes = [UInt8](repeating: 0xEE, count: range.count)
    var span = bytes.mutableSpan
    try store.read(at: StoreMap.capacity + range.lowerBound, into: &span)
    return bytes
  }

  /// Lets the board take an effect, and carry it out as far as it does in one step.
  mutating func stage(_ effect: UpgradeEffect) {
    meter.desk.board.stage(effect)
    meter.desk.board.stageUpgrades()
  }

  /// Writes up to 48 bytes of an image.
  mutating func write(_ image: [UInt8], at offset: Int) {
    var bytes = FixedBytes<64>()
    for byte in image.dropFirst(offset).prefix(48) { bytes.append(byte) }
    stage(.write(offset: UInt32(offset), bytes))
  }

  /// QueryNextImageResponse with an image.
  mutating func offer(_ image: [UInt8]) {
    command(0x02, [0x00] + Self.file + [UInt8(image.count & 0xFF), UInt8(image.count >> 8), 0, 0])
  }

  /// ImageBlockResponse with up to 48 bytes.
  mutating func block(_ image: [UInt8], at offset: Int) {
    let bytes = image.dropFirst(offset).prefix(48)
    let place = [UInt8(offset & 0xFF), UInt8(offset >> 8), 0, 0]
    command(0x05, [0x00] + Self.file + place + [UInt8(bytes.count)] + bytes)
  }

  /// Where the block lies that is asked for; nil where none is.
  mutating func offsetAsked() -> Int? {
    var asked: Int?
    while let message = meter.desk.board.meter.device.tick(at: moment, values: MeterValues()) {
      guard message.cluster == 0x0019 else { continue }
      let payload = (0..<message.payload.count).map { message.payload[$0] }
      if payload[2] == 0x03 { asked = Int(payload[12]) | Int(payload[13]) << 8 }
      if payload[2] == 0x06 { told.append(Array(payload.dropFirst(2))) }
    }
    return asked
  }

  /// Serves an image to its end, and steps until it is read back.
  mutating func download(_ image: [UInt8]) throws {
    offer(image)
    var served = 0
    while let offset = offsetAsked() {
      block(image, at: offset)
      meter.step()
      served += 1
      try #require(served < 1_000)
    }
    // What became of the state is asked for at most once a second.
    try meter.run(seconds: 2)
  }

  /// Unit: bytes of an image that the meter says are there.
  func reached(of image: [UInt8]) throws -> Int {
    var device = meter.desk.board.meter.device
    var request = ApplicationMessage(peer: 0, endpoints: (1, 1), cluster: 0x0019, profile: 0x0104)
    for byte in [0x08, 0x2A, 0x00, 0x06, 0x00, 0x01, 0x00] as [UInt8] {
      request.payload.append(byte)
    }
    let answer = device.received(request, at: moment, values: MeterValues())?.payload
    let payload = try #require(answer)
    let reply = (0..<payload.count).map { payload[$0] }
    let status = reply[7]
    if status >= 2 { return image.count }
    guard status == 1 else { return 0 }
    return Int(reply[12]) | Int(reply[13]) << 8
  }

  private var moment: Moment { Moment(meter.desk.clock.now) }

  mutating func command(_ command: UInt8, _ body: [UInt8]) {
    var message = ApplicationMessage(peer: 0, endpoints: (1, 1), cluster: 0x0019, profile: 0x0104)
    for byte in [0x19, 0x2A, command] + body { message.payload.append(byte) }
    _ = meter.desk.board.meter.device.received(message, at: moment, values: MeterValues())
  }
}
