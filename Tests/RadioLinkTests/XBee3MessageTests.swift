// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import RadioLink
import SimulatedHardware
import Testing

@Suite struct XBee3MessageTests {
  @Test("A broadcast has the bytes of the manual's network address request")
  func broadcast() throws {
    var radio = XBee3.joined()
    _ = radio.output()
    let payload: [UInt8] = [
      0x44, 0x34, 0x12, 0x40, 0x40, 0x00, 0xA2, 0x13, 0x00, 0x00, 0x00,
    ]
    let identifier = try radio.send(message(to: 0xFFFD, payload), at: .zero)
    let content = try #require(Wire.contents(radio.output()).first)
    let expected: [UInt8] =
      [0x11, identifier, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFE, 0, 0, 0, 0, 0, 0, 0, 0] + payload
    #expect(content == expected)
  }

  @Test("A message to the coordinator has the bytes of the manual's example")
  func toCoordinator() throws {
    var radio = XBee3.joined()
    _ = radio.output()
    var toCoordinator = message(to: 0, Array("TxData".utf8))
    toCoordinator.sourceEndpoint = 0xA0
    toCoordinator.destinationEndpoint = 0xA1
    toCoordinator.cluster = 0x1554
    toCoordinator.profile = 0xC105
    let identifier = try radio.send(toCoordinator, at: .zero)
    let content = try #require(Wire.contents(radio.output()).first)
    #expect(
      content == [
        0x11, identifier, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFE, 0xA0, 0xA1, 0x15, 0x54, 0xC1, 0x05,
        0x00, 0x00, 0x54, 0x78, 0x44, 0x61, 0x74, 0x61,
      ])
  }

  @Test("A unicast names both addresses, and all ones where the EUI-64 is unknown")
  func unicast() throws {
    var radio = XBee3.joined()
    _ = radio.output()
    var known = message(to: 0x7D84, [1])
    known.peerEUI64 = 0x0013_A200_4052_2BAA
    _ = try radio.send(known, at: .zero)
    _ = try radio.send(message(to: 0x7D84, [1]), at: .zero)
    let contents = Wire.contents(radio.output())
    #expect(
      Array(contents[0][2..<12]) == [0x00, 0x13, 0xA2, 0x00, 0x40, 0x52, 0x2B, 0xAA, 0x7D, 0x84])
    #expect(Array(contents[1][2..<12]) == [UInt8](repeating: 0xFF, count: 8) + [0x7D, 0x84])
  }

  @Test("It refuses what it cannot send: no network, too long, too many under way")
  func refusesMessages() throws {
    var alone = XBee3(role: .router)
    #expect(throws: RadioFailure.notJoined) { try alone.send(message(to: 0, [1]), at: .zero) }
    var radio = XBee3.joined()
    let limit = [UInt8](repeating: 1, count: 84)
    #expect(throws: RadioFailure.payloadTooLong) {
      try radio.send(message(to: 0, limit + [1]), at: .zero)
    }
    _ = try radio.send(message(to: 0, limit), at: .zero)
    for _ in 1..<XBee3.Limits.outstandingMax {
      _ = radio.output()
      _ = try radio.send(message(to: 0, [1]), at: .zero)
    }
    #expect(throws: RadioFailure.busy) { try radio.send(message(to: 0, [1]), at: .zero) }
  }

  @Test("APS encryption is transmit option 20, and takes 4 bytes of the payload")
  func encryption() throws {
    var radio = XBee3.joined()
    _ = radio.output()
    var secret = message(to: 0, [UInt8](repeating: 1, count: 81))
    secret.isAPSEncrypted = true
    #expect(throws: RadioFailure.payloadTooLong) { try radio.send(secret, at: .zero) }
    secret = message(to: 0, [UInt8](repeating: 1, count: 80))
    secret.isAPSEncrypted = true
    _ = try radio.send(secret, at: .zero)
    let content = try #require(Wire.contents(radio.output()).first)
    #expect(content[19] == 0x20)
  }

  @Test("A short address that is not known is FFFE beside the EUI-64: the module looks it up")
  func lookUp() throws {
    var radio = XBee3.joined()
    _ = radio.output()
    var unknown = message(to: RadioMessage.unknownShortAddress, [1])
    unknown.peerEUI64 = 0x0013_A200_4052_2BAA
    #expect(!unknown.isBroadcast)
    _ = try radio.send(unknown, at: .zero)
    let content = try #require(Wire.contents(radio.output()).first)
    #expect(
      Array(content[2..<12]) == [0x00, 0x13, 0xA2, 0x00, 0x40, 0x52, 0x2B, 0xAA, 0xFF, 0xFE])
  }

  @Test("A full output queue refuses a message whole")
  func outputLimit() throws {
    var radio = XBee3.joined()
    _ = radio.output()
    var taken = 0
    do {
      // 0x7E is escaped: each message takes about 200 of the 1,024 bytes.
      while taken < 8 {
        _ = try radio.send(message(to: 0, [UInt8](repeating: 0x7E, count: 84)), at: .zero)
        taken += 1
      }
      Issue.record("never full")
    } catch {
      #expect(error == .busy)
    }
    #expect(Wire.contents(radio.output()).count == taken)
  }

  @Test("Each transmit status frees its place and is told with its frame")
  func statuses() throws {
    var radio = XBee3.joined()
    _ = radio.events()
    let first = try radio.send(message(to: 0, [1]), at: .zero)
    let second = try radio.send(message(to: 0, [2]), at: .zero)
    #expect(first != second)
    radio.receive([0x8B, second, 0xFF, 0xFD, 3, 0x21, 0], at: .zero)
    radio.receive([0x8B, first, 0x00, 0x00, 0, 0x00, 0], at: .zero)
    radio.receive([0x8B, first, 0x00, 0x00, 0, 0x00, 0], at: .zero)
    let events = radio.events()
    guard events.count == 2, case .delivered(second, .networkAcknowledgementFailure) = events[0],
      case .delivered(first, .success) = events[1]
    else {
      Issue.record("\(events)")
      return
    }
    #expect(radio.counts.delivered == 1)
    #expect(radio.counts.undelivered == 1)
  }

  @Test("A message whose status never comes ends after 30 s")
  func noStatus() throws {
    var radio = XBee3.joined()
    _ = radio.events()
    let start = Instant.zero.adding(milliseconds: 2_000)
    let identifier = try radio.send(message(to: 0, [1]), at: start)
    radio.tick(at: start.adding(milliseconds: 29_999))
    #expect(radio.events().isEmpty)
    radio.tick(at: start.adding(milliseconds: 30_000))
    guard case .delivered(identifier, .noStatus) = radio.events().first else {
      Issue.record("not told")
      return
    }
  }

  @Test("Messages nobody takes are dropped beyond the limit, and counted")
  func eventLimit() {
    var radio = XBee3.joined()
    let content: [UInt8] = [0x91] + [UInt8](repeating: 0, count: 17) + [1]
    for _ in 0..<(XBee3.Limits.eventsMax + 3) { radio.receive(content, at: .zero) }
    #expect(radio.counts.lostEvents == 3)
    // The network change is never lost.
    guard case .joined = radio.events().first else {
      Issue.record("join lost")
      return
    }
  }

  @Test("A unicast received carries the own short address, a broadcast its own")
  func destination() {
    var radio = XBee3.joined()
    _ = radio.events()
    var content: [UInt8] = [0x91] + [UInt8](repeating: 0, count: 17) + [1]
    radio.receive(content, at: .zero)
    content[17] = 0x02
    radio.receive(content, at: .zero)
    let events = radio.events()
    guard events.count == 2, case .received(let unicast) = events[0],
      case .received(let broadcast) = events[1]
    else {
      Issue.record("\(events)")
      return
    }
    #expect(unicast.destination == 0x1234)
    #expect(broadcast.destination == 0xFFFF)
  }

  @Test("Permit joining is NJ and AC")
  func permit() {
    var radio = XBee3.joined(.coordinator)
    var module = ScriptedModule()
    let isTaken = radio.permitJoining(seconds: 60)
    #expect(isTaken)
    radio.run(&module, from: 2_050, to: 2_500)
    #expect(module.asked == ["NJ=3C", "AC"])
  }

  @Test("Commands that find no room are refused, and none that was taken is lost")
  func permitLimit() {
    var radio = XBee3.joined(.coordinator)
    var module = ScriptedModule()
    var taken: [Bool] = []
    for seconds in UInt8(1)...4 { taken.append(radio.permitJoining(seconds: seconds)) }
    #expect(taken == [true, true, false, false])
    #expect(taken.count { $0 } * 2 == XBee3.Limits.requestsMax)
    radio.run(&module, from: 2_050, to: 2_800)
    #expect(module.asked == ["NJ=01", "AC", "NJ=02", "AC"])
    let isTakenAgain = radio.permitJoining(seconds: 5)
    #expect(isTakenAgain)
  }

  @Test("Garbage on the line never crashes it and never stops it", arguments: 1...10)
  func garbage(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var radio = XBee3.joined()
    for step in 0..<2_000 {
      let now = Instant.zero.adding(milliseconds: UInt64(2_000 + step))
      let type = [0x88, 0x8A, 0x8B, 0x91, UInt8(truncatingIfNeeded: random.next())].randomElement(
        at: random.next())
      let tail = (0..<(random.next() % 40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      radio.receive([type] + tail, at: now)
      radio.tick(at: now)
      _ = radio.events()
      _ = radio.output()
    }
    var module = ScriptedModule()
    radio.run(&module, from: 4_000, to: 60_000)
    #expect(radio.network?.shortAddress == 0x1234, "seed \(seed)")
  }
}

extension Array {
  fileprivate func randomElement(at draw: UInt64) -> Element { self[Int(draw % UInt64(count))] }
}
