// SPDX-License-Identifier: Apache-2.0

import Bytes
public import Quantities
public import RadioLink
public import ZigBee
import ZigBeeRadio

/// The gateway's core: a coordinator's radio and what it learns, sans-I/O. The gateway program
/// and the bench both drive it.
///
/// Drive it as a radio: `receive`, `tick`, readings until nil, output until 0.
public struct Gateway: Sendable {
  /// Unit: readings nobody has taken; the oldest is dropped, and counted, beyond.
  public static let readingsMax = 256

  /// The radio.
  public private(set) var radio = XBee3(role: .coordinator)
  /// What is known of the devices.
  public private(set) var coordinator = Coordinator()
  /// Readings dropped because nobody took them.
  public private(set) var lostReadings = 0
  /// The status with which a meter ended the last upgrade, 0 for success; nil while none has.
  public private(set) var upgradeStatus: UInt8?

  private let joinSeconds: UInt8
  private var readings: [MeterReading] = []
  private var window = Window.shut
  private var upgrade: UpgradeServer?

  private enum Window: Equatable { case shut, radio, open }

  /// Makes a gateway that lets devices join for so long after its start; 0 lets none, 255
  /// leaves the window open for ever, against ZigBee 3.0.
  public init(joinSeconds: UInt8) { self.joinSeconds = joinSeconds }

  /// Takes bytes from the radio.
  public mutating func receive(_ bytes: Span<UInt8>, at now: Instant) {
    radio.receive(bytes, at: now)
    takeEvents(at: now)
  }

  /// Lets time pass.
  public mutating func tick(at now: Instant) {
    radio.tick(at: now)
    takeEvents(at: now)
    openDueWindow(at: now)
    while radio.takesMessages, let question = coordinator.tick(at: now) { send(question, now) }
  }

  /// The oldest reading not yet taken, or nil.
  public mutating func nextReading() -> MeterReading? {
    readings.isEmpty ? nil : readings.removeFirst()
  }

  /// The last command that a meter refused, once, or nil.
  public mutating func nextRefusal() -> Coordinator.Refusal? { coordinator.nextRefusal() }

  /// Fills from the bytes to write to the radio and returns how many, 0 for none.
  public mutating func takeOutput(into bytes: inout MutableSpan<UInt8>) -> Int {
    radio.takeOutput(into: &bytes)
  }

  /// All bytes to write to the radio.
  public mutating func takeOutput() -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 256)
    while true {
      var span = buffer.mutableSpan
      let count = takeOutput(into: &span)
      if count == 0 { return all }
      all += buffer.prefix(count)
    }
  }

  /// Lets devices join for so long from now: at once, or as soon as the radio is up.
  public mutating func openWindow() { window = .radio }

  /// Asks a meter for an attribute; the answer comes as a reading, or not: ask again.
  public mutating func read(
    _ attribute: UInt16, cluster: UInt16, of shortAddress: UInt16, at now: Instant
  ) {
    send(coordinator.read(attribute, cluster: cluster, of: shortAddress), now)
  }

  /// Sends a meter a frame of a server, as its sender made it; it arrives, or not.
  public mutating func send(
    _ frame: Span<UInt8>, cluster: UInt16, to shortAddress: UInt16, at now: Instant
  ) {
    send(coordinator.message(frame, cluster: cluster, to: shortAddress), now)
  }

  /// Offers the image of an upgrade from now on to who asks for one, and tells a meter of it.
  ///
  /// - Returns: false where it is too short to be one.
  public mutating func offer(
    _ image: [UInt8], to shortAddress: UInt16, at now: Instant
  ) -> Bool {
    guard let server = UpgradeServer(image) else { return false }
    (upgrade, upgradeStatus) = (server, nil)
    let notice = UpgradeServer.notice
    send(notice.span, cluster: OTAUpgrade.id, to: shortAddress, at: now)
    return true
  }

  private mutating func takeEvents(at now: Instant) {
    while let event = radio.nextEvent() {
      switch event {
      case .joined: if joinSeconds > 0 { window = .radio }
      case .received(let message): take(ApplicationMessage(message), now)
      case .left, .delivered, .wantsReset: break
      }
    }
  }

  private mutating func take(_ message: ApplicationMessage, _ now: Instant) {
    if serveUpgrade(message, now) { return }
    let reply = coordinator.received(message, at: now)
    while let reading = coordinator.nextReading() {
      if readings.count == Self.readingsMax {
        readings.removeFirst()
        lostReadings += 1
      }
      readings.append(reading)
    }
    if let reply { send(reply, now) }
  }

  /// Whether it was a request for the image.
  private mutating func serveUpgrade(_ message: ApplicationMessage, _ now: Instant) -> Bool {
    guard message.profile == Profile.homeAutomation, message.cluster == OTAUpgrade.id else {
      return false
    }
    let frame = (0..<message.payload.count).map { message.payload[$0] }
    guard let server = upgrade else { return false }
    if let status = UpgradeServer.end(frame) { upgradeStatus = status }
    guard let answer = server.answer(frame) else { return false }
    send(answer.span, cluster: OTAUpgrade.id, to: message.peer, at: now)
    return true
  }

  private mutating func openDueWindow(at now: Instant) {
    guard window == .radio, radio.takesMessages, radio.permitJoining(seconds: joinSeconds) else {
      return
    }
    window = .open
    send(coordinator.permitJoining(seconds: min(joinSeconds, 254)), now)
  }

  private mutating func send(_ message: ApplicationMessage, _ now: Instant) {
    // What the radio refuses now is asked again by the coordinator, or was only an answer.
    _ = try? radio.send(RadioMessage(message), at: now)
  }
}
