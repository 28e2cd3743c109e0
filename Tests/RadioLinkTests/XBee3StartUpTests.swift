// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import RadioLink
import Testing

@Suite struct XBee3StartUpTests {
  @Test("A module in its network with the right parameters is read and never written")
  func nothingToSet() throws {
    var radio = XBee3(role: .router)
    var module = ScriptedModule()
    radio.run(&module, from: 0, to: 2_000)
    #expect(
      module.asked == [
        "AI", "AP", "AO", "CE", "ZS", "EE", "EO", "JV", "NW", "SC", "ID", "DC", "DJ", "AI", "MY",
        "SH", "SL", "OI", "OP", "CH", "NP",
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
      [
        "AI": [0xFF], "AO": [0], "CE": [1], "ZS": [0], "EE": [0], "EO": [0], "JV": [1],
        "NW": [0, 5], "SC": [0xFF, 0xFF], "ID": [1, 2], "DC": [0x00, 0x09], "DJ": [1],
      ]
    ) { $1 }
    radio.run(&module, from: 0, to: 3_000)
    let key = "KY=5A6967426565416C6C69616E63653039"  // ZigBeeAlliance09
    #expect(
      module.asked.prefix(28) == [
        "AI", "AP", "AO", "AO=0F", "CE", "CE=00", "ZS", "ZS=02", "EE", "EE=01", "EO", "EO=02", "JV",
        "JV=00", "NW", "NW=0000", "SC", "SC=7FFF", "ID", "ID=0000000000000000", "DC", "DC=0008",
        "DJ", "DJ=00", key, "AC", "WR", "AI",
      ])
    #expect(module.asked.dropFirst(28).allSatisfy { $0 == "AI" })
    #expect(radio.network == nil)
    module.values["AI"] = [0]
    radio.run(&module, from: 3_050, to: 9_000)
    #expect(radio.network != nil)
    #expect(module.asked.filter { $0 == key }.count == 1)
  }

  @Test("Another module, whose reset nobody heard of, is given the link key, once")
  func replaced() {
    var radio = XBee3(role: .router)
    var module = ScriptedModule()
    module.values["AI"] = [0xFF]
    radio.run(&module, from: 0, to: 3_000)
    module.values["AI"] = [0]
    radio.run(&module, from: 3_050, to: 9_000)
    #expect(radio.network != nil)
    let keys = module.asked.filter { $0.hasPrefix("KY=") }.count
    module.values["AI"] = [0xAF]
    radio.run(&module, from: 9_050, to: 400_000)
    #expect(radio.network == nil)
    #expect(module.asked.filter { $0.hasPrefix("KY=") }.count == keys + 1)
    module.values["AI"] = [0]
    radio.run(&module, from: 400_050, to: 420_000)
    #expect(radio.network != nil)
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

  @Test("A refused parameter keeps it out of the network, one that may be missing does not")
  func refusals() {
    for (name, joins) in [("ZS", false), ("NP", false), ("SC", false), ("ID", false)]
      + [("JV", true), ("NW", true), ("DC", true), ("DJ", true), ("OP", true), ("CH", true)]
    {
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
    var radio = XBee3.joined()
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
    var radio = XBee3.joined()
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
    var radio = XBee3.joined()
    _ = radio.events()
    var module = ScriptedModule()
    module.values["AI"] = [0x21]
    radio.run(&module, from: 2_050, to: 22_500)
    guard case .left = radio.events().first else {
      Issue.record("not noticed")
      return
    }
  }
}
