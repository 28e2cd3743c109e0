// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import RadioLink
import Testing

/// What users of other meters complained about, as far as the driver alone decides it.
@Suite struct RequirementsOfTheRadioTests {
  @Test("Requirement 15: after a day of silence it is back within 60 s: it never stops asking")
  func rejoinsForEver() {
    var radio = XBee3.joined()
    var module = ScriptedModule()
    module.isSilent = true
    var milliseconds: UInt64 = 2_000
    func run(seconds: UInt64) {
      for _ in 0..<(4 * seconds) {
        milliseconds += 250
        let now = Instant.zero.adding(milliseconds: milliseconds)
        radio.tick(at: now)
        module.serve(&radio, at: now)
      }
    }
    run(seconds: 86_400)
    #expect(radio.network == nil)
    // Each start-up asks three times, a second apart, and then waits 16 s at the longest.
    #expect((4_500...4_700).contains(radio.counts.startUps), "\(radio.counts.startUps)")
    module.isSilent = false
    run(seconds: 60)
    #expect(radio.network?.shortAddress == 0x1234)
  }

  @Test("Requirement 15: a router that is in a network writes nothing that makes it leave")
  func neverLeaves() {
    var radio = XBee3(role: .router)
    var module = ScriptedModule()
    radio.run(&module, from: 0, to: 600_000)
    #expect(radio.joinState == .joined)
    let written = module.asked.filter { $0.contains("=") }
    #expect(written.isEmpty, "\(written)")
    #expect(module.asked.contains("JV") && module.asked.contains("NW"))
  }

  @Test("Requirement 15: what makes a router leave while its coordinator is away is switched off")
  func watchdogsAreOff() {
    var radio = XBee3(role: .router)
    var module = ScriptedModule()
    module.values["JV"] = [1]
    module.values["NW"] = [0x00, 0x0A]
    radio.run(&module, from: 0, to: 5_000)
    #expect(module.asked.contains("JV=00"))
    #expect(module.asked.contains("NW=0000"))
    #expect(radio.joinState == .joined)
  }

  // Receive options of frame 0x91: 01 acknowledged, 02 broadcast, 20 APS-encrypted.
  @Test(
    "Requirement 17: the relay is told what came to all, what may be for a group, and neither",
    arguments: [
      (0x00, false, true), (0x01, false, false), (0x02, true, false), (0x20, false, true),
      (0x21, false, false), (0x22, true, false), (0x41, false, false),
    ] as [(UInt8, Bool, Bool)])
  func addressing(options: UInt8, isBroadcast: Bool, mayBeGroupcast: Bool) throws {
    var radio = XBee3.joined()
    _ = radio.events()
    // Off, to endpoint 1 of the On/Off cluster, from the coordinator.
    let content: [UInt8] =
      [0x91, 0, 0x13, 0xA2, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0x00, 0x06, 0x01, 0x04, options, 1, 1, 0]
    radio.receive(content, at: .zero)
    guard case .received(let message) = radio.events().first else {
      Issue.record("not received")
      return
    }
    #expect(message.isBroadcast == isBroadcast)
    #expect(message.mayBeGroupcast == mayBeGroupcast)
  }

  @Test("What it counts are unicasts apart from broadcasts, and joins; the strength is DB's")
  func diagnostics() throws {
    var radio = XBee3(role: .router)
    #expect(radio.diagnostics.joins == 0)
    #expect(radio.diagnostics.lastMessageRSSI_dBm == nil)
    var module = ScriptedModule()
    radio.run(&module, from: 0, to: 2_000)
    let near = try radio.send(message(to: 0, [1]), at: .zero)
    let far = try radio.send(message(to: 0x7D84, [1]), at: .zero)
    let all = try radio.send(message(to: 0xFFFD, [1]), at: .zero)
    for (identifier, status) in [(near, 0x00), (far, 0x24), (all, 0x00)] as [(UInt8, UInt8)] {
      radio.receive([0x8B, identifier, 0xFF, 0xFE, 0, status, 0], at: .zero)
    }
    var content: [UInt8] = [0x91] + [UInt8](repeating: 0, count: 17) + [1]
    radio.receive(content, at: .zero)
    content[17] = 0x02
    radio.receive(content, at: .zero)
    radio.run(&module, from: 2_050, to: 3_000)
    var expected = RadioDiagnostics()
    expected.unicastsReceived = 1
    expected.unicastsDelivered = 1
    expected.unicastsFailed = 1
    expected.joins = 1
    expected.lastMessageRSSI_dBm = -47
    #expect(radio.diagnostics == expected)
  }
}
