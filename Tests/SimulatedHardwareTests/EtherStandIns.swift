// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Quantities
import RadioLink
import SimulatedHardware
import ZigBee
import ZigBeeRadio

/// The least a meter needs between its radio and its ZigBee device: the glue is `tick` and
/// `send`, the rest moves bytes.
struct StandInMeter<Link: Radio> {
  var radio: Link
  var device = ZigBeeDevice(identity: DeviceIdentity())
  var values = MeterValues()
  /// Whether it wants its module's RESET line pulsed.
  var wantsReset = false

  init(_ radio: Link) { self.radio = radio }

  mutating func tick(at now: Instant) {
    radio.tick(at: now)
    values.diagnostics.take(radio.diagnostics)
    while let event = radio.nextEvent() {
      switch event {
      case .joined(let network):
        device.joined(
          shortAddress: network.shortAddress, eui64: network.eui64,
          payloadBytesMax: radio.payloadBytesMax)
      case .left: device.left()
      case .received(let message):
        if let reply = device.received(
          ApplicationMessage(message), at: Moment(now), values: values)
        {
          send(reply, now)
        }
      case .delivered(let id, let status): device.ended(id, DeliveryOutcome(status), at: now)
      case .wantsReset: wantsReset = true
      }
    }
    while radio.takesMessages, let message = device.tick(at: Moment(now), values: values) {
      send(message, now)
    }
  }

  private mutating func send(_ message: ApplicationMessage, _ now: Instant) {
    do {
      device.sent(message, as: try radio.send(RadioMessage(message), at: now))
    } catch {
      device.notSent(message, at: now)
    }
  }

  /// Moves bytes between the radio's driver and a serial port, and lets time pass.
  mutating func step(
    _ port: inout some SerialPort & ~Copyable, at now: Instant
  ) throws {
    var input = [UInt8](repeating: 0, count: 1024)
    var span = input.mutableSpan
    let arrived = try port.read(into: &span)
    let heard = Array(input.prefix(arrived))
    radio.receive(heard.span, at: now)
    tick(at: now)
    var output = [UInt8](repeating: 0, count: 1024)
    var space = output.mutableSpan
    let count = radio.takeOutput(into: &space)
    var unsent = Array(output.prefix(count))
    while !unsent.isEmpty {
      let piece = unsent
      unsent.removeFirst(try port.write(piece.span))
    }
  }
}

extension StandInMeter where Link == XBee3 {
  init() { self.init(XBee3(role: .router)) }
}

/// The same for the coordinator's side.
struct StandInGateway {
  var radio = XBee3(role: .coordinator)
  var coordinator = Coordinator()
  var announcements: [UInt16] = []
  var readings: [MeterReading] = []

  mutating func step(_ module: EtherModule, at now: Instant) {
    let heard = module.pull()
    radio.receive(heard.span, at: now)
    radio.tick(at: now)
    while let event = radio.nextEvent() {
      if case .received(let message) = event { take(message, now) }
    }
    while radio.takesMessages, let question = coordinator.tick(at: now) {
      _ = try? radio.send(RadioMessage(question), at: now)
    }
    var bytes = [UInt8](repeating: 0, count: 1024)
    var span = bytes.mutableSpan
    let count = radio.takeOutput(into: &span)
    module.push(Array(bytes.prefix(count)))
  }

  private mutating func take(_ message: RadioMessage, _ now: Instant) {
    if message.cluster == 0x0013, message.profile == 0 { announcements.append(message.source) }
    let reply = coordinator.received(ApplicationMessage(message), at: now)
    while let reading = coordinator.nextReading() { readings.append(reading) }
    if let reply { _ = try? radio.send(RadioMessage(reply), at: now) }
  }

  /// The last value of a Metering attribute.
  func last(_ attribute: UInt16) -> Int64? {
    readings.last { $0.cluster == 0x0702 && $0.attribute == attribute }?.value.number
  }
}
