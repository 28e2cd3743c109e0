// SPDX-License-Identifier: Apache-2.0

import Testing
import ZigBee

extension ClientScene {
  /// A Read Attributes Response: Time and TimeStatus.
  fileprivate mutating func answerTime(_ time: UInt32, status: UInt8 = 0x02) {
    receive(
      0x000A,
      [0x18, 0x01, 0x01, 0x00, 0x00, 0x00, 0xE2] + bytes32(time)
        + [0x01, 0x00, 0x00, 0x18, status])
  }

  /// Asks and is answered in the same second: what the meter does then.
  fileprivate mutating func hear(_ time: UInt32) -> [String] {
    _ = messages()
    answerTime(time)
    return effects()
  }
}

@Suite struct TimeTests {
  static let time: UInt32 = 0x3107_0000

  @Test("On joining it reads Time and TimeStatus, from the server side")
  func asks() {
    var scene = ClientScene()
    let requests = scene.requests(of: 0x000A)
    #expect(requests == [[0x00, 0x00, 0x00, 0x00, 0x01, 0x00]])
  }

  @Test("The time told is the clock's, plus half of what the answer took")
  func clock() {
    var scene = ClientScene()
    _ = scene.messages()
    scene.seconds = 4
    scene.answerTime(Self.time)
    let effects = scene.effects()
    #expect(effects == ["clock \(UInt64(Self.time) * 1000 + 2000) ms"])
  }

  @Test(
    "A time without a master, before this firmware or of no value is refused",
    arguments: [
      (0x02, 820_540_800, true), (0x01, 820_540_800, true), (0x03, time, true),
      (0x00, time, false), (0x0C, time, false), (0x02, 820_540_799, false), (0x02, 0, false),
      (0x02, UInt32.max, false),
    ] as [(UInt8, UInt32, Bool)])
  func refused(status: UInt8, time: UInt32, isTaken: Bool) {
    var scene = ClientScene()
    _ = scene.messages()
    scene.answerTime(time, status: status)
    let effects = scene.effects()
    #expect(effects == (isTaken ? ["clock \(UInt64(time) * 1000) ms"] : []))
  }

  @Test("An answer after 10 s is of use, a later one is not", arguments: [(10, true), (11, false)])
  func late(seconds: UInt64, isTaken: Bool) {
    var scene = ClientScene()
    _ = scene.messages()
    scene.seconds = seconds
    scene.answerTime(Self.time)
    let effects = scene.effects()
    #expect(effects.isEmpty != isTaken)
  }

  @Test("A second copy of an answer says nothing")
  func duplicate() {
    var scene = ClientScene()
    let first = scene.hear(Self.time)
    #expect(first.count == 1)
    scene.seconds = 9
    scene.answerTime(Self.time)
    let second = scene.effects()
    #expect(second.isEmpty)
  }

  @Test("Silence: it asks again after 30 s, then ever more rarely, at least each 6 hours")
  func silence() {
    var scene = ClientScene()
    let asked = scene.seconds(of: 0x000A, [0x00, 0x00], until: 120_000)
    #expect(asked.prefix(6) == [0, 30, 90, 210, 450, 930])
    let gaps = zip(asked.dropFirst(), asked).map { $0 - $1 }
    #expect(gaps.max() == 21_600)
  }

  @Test("Once answered, or told that there is no such cluster, it asks once a day")
  func daily() {
    var scene = ClientScene()
    _ = scene.hear(Self.time)
    let asked = scene.seconds(of: 0x000A, [0x00, 0x00], until: 86_420)
    #expect(asked == [86_400])
    var refused = ClientScene()
    _ = refused.messages()
    refused.receive(0x000A, [0x18, 0x01, 0x0B, 0x00, 0xC3])
    let again = refused.seconds(of: 0x000A, [0x00, 0x00], until: 86_420)
    #expect(again == [86_400])
  }

  @Test("A clock that differs by 60 s is corrected at once, by more only when told twice")
  func jump() {
    for (difference, isAtOnce) in [(60, true), (61, false)] as [(UInt32, Bool)] {
      var scene = ClientScene(utc: Self.time)
      let effects = scene.hear(Self.time + difference)
      #expect(effects.isEmpty != isAtOnce)
      var behind = ClientScene(utc: Self.time)
      let earlier = behind.hear(Self.time - difference)
      #expect(earlier.isEmpty != isAtOnce)
    }
  }

  @Test(
    "The second answer comes 10 minutes later and agrees within 5 s",
    arguments: [(0, true), (5, true), (-5, true), (6, false), (-6, false)])
  func confirmed(disagreement: Int, isTaken: Bool) {
    var scene = ClientScene(utc: Self.time)
    _ = scene.hear(Self.time + 5_000_000)
    let asked = scene.seconds(of: 0x000A, [0x00, 0x00], until: 599)
    #expect(asked.isEmpty)
    let told = Int64(Self.time) + 5_000_600 + Int64(disagreement)
    let effects = scene.hear(UInt32(told))
    #expect(effects == (isTaken ? ["clock \(told * 1000) ms"] : []))
  }

  @Test("At most two jumps are made in a day, and two in the next")
  func jumps() {
    var scene = ClientScene(utc: Self.time)
    var made = 0
    for day in UInt64(0)...1 {
      for jump in UInt32(1)...3 {
        scene.seconds = day * 100_000 + UInt64(jump) * 4000
        scene.device.joined(
          shortAddress: 0x1234, eui64: 0x0102_0304_0506_0708, payloadBytesMax: 84)
        let target = Self.time + UInt32(scene.seconds) + 1_000_000 * jump
        _ = scene.hear(target)
        scene.seconds += 600
        made += scene.hear(target + 600).count
      }
      #expect(made == Int(day + 1) * 2)
    }
  }
}
