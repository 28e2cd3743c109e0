// SPDX-License-Identifier: Apache-2.0

import Gateway
import HardwareInterface
import Quantities
import SimulatedHardware
import ZigBee

/// What is around a meter at a desk: an ether, a coordinator's radio and the gateway behind it.
final class Room {
  /// The EUI-64 of the simulated modules, from the range that Digi's modules have.
  static let meterEUI64: UInt64 = 0x0013_A200_4C4D_0001
  static let gatewayEUI64: UInt64 = 0x0013_A200_4C4D_0000

  /// Readings kept; older ones are dropped, and still counted.
  static let readingsMax = 1_000

  /// How many readings the gateway received.
  private(set) var count = 0
  /// The newest of them, oldest first: for scripts a line of JSON, for people a few words.
  private(set) var readings: [(line: String, brief: String)] = []
  let ether: Ether
  /// The gateway's radio.
  let coordinator: EtherModule
  /// The meter's radio.
  let module: EtherModule
  /// Called with each reading.
  var heard: (ZigBee.MeterReading) -> Void = { _ in }
  /// Called with each reading's line of JSON.
  var heardLine: (String) -> Void = { _ in }
  private var gateway = Gateway(joinSeconds: 254)
  private var resets = 0
  private var sequence: UInt8 = 0

  init(seed: UInt64) {
    ether = Ether(seed: seed)
    coordinator = ether.addCoordinator(eui64: Room.gatewayEUI64)
    module = ether.addRouter(eui64: Room.meterEUI64)
  }

  /// The newest readings, a line of JSON each.
  var lines: [String] { readings.map(\.line) }

  /// The serial line of the meter's module.
  var port: EtherPort { EtherPort(module) }

  /// Lets everything happen that is due, and obeys the module's reset line.
  func advance(to now: Instant, utc: UTC, reset: SimulatedLine) {
    let released = reset.edges.filter { $0.level == .high }.count
    if released > resets {
      resets = released
      module.reset()
    }
    advance(to: now, utc: utc)
  }

  /// Lets everything happen that is due.
  func advance(to now: Instant, utc: UTC) {
    ether.advance(to: now)
    exchange(at: now)
    while let reading = gateway.nextReading() {
      count += 1
      heard(reading)
      let line = reading.line(at: utc)
      heardLine(line)
      readings.append((line, reading.brief(at: utc)))
    }
    readings.removeFirst(max(0, readings.count - Room.readingsMax))
  }

  /// Lets the gateway ask the meter for an attribute.
  func ask(_ attribute: UInt16, cluster: UInt16 = Metering.id, at now: Instant) {
    gateway.read(attribute, cluster: cluster, of: module.shortAddress, at: now)
  }

  /// Lets the gateway send the meter, or all devices at once, a command without a field: frame
  /// control of a cluster's own command to the server, sequence number, command. Source: [ZCL]
  /// 2.4.1.
  func command(_ command: UInt8, cluster: UInt16, toAll: Bool = false, at now: Instant) {
    sequence &+= 1
    let frame: [UInt8] = [0x01, sequence, command]
    let address = toAll ? Address.receiversOn : module.shortAddress
    gateway.send(frame.span, cluster: cluster, to: address, at: now)
  }

  /// Lets the gateway command the supply relay, the meter's or all there are: Off 0x00, On 0x01.
  /// Source: [ZCL] 3.8.2.3.
  func switchSupply(_ isClosed: Bool, ofAll: Bool, at now: Instant) {
    command(isClosed ? 0x01 : 0x00, cluster: OnOff.id, toAll: ofAll, at: now)
  }

  /// The last command that the meter refused, once, or nil.
  func nextRefusal() -> Coordinator.Refusal? { gateway.nextRefusal() }

  /// Lets the gateway offer the meter the image of an upgrade; false where it is none.
  func offer(_ image: [UInt8], at now: Instant) -> Bool {
    gateway.offer(image, to: module.shortAddress, at: now)
  }

  /// With which status the meter ended the last upgrade; nil while it has not.
  var upgradeStatus: UInt8? { gateway.upgradeStatus }

  /// Lets devices join once more.
  func permit() { gateway.openWindow() }

  /// Lets the gateway tell the meter a price that is in force from now on.
  func publish(_ notice: PriceNotice, at now: Instant) {
    let frame = notice.frame
    gateway.send(frame.span, cluster: Price.id, to: module.shortAddress, at: now)
  }

  private func exchange(at now: Instant) {
    let arrived = coordinator.pull()
    if !arrived.isEmpty { gateway.receive(arrived.span, at: now) }
    gateway.tick(at: now)
    coordinator.push(gateway.takeOutput())
  }
}
