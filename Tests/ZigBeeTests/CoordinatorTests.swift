// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import SimulatedHardware
import Testing
import ZigBee

private let announce: [UInt8] = [9, 0x34, 0x12, 8, 7, 6, 5, 4, 3, 2, 1, 0x8E]

private func fromMeter(_ payload: [UInt8], cluster: UInt16 = 0x0702) -> ApplicationMessage {
  var message = ApplicationMessage.zcl(cluster, payload)
  message.peer = 0x1234
  message.peerEUI64 = 0x0102_0304_0506_0708
  return message
}

extension Coordinator {
  fileprivate mutating func readings(_ message: ApplicationMessage) -> [MeterReading] {
    _ = received(message, at: .zero)
    var taken: [MeterReading] = []
    while let reading = nextReading() { taken.append(reading) }
    return taken
  }

  fileprivate mutating func question(at seconds: UInt64) -> [UInt8]? {
    tick(at: .seconds(seconds)).map { Array($0.payload) }
  }
}

@Suite struct CoordinatorTests {
  @Test("A device that announces itself is asked for name, scale and values, one after the other")
  func interview() {
    var coordinator = Coordinator()
    _ = coordinator.received(.zdo(0x0013, announce), at: .zero)
    #expect(coordinator.deviceCount == 1)
    let name = coordinator.tick(at: .zero)
    #expect(name.map { Array($0.payload) } == [0x00, 1, 0x00, 0x04, 0x00, 0x05, 0x00, 0x00, 0x40])
    #expect(name?.peer == 0x1234)
    #expect(name?.peerEUI64 == 0x0102_0304_0506_0708)
    #expect(name?.cluster == 0x0000)
    let early = coordinator.question(at: 1)
    #expect(early == nil)
    _ = coordinator.received(fromMeter([0x18, 1, 0x01, 4, 0, 0x86], cluster: 0), at: .zero)
    let scale = coordinator.question(at: 1)
    #expect(scale == [0x00, 2, 0x00, 0x00, 0x03, 0x01, 0x03, 0x02, 0x03])
    _ = coordinator.received(fromMeter([0x18, 2, 0x01, 0, 3, 0, 0x30, 0]), at: .zero)
    let values = coordinator.question(at: 1)
    #expect(values == [0x00, 3, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x04])
    _ = coordinator.received(fromMeter([0x18, 3, 0x01, 0, 0, 0x86]), at: .zero)
    let nothing = coordinator.question(at: 10_000)
    #expect(nothing == nil)
  }

  @Test("A question without an answer is asked three times 5 s apart, then each minute")
  func retries() {
    var coordinator = Coordinator()
    _ = coordinator.received(.zdo(0x0013, announce), at: .zero)
    var asked: [UInt64] = []
    for seconds in UInt64(0)...200 where coordinator.question(at: seconds) != nil {
      asked.append(seconds)
    }
    #expect(asked == [0, 5, 10, 70, 75, 80, 140, 145, 150])
  }

  @Test("A late answer to another question does not count")
  func lateAnswer() {
    var coordinator = Coordinator()
    _ = coordinator.received(.zdo(0x0013, announce), at: .zero)
    _ = coordinator.question(at: 0)
    _ = coordinator.received(fromMeter([0x18, 99, 0x01, 4, 0, 0x86], cluster: 0), at: .zero)
    let next = coordinator.question(at: 1)
    #expect(next == nil)
  }

  @Test("A report becomes readings with the device's scale once that is known")
  func report() throws {
    var coordinator = Coordinator()
    let report: [UInt8] = [
      0x18, 0x02, 0x0A, 0x00, 0x00, 0x25, 0x15, 0xCD, 0x5B, 0x07, 0x00, 0x00, 0x00, 0x04, 0x2A,
      0x2E, 0xFB, 0xFF,
    ]
    let before = coordinator.readings(fromMeter(report))
    #expect(before.count == 2)
    #expect(before[0].value.number == 123_456_789)
    #expect(before[1].value.number == -1_234)
    #expect(before[1].attribute == 0x0400)
    #expect(before[0].eui64 == 0x0102_0304_0506_0708)
    #expect(before[0].isReport)
    #expect(before[0].scale == nil)
    let scale = coordinator.readings(
      fromMeter([
        0x18, 1, 0x01, 0x00, 0x03, 0, 0x30, 0, 0x01, 0x03, 0, 0x22, 1, 0, 0, 0x02, 0x03, 0, 0x22,
        0xE8, 3, 0,
      ]))
    #expect(scale.count == 3)
    let after = coordinator.readings(fromMeter(report))
    #expect(after[0].scale?.multiplier == 1)
    #expect(after[0].scale?.divisor == 1000)
    #expect(after[0].scale?.unitOfMeasure == 0)
  }

  @Test("A divisor of 0 is no scale")
  func zeroDivisor() {
    var coordinator = Coordinator()
    _ = coordinator.readings(
      fromMeter([
        0x18, 1, 0x01, 0x00, 0x03, 0, 0x30, 0, 0x01, 0x03, 0, 0x22, 1, 0, 0, 0x02, 0x03, 0, 0x22,
        0, 0, 0,
      ]))
    let readings = coordinator.readings(fromMeter([0x18, 1, 0x0A, 0, 4, 0x2A, 1, 0, 0]))
    #expect(readings.first?.scale == nil)
  }

