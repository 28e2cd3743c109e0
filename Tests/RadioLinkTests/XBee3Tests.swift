// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import RadioLink
import Testing

/// A module whose answers are a table: what it was asked is kept.
private struct ScriptedModule {
  var asked: [String] = []
  var values: [String: [UInt8]] = [
    "AI": [0], "AP": [2], "AO": [0x0F], "CE": [0], "ZS": [2], "EE": [1], "EO": [2], "JV": [0],
    "MY": [0x12, 0x34], "SH": [0x00, 0x13, 0xA2, 0x00], "SL": [0x40, 0x52, 0x2B, 0xAA],
    "OI": [0x1A, 0x62], "OP": [1, 2, 3, 4, 5, 6, 7, 8], "CH": [15], "NP": [0x00, 0x54],
  ]
  var statuses: [String: UInt8] = [:]
  var isSilent = false

  /// Answers all that the driver wrote, and notes its commands as "AI" or "ZS=02".
  mutating func serve(_ radio: inout XBee3, at now: Instant) {
    for content in Wire.contents(radio.output()) where content.first == 0x08 {
      let name = String(decoding: content[2..<4], as: UTF8.self)
      let value = content.dropFirst(4)
      asked.append(value.isEmpty ? name : name + "=" + value.map { hex($0) }.joined())
      if !value.isEmpty, values[name] != nil { values[name] = Array(value) }
      if isSilent { continue }
      let answer = value.isEmpty ? values[name] ?? [] : []
      radio.receive([0x88, content[1]] + content[2..<4] + [statuses[name] ?? 0] + answer, at: now)
    }
  }

  private func hex(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16, uppercase: true)
    return byte < 16 ? "0" + text : text
  }
}

extension XBee3 {
  /// Lets time pass in steps of 50 ms with a module at the other end.
  fileprivate mutating func run(
    _ module: inout ScriptedModule, from start: UInt64, to end: UInt64
  ) {
    for milliseconds in stride(from: start, through: end, by: 50) {
      let now = Instant.zero.adding(milliseconds: milliseconds)
      tick(at: now)
      module.serve(&self, at: now)
    }
  }

  fileprivate mutating func events() -> [RadioEvent] {
    var taken: [RadioEvent] = []
    while let event = nextEvent() { taken.append(event) }
    return taken
  }
}

private func joined(_ role: XBee3.Role = .router) -> XBee3 {
  var radio = XBee3(role: role)
  var module = ScriptedModule()
  if role == .coordinator {
    module.values["CE"] = [1]
    module.values["MY"] = [0, 0]
  }
  radio.run(&module, from: 0, to: 2_000)
  return radio
}

private func message(to destination: UInt16, _ payload: [UInt8]) -> RadioMessage {
  var message = RadioMessage()
  message.destination = destination
  for byte in payload { message.payload.append(byte) }
  return message
}

