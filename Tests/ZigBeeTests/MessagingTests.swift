// SPDX-License-Identifier: Apache-2.0

import Testing
import ZigBee

private let clock = ClientScene.clock

/// DisplayMessage: MessageID, control, start, duration, text.
private func message(
  _ id: UInt32, _ text: String, control: UInt8 = 0x00, start: UInt32 = 0, minutes: UInt16 = 60
) -> [UInt8] {
  bytes32(id) + [control] + bytes32(start) + bytes16(minutes) + [UInt8(text.utf8.count)]
    + Array(text.utf8)
}

@Suite struct MessagingTests {
  private static var asked: ClientScene {
    var scene = ClientScene(utc: clock)
    _ = scene.messages()
    return scene
  }

  @Test("On joining it asks for the last message, in silence ever more rarely, to once a day")
  func asks() {
    var scene = ClientScene(utc: clock)
    let asked = scene.seconds(of: 0x0703, [0x01, 0x00], until: 1000)
    #expect(asked == [0, 60, 180, 420, 900])
    scene.receive(0x0703, [0x18, 0x01, 0x0B, 0x00, 0x8B])
    let later = scene.seconds(of: 0x0703, [0x01, 0x00], until: 87_450)
    #expect(later == [87_401])
  }

  @Test("A message for now is shown, and withdrawn when its duration ends")
  func now() {
    var scene = Self.asked
    #expect(scene.command(0x0703, 0x00, message(7, "Storm")) == nil)
    #expect(scene.effects() == ["show 7 Storm"])
    scene.seconds = 3599
    _ = scene.messages()
    #expect(scene.effects().isEmpty)
    scene.seconds = 3600
    _ = scene.messages()
    #expect(scene.effects() == ["withdraw"])
  }

  @Test("Without a clock a message for now is shown as long, one for later is not shown")
  func noClock() {
    var scene = ClientScene()
    scene.command(0x0703, 0x00, message(7, "Storm", minutes: 1))
    #expect(scene.effects() == ["show 7 Storm"])
    scene.seconds = 60
    _ = scene.messages()
    #expect(scene.effects() == ["withdraw"])
    scene.command(0x0703, 0x00, message(8, "Calm", start: clock + 1))
    scene.seconds = 120
    _ = scene.messages()
    #expect(scene.effects().isEmpty)
  }

  @Test("A message for later waits for its start")
  func later() {
    var scene = Self.asked
    scene.command(0x0703, 0x00, message(7, "Storm", start: clock + 100, minutes: 1))
    for (seconds, effects) in [(99, []), (100, ["show 7 Storm"]), (159, []), (160, ["withdraw"])]
      as [(UInt64, [String])]
    {
      scene.seconds = seconds
      _ = scene.messages()
      #expect(scene.effects() == effects)
    }
  }

  @Test("A newer message replaces the one shown; one until changed stays")
  func replaced() {
    var scene = Self.asked
    scene.command(0x0703, 0x00, message(7, "Storm", minutes: 0xFFFF))
    scene.seconds = 10_000_000
    _ = scene.messages()
    #expect(scene.effects() == ["show 7 Storm"])
    scene.command(0x0703, 0x00, message(8, "Calm"))
    #expect(scene.effects() == ["withdraw", "show 8 Calm"])
  }

  @Test("A message that a person confirms is confirmed to its server, once")
  func confirmed() {
    var scene = Self.asked
    scene.command(0x0703, 0x00, message(7, "Storm", control: 0x80))
    scene.seconds = 5
    #expect(scene.device.confirmMessage() == true)
    #expect(scene.device.confirmMessage() == false)
    let requests = scene.requests(of: 0x0703)
    #expect(requests == [[0x01, 0x01, 7, 0, 0, 0] + bytes32(clock + 5)])
    scene.seconds = 6
    #expect(scene.requests(of: 0x0703).isEmpty)
  }

