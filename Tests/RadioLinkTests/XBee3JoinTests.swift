// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import RadioLink
import Testing

private func joined(_ wanted: JoinParameters, _ module: inout ScriptedModule) -> XBee3 {
  var radio = XBee3(role: .router, joining: wanted)
  radio.run(&module, from: 0, to: 3_000)
  return radio
}

private func at(_ milliseconds: UInt64) -> Instant { .zero.adding(milliseconds: milliseconds) }

@Suite struct XBee3JoinTests {
  @Test("A given extended PAN and channel mask are written, each with all its bytes")
  func givenNetwork() {
    var wanted = JoinParameters()
    wanted.extendedPAN = 0x0011_2233_4455_6677
    wanted.channelMask = 0x0810
    var module = ScriptedModule()
    let radio = joined(wanted, &module)
    #expect(module.asked.contains("ID=0011223344556677"))
    #expect(module.asked.contains("SC=0810"))
    #expect(radio.joinState == .joined)
  }

  @Test("An own key, or one of an install code, is what KY is set to")
  func ownKey() throws {
    let label = Array("83FED3407A939723A5C639B26916D505+C3B5".utf8)
    let code = try InstallCode(text: label.span)
    var wanted = JoinParameters()
    wanted.key = .own(code.linkKey)
    var module = ScriptedModule()
    module.values["AI"] = [0xFF]
    _ = joined(wanted, &module)
    #expect(module.asked.contains("KY=66B6900981E1EE3CA4206B6B861C02BB"))
    #expect(!module.asked.contains { $0.hasPrefix("DC=") })
  }

  @Test("With the module's own install code DC bit 0 is set, its other bits kept, and KY not written")
  func factoryInstallCode() {
    var wanted = JoinParameters()
    wanted.key = .factoryInstallCode
    var module = ScriptedModule()
    module.values["AI"] = [0xFF]
    module.values["DC"] = [0x00, 0x08]
    _ = joined(wanted, &module)
    #expect(module.asked.contains("DC=0009"))
    #expect(!module.asked.contains { $0.hasPrefix("KY") })
  }

  @Test("A module that refuses DC does not join where its install code is wanted")
  func noInstallCode() {
    var wanted = JoinParameters()
    wanted.key = .factoryInstallCode
    var module = ScriptedModule()
    module.statuses["DC"] = 2
    let radio = joined(wanted, &module)
    #expect(radio.joinState == .joining)
    #expect(radio.counts.refusedCommands >= 1)
  }

  @Test("Why it is in no network is the value of AI", arguments: [UInt8(0x23), 0xAF, 0x21])
  func reason(code: UInt8) {
    var module = ScriptedModule()
    module.values["AI"] = [code]
    let radio = joined(JoinParameters(), &module)
    #expect(radio.association == AssociationStatus(rawValue: code))
  }

  @Test("Leaving is NR 0, then the start-up again; nothing is sent meanwhile")
  func leaves() {
    var radio = XBee3.joined()
    _ = radio.events()
    var module = ScriptedModule()
    module.values["AI"] = [0xFF]
    radio.leave(rejoining: true, at: at(2_000))
    #expect(radio.joinState == .joining)
    #expect(throws: RadioFailure.notJoined) { try radio.send(message(to: 0, [1]), at: at(2_000)) }
    radio.run(&module, from: 2_050, to: 4_000)
    #expect(module.asked.prefix(3) == ["NR=00", "AI", "AP"])
    guard case .left = radio.events().first else {
      Issue.record("not told")
      return
    }
    module.values["AI"] = [0]
    radio.run(&module, from: 4_050, to: 10_000)
    #expect(radio.joinState == .joined)
    #expect(module.asked.filter { $0 == "NR=00" }.count == 1)
  }

  @Test("Staying out is DJ 1 and NR 0, then silence, also after a reset, until it is to join")
  func staysOut() {
    var radio = XBee3.joined()
    var module = ScriptedModule()
    radio.leave(rejoining: false, at: at(2_000))
    radio.run(&module, from: 2_050, to: 120_000)
    #expect(module.asked == ["DJ=01", "NR=00"])
    #expect(radio.joinState == .stayingOut)
    #expect(radio.network == nil)
    radio.receive([0x8A, 0x00], at: at(120_000))
    radio.run(&module, from: 120_050, to: 130_000)
    #expect(module.asked == ["DJ=01", "NR=00", "DJ=01", "NR=00"])
    radio.join(at: at(130_000))
    radio.run(&module, from: 130_050, to: 135_000)
    #expect(radio.joinState == .joined)
    #expect(module.asked.contains("DJ=00"))
  }

  @Test("A message under way ends before it leaves, or a second passes")
  func leavesAfterMessages() throws {
    var radio = XBee3.joined()
    var module = ScriptedModule()
    let identifier = try radio.send(message(to: 0, [1]), at: at(2_000))
    radio.leave(rejoining: true, at: at(2_000))
    radio.run(&module, from: 2_050, to: 2_900)
    #expect(!module.asked.contains("NR=00"))
    radio.receive([0x8B, identifier, 0, 0, 0, 0, 0], at: at(2_900))
    radio.run(&module, from: 2_950, to: 2_950)
    #expect(module.asked.contains("NR=00"))
    var silent = XBee3.joined()
    var other = ScriptedModule()
    _ = try silent.send(message(to: 0, [1]), at: at(2_000))
    silent.leave(rejoining: true, at: at(2_000))
    silent.run(&other, from: 2_050, to: 2_950)
    #expect(!other.asked.contains("NR=00"))
    silent.run(&other, from: 3_000, to: 3_000)
    #expect(other.asked.contains("NR=00"))
  }

