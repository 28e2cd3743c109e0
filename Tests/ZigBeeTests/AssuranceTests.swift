// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import RadioLink
import Testing
import ZigBeeRadio

@testable import ZigBee

/// The messages of a device, and what becomes of them.
private final class Post {
  private var assurance = Assurance()

  func sent(_ message: ApplicationMessage, as id: UInt8) -> Bool {
    assurance.sent(message, as: id)
  }
  func notSent(_ message: ApplicationMessage, at now: Instant) -> Bool {
    assurance.notSent(message, at: now)
  }
  func ended(_ id: UInt8, _ outcome: DeliveryOutcome, at now: Instant) -> Bool {
    assurance.ended(id, outcome, at: now)
  }
  func next(at now: Instant) -> ApplicationMessage? { assurance.next(at: now) }
  func restart() { assurance.restart() }
}

/// What is told once goes again until it is delivered.
@Suite struct AssuranceTests {
  private static func message(_ number: UInt8, isAssured: Bool = true) -> ApplicationMessage {
    var message = ApplicationMessage(peer: 1, endpoints: (1, 1), cluster: 9, profile: 0x0104)
    message.payload.append(number)
    message.peerEUI64 = 0x0102_0304_0506_0708
    message.isAssured = isAssured
    return message
  }

  @Test("It goes again 2, 8 and 32 s after it was not delivered, then it is lost")
  func again() {
    let post = Post()
    #expect(post.sent(Self.message(7), as: 1))
    var now: UInt64 = 100
    for (attempt, wait) in ([2, 8, 32] as [UInt64]).enumerated() {
      #expect(post.ended(UInt8(attempt + 1), .retryLater, at: .seconds(now)))
      #expect(post.next(at: .seconds(now + wait - 1)) == nil)
      let again = post.next(at: .seconds(now + wait))
      #expect(again?.payload[0] == 7)
      #expect(post.next(at: .seconds(now + wait)) == nil, "it goes once")
      guard let again else { return }
      #expect(post.sent(again, as: UInt8(attempt + 2)))
      now += wait
    }
    #expect(!post.ended(4, .retryLater, at: .seconds(now)))
    #expect(post.next(at: .seconds(now + 1_000_000)) == nil)
  }

  @Test("What arrived goes no more, nor what can never arrive; that is lost")
  func ends() {
    let post = Post()
    #expect(post.sent(Self.message(1), as: 1))
    #expect(post.sent(Self.message(2), as: 2))
    #expect(post.ended(1, .delivered, at: .zero))
    #expect(!post.ended(2, .giveUp, at: .zero))
    #expect(post.ended(3, .giveUp, at: .zero), "what nobody assured is not lost here")
    #expect(post.next(at: .seconds(1_000_000)) == nil)
  }

  @Test("Where the address was not found the radio looks for it by the EUI-64")
  func lookUp() {
    let post = Post()
    #expect(post.sent(Self.message(1), as: 1))
    #expect(post.ended(1, .lookUpAgain, at: .zero))
    let again = post.next(at: .seconds(2))
    #expect(again?.peer == 0xFFFE)
    #expect(again?.peerEUI64 == 0x0102_0304_0506_0708)
  }

  @Test("What the radio did not take waits; eight wait at most, a ninth is lost")
  func full() {
    let post = Post()
    for number in 0..<UInt8(8) { #expect(post.notSent(Self.message(number), at: .zero)) }
    #expect(!post.notSent(Self.message(8), at: .zero))
    #expect(!post.sent(Self.message(9), as: 9))
    #expect(post.notSent(Self.message(10, isAssured: false), at: .zero), "told anew anyway")
    #expect(post.next(at: .seconds(1)) == nil)
    var numbers: [UInt8] = []
    while let again = post.next(at: .seconds(2)) {
      numbers.append(again.payload[0])
      #expect(post.sent(again, as: again.payload[0]))
    }
    #expect(numbers == Array(0..<8))
  }

  @Test("After a rejoin what nobody told the end of goes again at once")
  func rejoin() {
    let post = Post()
    #expect(post.sent(Self.message(1), as: 1))
    post.restart()
    #expect(post.next(at: .zero)?.payload[0] == 1)
  }

  @Test("After a rejoin an announcement goes with the new address alone")
  func announcements() {
    var device = ZigBeeDevice(identity: ClientScene.identity)
    func announced(as address: UInt16) -> [[UInt8]] {
      device.joined(shortAddress: address, eui64: 0x0102_0304_0506_0708, payloadBytesMax: 84)
      var told: [[UInt8]] = []
      while let message = device.tick(at: Moment(.zero), values: MeterValues()) {
        guard message.cluster == 0x0013 else { continue }
        device.sent(message, as: 7)
        told.append([message.payload[1], message.payload[2]])
      }
      return told
    }
    let first = announced(as: 0x1234)
    let second = announced(as: 0x5678)
    #expect(first == [[0x34, 0x12]])
    #expect(second == [[0x78, 0x56]])
  }

  @Test("A device tells an alarm again that was not delivered, a report by its rule alone")
  func alarm() {
    var scene = ClientScene()
    _ = scene.messages()
    scene.receive(0x0B04, [0x00, 0x2A, 0x02, 0x00, 0x08, 0x19, 0x00, 0x03])
    var values = MeterValues()
    values.electrical.sags = 0
    values.electrical.swells = 0
    _ = scene.device.tick(at: scene.moment, values: values)
    values.electrical.sags = 1
    var alarms: [ApplicationMessage] = []
    func told() -> ApplicationMessage? {
      while let message = scene.device.tick(at: scene.moment, values: values) {
        if message.cluster == 0x0009 { return message }
      }
      return nil
    }
    for (second, identifier) in [(0, 1), (2, 2), (10, 3)] as [(UInt64, UInt8)] {
      scene.seconds = second
      guard let alarm = told() else { continue }
      alarms.append(alarm)
      #expect(alarm.isAssured)
      scene.device.sent(alarm, as: identifier)
      scene.device.ended(
        identifier, identifier < 3 ? .retryLater : .delivered, at: scene.moment.now)
    }
    #expect(alarms.count == 3)
    #expect(Set(alarms.map { $0.payload[1] }).count == 1, "the sequence number tells a repetition")
    scene.seconds = 1_000
    let more = told()
    #expect(more == nil)
    #expect(scene.device.counts.lostMessages == 0)
  }

  @Test("Each status of a radio means to the device what its table says")
  func statuses() {
    for status in UInt8.min...UInt8.max {
      let status = DeliveryStatus(rawValue: status)
      let expected: DeliveryOutcome =
        switch status.policy {
        case .delivered: .delivered
        case .retryLater: .retryLater
        case .lookUpAgain: .lookUpAgain
        case .giveUp: .giveUp
        }
      #expect(DeliveryOutcome(status) == expected)
    }
    #expect(DeliveryOutcome(.success) == .delivered)
    #expect(DeliveryOutcome(.addressNotFound) == .lookUpAgain)
    #expect(DeliveryOutcome(.payloadTooLarge) == .giveUp)
    #expect(DeliveryOutcome(.noStatus) == .retryLater)
  }
}