  @Test("A confirmation outlives the message, and waits for a clock")
  func confirmationWaits() {
    var scene = ClientScene()
    _ = scene.messages()
    scene.command(0x0703, 0x00, message(7, "Storm", control: 0x80, minutes: 1))
    #expect(scene.device.confirmMessage() == true)
    scene.seconds = 60
    let early = scene.requests(of: 0x0703).filter { $0[1] == 0x01 }
    #expect(early == [])
    scene.utc = clock
    let requests = scene.requests(of: 0x0703)
    #expect(requests == [[0x01, 0x01, 7, 0, 0, 0] + bytes32(clock + 60)])
  }

  @Test("Nothing is confirmed that asks for no confirmation or is not shown")
  func notConfirmed() {
    var scene = Self.asked
    #expect(scene.device.confirmMessage() == false)
    scene.command(0x0703, 0x00, message(7, "Storm"))
    #expect(scene.device.confirmMessage() == false)
    scene.command(0x0703, 0x00, message(8, "Later", control: 0x80, start: clock + 100))
    #expect(scene.device.confirmMessage() == false)
  }

  @Test("A message is withdrawn when it is cancelled; another one cannot be")
  func cancelled() {
    var scene = Self.asked
    scene.command(0x0703, 0x00, message(7, "Storm"))
    #expect(scene.command(0x0703, 0x01, [8, 0, 0, 0, 0]) == [0x10, 0x2A, 0x0B, 0x01, 0x8B])
    #expect(scene.effects() == ["show 7 Storm"])
    #expect(scene.command(0x0703, 0x01, [7, 0, 0, 0, 0]) == nil)
    #expect(scene.effects() == ["withdraw"])
  }

  @Test("A message that is repeated is neither longer nor shown again")
  func repeated() {
    var scene = Self.asked
    scene.command(0x0703, 0x00, message(7, "Storm", minutes: 1))
    scene.seconds = 30
    scene.command(0x0703, 0x00, message(7, "Storm", minutes: 1))
    scene.seconds = 60
    _ = scene.messages()
    #expect(scene.effects() == ["show 7 Storm", "withdraw"])
    scene.command(0x0703, 0x00, message(7, "Storm", minutes: 1))
    #expect(scene.effects().isEmpty)
  }

  @Test("A text of 80 bytes is shown whole; a longer one is cut between characters")
  func limit() {
    let letters = String(repeating: "a", count: 79)
    let cases = [
      (letters + "b", letters + "b"), (letters + "bc", letters + "b"), (letters + "é", letters),
      ("", ""),
    ]
    for (sent, shown) in cases {
      var scene = Self.asked
      #expect(scene.command(0x0703, 0x00, message(7, sent)) == nil)
      #expect(scene.effects() == ["show 7 " + shown])
    }
  }

  @Test("A frame cut short at any byte, or with two bytes too many, is malformed")
  func malformed() {
    let whole = message(7, "Storm")
    // The extended control byte of newer servers may follow.
    var extended = Self.asked
    #expect(extended.command(0x0703, 0x00, whole + [0x00]) == nil)
    for body in (0..<whole.count).map({ Array(whole.prefix($0)) }) + [whole + [0, 0]] {
      var scene = Self.asked
      #expect(scene.command(0x0703, 0x00, body) == [0x10, 0x2A, 0x0B, 0x00, 0x80])
      #expect(scene.effects().isEmpty)
    }
    var scene = Self.asked
    #expect(scene.command(0x0703, 0x01, [7, 0, 0, 0]) == [0x10, 0x2A, 0x0B, 0x01, 0x80])
  }

  @Test("A message of no duration, or a text without a value, is invalid")
  func invalid() {
    let bodies = [
      message(7, "Storm", minutes: 0), message(7, "Storm", start: .max),
      Array(message(7, "").dropLast()) + [0xFF],
    ]
    for body in bodies {
      var scene = Self.asked
      #expect(scene.command(0x0703, 0x00, body) == [0x10, 0x2A, 0x0B, 0x00, 0x85])
    }
  }
}