  @Test("A fault never makes it leave: no NR in a reset, a disassociation or an hour of silence")
  func keepsNetwork() {
    var radio = XBee3.joined()
    var module = ScriptedModule()
    for (step, status) in [UInt8(0x00), 0x01, 0x03, 0x42].enumerated() {
      let start = UInt64(2_000 + 10_000 * step)
      radio.receive([0x8A, status], at: at(start))
      radio.run(&module, from: start + 50, to: start + 9_950)
    }
    module.isSilent = true
    radio.run(&module, from: 50_000, to: 3_650_000)
    #expect(!module.asked.contains { $0.hasPrefix("NR") })
    module.isSilent = false
    radio.run(&module, from: 3_650_050, to: 3_680_000)
    #expect(radio.joinState == .joined)
  }

  @Test("A module that says nothing at all is to be reset, ever more rarely, until it answers")
  func watchdog() {
    var radio = XBee3(role: .router)
    var module = ScriptedModule()
    module.isSilent = true
    var wants: [UInt64] = []
    for milliseconds in stride(from: UInt64(0), through: 1_200_000, by: 50) {
      radio.tick(at: at(milliseconds))
      module.serve(&radio, at: at(milliseconds))
      for event in radio.events() { if case .wantsReset = event { wants.append(milliseconds) } }
    }
    // Two start-ups of three questions and the half second between them; then 4, 8, 16 more.
    #expect(wants.first == 6_500)
    #expect(wants.count > 5)
    #expect(zip(wants.dropFirst(4), wants.dropFirst(5)).allSatisfy { $1 - $0 == 16 * 19_000 })
    module.isSilent = false
    radio.run(&module, from: 1_200_050, to: 1_230_000)
    #expect(radio.joinState == .joined)
    #expect(radio.events().contains { if case .wantsReset = $0 { true } else { false } } == false)
  }

  @Test("A refused command is no silence")
  func refusalIsNoSilence() {
    var radio = XBee3(role: .router)
    var module = ScriptedModule()
    module.statuses["ZS"] = 1
    radio.run(&module, from: 0, to: 300_000)
    #expect(!radio.events().contains { if case .wantsReset = $0 { true } else { false } })
  }

  @Test("A short address that changed without a word is noticed within 20 s and told")
  func renamed() {
    var radio = XBee3.joined()
    _ = radio.events()
    var module = ScriptedModule()
    module.values["MY"] = [0x56, 0x78]
    radio.run(&module, from: 2_050, to: 23_500)
    guard case .joined(let network) = radio.events().last else {
      Issue.record("not told")
      return
    }
    #expect(network.shortAddress == 0x5678)
    #expect(radio.network?.shortAddress == 0x5678)
  }

  @Test("The payload limit is read again after each join and told")
  func payloadLimit() {
    var radio = XBee3.joined()
    var module = ScriptedModule()
    module.values["NP"] = [0x00, 0xFF]
    radio.receive([0x8A, 0x02], at: at(2_000))
    radio.run(&module, from: 2_050, to: 4_000)
    #expect(radio.network?.payloadBytesMax == 255)
    #expect(radio.payloadBytesMax == RadioMessage.payloadBytesMax)
  }

  @Test("The strength of a message is asked for after one came, at most every 10 s")
  func strength() {
    var radio = XBee3.joined()
    var module = ScriptedModule()
    radio.run(&module, from: 2_050, to: 12_000)
    #expect(!module.asked.contains("DB"))
    #expect(radio.lastMessageRSSI_dBm == nil)
    let content: [UInt8] = [0x91] + [UInt8](repeating: 0, count: 17) + [1]
    radio.receive(content, at: at(12_000))
    radio.run(&module, from: 12_050, to: 12_200)
    #expect(radio.lastMessageRSSI_dBm == -47)
    radio.receive(content, at: at(12_300))
    radio.run(&module, from: 12_350, to: 21_900)
    #expect(module.asked.filter { $0 == "DB" }.count == 1)
    radio.run(&module, from: 21_950, to: 22_500)
    #expect(module.asked.filter { $0 == "DB" }.count == 2)
    module.values["DB"] = [0]
    radio.receive(content, at: at(33_000))
    radio.run(&module, from: 33_050, to: 34_000)
    #expect(radio.lastMessageRSSI_dBm == nil)
  }

  @Test("Asking for another network or key writes it at once, and keeps a network that fits")
  func otherKey() {
    var radio = XBee3.joined()
    var module = ScriptedModule()
    var wanted = JoinParameters()
    wanted.extendedPAN = 0x0102_0304_0506_0708
    radio.look(for: wanted, at: at(2_000))
    radio.run(&module, from: 2_050, to: 5_000)
    #expect(module.asked.contains("ID=0102030405060708"))
    #expect(radio.joinState == .joined)
    #expect(!module.asked.contains { $0.hasPrefix("KY") })
  }
}