@Suite struct XBee3Tests {
  @Test("A module in its network with the right parameters is read and never written")
  func nothingToSet() throws {
    var radio = XBee3(role: .router)
    var module = ScriptedModule()
    radio.run(&module, from: 0, to: 2_000)
    #expect(
      module.asked == [
        "AI", "AP", "AO", "CE", "ZS", "EE", "EO", "JV", "AI", "MY", "SH", "SL", "OI", "OP", "CH",
        "NP",
      ])
    let network = try #require(radio.network)
    #expect(network.shortAddress == 0x1234)
    #expect(network.eui64 == 0x0013_A200_4052_2BAA)
    #expect(network.pan == 0x1A62)
    #expect(network.extendedPAN == 0x0102_0304_0506_0708)
    #expect(network.channel == 15)
    #expect(radio.payloadBytesMax == 84)
    let events = radio.events()
    guard events.count == 1, case .joined(network) = events[0] else {
      Issue.record("\(events)")
      return
    }
  }

  @Test(
    "A factory module is set up as a router, gets the link key once, and is polled until AI is 0")
  func factory() {
    var radio = XBee3(role: .router)
    var module = ScriptedModule()
    module.values.merge(
      ["AI": [0xFF], "AO": [0], "CE": [1], "ZS": [0], "EE": [0], "EO": [0], "JV": [1]]
    ) { $1 }
    radio.run(&module, from: 0, to: 3_000)
    let key = "KY=5A6967426565416C6C69616E63653039"  // ZigBeeAlliance09
    #expect(
      module.asked.prefix(18) == [
        "AI", "AP", "AO", "AO=0F", "CE", "CE=00", "ZS", "ZS=02", "EE", "EE=01", "EO", "EO=02", "JV",
        "JV=00", key, "AC", "WR", "AI",
      ])
    #expect(module.asked.dropFirst(18).allSatisfy { $0 == "AI" })
    #expect(radio.network == nil)
    module.values["AI"] = [0]
    radio.run(&module, from: 3_050, to: 9_000)
    #expect(radio.network != nil)
    #expect(module.asked.filter { $0 == key }.count == 1)
  }

  @Test("A coordinator keeps its own ZDO handling of bindings: AO 3, CE 1")
  func coordinator() {
    var radio = XBee3(role: .coordinator)
    var module = ScriptedModule()
    module.values["AO"] = [0]
    module.values["CE"] = [1]
    radio.run(&module, from: 0, to: 2_000)
    #expect(module.asked.contains("AO=03"))
    #expect(!module.asked.contains { $0.hasPrefix("CE=") })
  }

  @Test("Other bits of EO are left as they are")
  func encryptionOptionsMask() {
    var radio = XBee3(role: .router)
    var module = ScriptedModule()
    module.values["EO"] = [0x12]
    radio.run(&module, from: 0, to: 2_000)
    #expect(!module.asked.contains { $0.hasPrefix("EO=") })
  }

  @Test("The bytes of the first question are those of the manual")
  func firstBytes() {
    var radio = XBee3(role: .router)
    radio.tick(at: .zero)
    let output = radio.output()
    // AT command, frame 1, AI.
    #expect(output == [0x7E, 0x00, 0x04, 0x08, 0x01, 0x41, 0x49, 0x6C])
  }

  @Test("A silent module is asked three times, then again after a wait that doubles to 16 s")
  func silence() {
    var radio = XBee3(role: .router)
    var module = ScriptedModule()
    module.isSilent = true
    var times: [UInt64] = []
    for milliseconds in stride(from: UInt64(0), through: 120_000, by: 50) {
      let now = Instant.zero.adding(milliseconds: milliseconds)
      let before = module.asked.count
      radio.tick(at: now)
      module.serve(&radio, at: now)
      if module.asked.count > before { times.append(milliseconds) }
    }
    #expect(module.asked.allSatisfy { $0 == "AI" })
    // Three questions a second apart, the third answered by nothing for a second, and the wait.
    let expected: [UInt64] = [0, 1_000, 2_000, 3_500, 4_500, 5_500, 7_500, 8_500, 9_500, 12_500]
    #expect(Array(times.prefix(10)) == expected)
    #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 <= 17_000 })
    #expect(radio.counts.startUps >= 8)
    module.isSilent = false
    radio.run(&module, from: 120_050, to: 140_000)
    #expect(radio.network != nil)
  }

  @Test("A refused parameter keeps it out of the network, a refused JV, OP or CH does not")
  func refusals() {
    for (name, joins) in [("ZS", false), ("NP", false), ("JV", true), ("OP", true), ("CH", true)] {
      var radio = XBee3(role: .router)
      var module = ScriptedModule()
      module.statuses[name] = 2
      radio.run(&module, from: 0, to: 5_000)
      #expect((radio.network != nil) == joins, "\(name)")
      #expect(radio.counts.refusedCommands >= 1, "\(name)")
    }
  }

  @Test("After reset or disassociation it says so, and joins again", arguments: [0x00, 0x01, 0x03])
  func recovers(status: UInt8) {
    var radio = joined()
    _ = radio.events()
    var module = ScriptedModule()
    module.values["AI"] = [0xFF]
    radio.receive([0x8A, status], at: Instant.zero.adding(milliseconds: 2_000))
    let lost = radio.events()
    guard lost.count == 1, case .left = lost[0] else {
      Issue.record("\(lost)")
      return
    }
    radio.run(&module, from: 2_050, to: 10_000)
    #expect(radio.network == nil)
    module.values["AI"] = [0]
    radio.run(&module, from: 10_050, to: 25_000)
    guard case .joined = radio.events().first else {
      Issue.record("did not join again")
      return
    }
  }

  @Test("A joined status with another short address is told as a new join, the same one is not")
  func rejoinedElsewhere() {
    var radio = joined()
    _ = radio.events()
    var module = ScriptedModule()
    radio.receive([0x8A, 0x02], at: Instant.zero.adding(milliseconds: 2_000))
    radio.run(&module, from: 2_050, to: 4_000)
    #expect(radio.events().isEmpty)
    module.values["MY"] = [0x56, 0x78]
    radio.receive([0x8A, 0x02], at: Instant.zero.adding(milliseconds: 4_000))
    radio.run(&module, from: 4_050, to: 6_000)
    guard case .joined(let network) = radio.events().first else {
      Issue.record("not told")
      return
    }
    #expect(network.shortAddress == 0x5678)
  }

  @Test("A network lost without a word is noticed within 20 s")
  func watch() {
    var radio = joined()
    _ = radio.events()
    var module = ScriptedModule()
    module.values["AI"] = [0x21]
    radio.run(&module, from: 2_050, to: 22_500)
    guard case .left = radio.events().first else {
      Issue.record("not noticed")
      return
    }
  }

  @Test("A broadcast has the bytes of the manual's network address request")
  func broadcast() throws {
    var radio = joined()
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
    var radio = joined()
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
    var radio = joined()
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
    var radio = joined()
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

  @Test("A full output queue refuses a message whole")
  func outputLimit() throws {
    var radio = joined()
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
    var radio = joined()
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
    var radio = joined()
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
    var radio = joined()
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
    var radio = joined()
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
    var radio = joined(.coordinator)
    var module = ScriptedModule()
    let isTaken = radio.permitJoining(seconds: 60)
    #expect(isTaken)
    radio.run(&module, from: 2_050, to: 2_500)
    #expect(module.asked == ["NJ=3C", "AC"])
  }

  @Test("Garbage on the line never crashes it and never stops it", arguments: 1...10)
  func garbage(seed: UInt64) throws {
    var random = Seeded(state: seed)
    var radio = joined()
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