  @Test("A non-value, a failed record, a type it does not know, a record cut short make no reading")
  func unreadable() {
    var coordinator = Coordinator()
    let cases: [([UInt8], Int, Int)] = [
      ([0x18, 1, 0x0A, 0, 4, 0x2A, 0, 0, 0x80, 1, 0, 0x20, 5], 1, 0),
      ([0x18, 1, 0x01, 0, 4, 0x86, 1, 0, 0, 0x20, 5], 1, 0),
      ([0x18, 1, 0x0A, 0, 4, 0x99, 1, 0, 0], 0, 1),
      ([0x18, 1, 0x0A, 0, 0, 0x25, 1, 2, 3, 4, 5], 0, 2),
      ([0x18, 1, 0x0A, 4, 0, 0x42, 9, 0x41], 0, 3),
    ]
    for (frame, count, unreadable) in cases {
      let readings = coordinator.readings(fromMeter(frame))
      #expect(readings.count == count, "\(frame)")
      #expect(coordinator.counts.unreadable == unreadable, "\(frame)")
    }
  }

  @Test("A refused command is told once, one that was carried out is not, one cut short is counted")
  func refusals() {
    var coordinator = Coordinator()
    // OnOff 0x0006: Off 0x00 answered SUCCESS 0x00 and NOT_AUTHORIZED 0x7E, 0x40 cut short.
    _ = coordinator.readings(fromMeter([0x18, 1, 0x0B, 0x00, 0x00], cluster: 0x0006))
    #expect(coordinator.nextRefusal() == nil)
    _ = coordinator.readings(fromMeter([0x18, 2, 0x0B, 0x00, 0x7E], cluster: 0x0006))
    let refusal = coordinator.nextRefusal()
    #expect(refusal?.cluster == 0x0006 && refusal?.command == 0x00 && refusal?.status == 0x7E)
    #expect(coordinator.nextRefusal() == nil)
    _ = coordinator.readings(fromMeter([0x18, 3, 0x0B, 0x40], cluster: 0x0006))
    #expect(coordinator.nextRefusal() == nil && coordinator.counts.unreadable == 1)
  }

  @Test("A report that wants a default response gets one, with the other direction bit")
  func acknowledges() {
    var coordinator = Coordinator()
    let wanted = coordinator.received(
      fromMeter([0x08, 7, 0x0A, 0, 4, 0x2A, 1, 0, 0]), at: .zero)
    #expect(wanted.map { Array($0.payload) } == [0x10, 7, 0x0B, 0x0A, 0x00])
    let unwanted = coordinator.received(
      fromMeter([0x18, 7, 0x0A, 0, 4, 0x2A, 1, 0, 0]), at: .zero)
    #expect(unwanted == nil)
  }

  @Test("A request of a device is refused, an answer is not answered")
  func requests() {
    var coordinator = Coordinator()
    let time = coordinator.received(fromMeter([0x00, 7, 0x00, 0, 0], cluster: 0x000A), at: .zero)
    #expect(time.map { Array($0.payload) } == [0x18, 7, 0x0B, 0x00, 0x81])
    let answer = coordinator.received(fromMeter([0x18, 7, 0x0B, 0x00, 0x81]), at: .zero)
    #expect(answer == nil)
  }

  @Test("A device keeps its place when its short address changes")
  func newShortAddress() {
    var coordinator = Coordinator()
    _ = coordinator.received(.zdo(0x0013, announce), at: .zero)
    _ = coordinator.received(
      .zdo(0x0013, [9, 0x78, 0x56, 8, 7, 6, 5, 4, 3, 2, 1, 0x8E]), at: .zero)
    #expect(coordinator.deviceCount == 1)
    let question = coordinator.tick(at: .zero)
    #expect(question?.peer == 0x5678)
  }

  @Test("A seventeenth device is refused and counted, its readings still come")
  func tableLimit() {
    var coordinator = Coordinator()
    for number in 0..<17 {
      var bytes = announce
      bytes[1] = UInt8(number)
      bytes[3] = UInt8(number)
      _ = coordinator.received(.zdo(0x0013, bytes), at: .zero)
    }
    #expect(coordinator.deviceCount == Coordinator.Limits.devicesMax)
    #expect(coordinator.counts.devicesRefused == 1)
    let readings = coordinator.readings(fromMeter([0x18, 1, 0x0A, 0, 4, 0x2A, 1, 0, 0]))
    #expect(readings.count == 1)
  }

  @Test("Permit joining is the broadcast of the device profile")
  func permitJoining() {
    var coordinator = Coordinator()
    let message = coordinator.permitJoining(seconds: 60)
    #expect(Array(message.payload) == [1, 60, 1])
    #expect(message.peer == 0xFFFD)
    #expect(message.cluster == 0x0036)
    #expect(message.profile == 0)
  }

  @Test("Random messages never crash it and never loop", arguments: 1...10)
  func garbage(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var coordinator = Coordinator()
    for _ in 0..<5_000 {
      let count = Int(random.next() % 40)
      var bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      if count > 2 {
        bytes[0] &= 0x19
        bytes[2] = random.next() % 2 == 0 ? 0x0A : 0x01
      }
      let readings = coordinator.readings(fromMeter(bytes))
      #expect(readings.count <= count / 3, "seed \(seed)")
    }
  }
}
