// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import RadioLink
import SimulatedHardware
import Testing

private func frame(_ content: [UInt8]) -> [UInt8] {
  let plain = [0, UInt8(content.count)] + content + [0xFF &- content.reduce(UInt8(0), &+)]
  return [0x7E]
    + plain.flatMap { [0x7E, 0x7D, 0x11, 0x13].contains($0) ? [0x7D, $0 ^ 0x20] : [$0] }
}

/// The device, as frame 0x24 names it.
private let meter: [UInt8] = [0x00, 0x13, 0xA2, 0x00, 0x00, 0x00, 0x00, 0x02]

/// The specification's install code, its checksum as printed, and the key that follows.
private let code: [UInt8] = [
  0x83, 0xFE, 0xD3, 0x40, 0x7A, 0x93, 0x97, 0x23, 0xA5, 0xC6, 0x39, 0xB2, 0x69, 0x16, 0xD5, 0x05,
  0xC3, 0xB5,
]
private let key: [UInt8] = [
  0x66, 0xB6, 0x90, 0x09, 0x81, 0xE1, 0xEE, 0x3C, 0xA4, 0x20, 0x6B, 0x6B, 0x86, 0x1C, 0x02, 0xBB,
]

private func register(_ options: UInt8, _ key: [UInt8], device: [UInt8] = meter) -> [UInt8] {
  frame([0x24, 0x05] + device + [0xFF, 0xFE, options] + key)
}

@Suite struct EtherSecurityTests {
  @Test("A frame of registration has the answer of the manual's example")
  func example() {
    let ether = Ether(seed: 1)
    let module = ether.addCoordinator(eui64: 1)
    // [Digi 90001539] Example: register a joining node using an install code; AP 1 there.
    module.push([
      0x7E, 0x00, 0x1F, 0x24, 0xD5, 0x00, 0x7D, 0x33, 0xA2, 0x00, 0x12, 0x34, 0x56, 0x78, 0xFF,
      0xFE, 0x01, 0xF6, 0xF1, 0x91, 0x3D, 0x83, 0x4A, 0x08, 0xD6, 0xAD, 0xAF, 0x1F, 0x91, 0xBA,
      0xF4, 0x05, 0x2D, 0x73, 0x16, 0x6A,
    ])
    #expect(module.pull() == [0x7E, 0x00, 0x03, 0xA4, 0xD5, 0x00, 0x86])
  }

  @Test("Each registration the trust centre cannot keep has its status")
  func refusals() {
    let cases: [(frame: [UInt8], status: UInt8)] = [
      (register(0, key), 0x00), (register(1, code), 0x00),
      (register(0, key + [1]), 0x01), (register(1, code + [1]), 0x01),
      (register(0, [], device: [0, 0, 0, 0, 0, 0, 0, 9]), 0xB1),
      (register(0, [0, 0]), 0xB2), (register(0, [UInt8](repeating: 0xFF, count: 16)), 0xB2),
      (register(0, key, device: [UInt8](repeating: 0, count: 8)), 0xB3),
      (register(1, code.dropLast() + [0]), 0xBD), (register(0, []), 0x00),
      (register(0, []), 0xB1),
    ]
    let ether = Ether(seed: 1)
    let coordinator = ether.addCoordinator(eui64: 1)
    for (index, (request, status)) in cases.enumerated() {
      coordinator.push(request)
      #expect(coordinator.pull() == frame([0xA4, 0x05, status]), "case \(index)")
    }
    for device in 0..<10 {
      coordinator.push(register(0, key, device: [0, 0, 0, 0, 0, 0, 1, UInt8(device)]))
      #expect(coordinator.pull() == frame([0xA4, 0x05, 0x00]))
    }
    coordinator.push(register(0, key, device: [0, 0, 0, 0, 0, 0, 1, 99]))
    #expect(coordinator.pull() == frame([0xA4, 0x05, 0xB4]))
  }

  @Test("A meter with a wrong key is refused, and AI says why: the key")
  func wrongKey() throws {
    var wanted = JoinParameters()
    wanted.key = .own(LinkKey(AES128.Block(repeating: 0x42)))
    let scene = Scene(joining: wanted)
    try scene.run(seconds: 60)
    #expect(scene.meter.radio.joinState == .joining)
    #expect(scene.meter.radio.association == .wrongLinkKey)
    scene.meter.radio.look(for: JoinParameters(), at: scene.now)
    let taken = try scene.seconds(atMost: 30) { scene.meter.radio.joinState == .joined }
    #expect((taken ?? 99) <= 10)
  }

  @Test("With an own install code it joins where the trust centre was told the code or its key")
  func ownInstallCode() throws {
    let label = Array("83FE D340 7A93 9723 A5C6 39B2 6916 D505 C3B5".utf8)
    let read = try InstallCode(text: label.span)
    var wanted = JoinParameters()
    wanted.key = .own(read.linkKey)
    for request in [register(1, code), register(0, key)] {
      let scene = Scene(joining: wanted)
      try scene.run(seconds: 10)
      #expect(scene.meter.radio.association == .wrongLinkKey)
      scene.coordinatorModule.push(request)
      let taken = try scene.seconds(atMost: 30) { scene.meter.radio.joinState == .joined }
      #expect((taken ?? 99) <= 10)
    }
  }

  @Test("With the module's own install code it joins only where that was registered")
  func factoryInstallCode() throws {
    var wanted = JoinParameters()
    wanted.key = .factoryInstallCode
    let scene = Scene(joining: wanted, installCode: code)
    try scene.run(seconds: 20)
    #expect(scene.meter.radio.association == .wrongLinkKey)
    scene.coordinatorModule.push(register(1, code))
    let taken = try scene.seconds(atMost: 30) { scene.meter.radio.joinState == .joined }
    #expect((taken ?? 99) <= 10)
  }

  @Test("A registration ends after KT seconds")
  func registrationEnds() throws {
    var wanted = JoinParameters()
    wanted.key = .factoryInstallCode
    let scene = Scene(window: 0, joining: wanted, installCode: code)
    scene.coordinatorModule.push(frame([0x08, 0x01, 0x4B, 0x54, 0x00, 0x1E]) + register(1, code))
    try scene.run(seconds: 31)
    scene.coordinatorModule.permitJoining(seconds: 60)
    try scene.run(seconds: 20)
    #expect(scene.meter.radio.association == .wrongLinkKey)
  }

  @Test("A given extended PAN is joined when it is there, and no other: AI 22")
  func extendedPAN() throws {
    for (pan, joins) in [(0xDDDD_DDDD_DDDD_DDDD, true), (0x1111_1111_1111_1111, false)]
      as [(UInt64, Bool)]
    {
      var wanted = JoinParameters()
      wanted.extendedPAN = pan
      let scene = Scene(joining: wanted)
      try scene.run(seconds: 20)
      #expect((scene.meter.radio.joinState == .joined) == joins)
      if !joins { #expect(scene.meter.radio.association?.rawValue == 0x22) }
    }
  }

  @Test("A message under the link key arrives with option 20")
  func encryption() throws {
    let scene = Scene()
    try scene.run(seconds: 10)
    let before = scene.coordinatorModule.heard.count
    var secret = RadioMessage()
    secret.isAPSEncrypted = true
    secret.profile = 0x0104
    secret.payload.append(1)
    _ = try scene.meter.radio.send(secret, at: scene.now)
    try scene.run(seconds: 1)
    let heard = scene.coordinatorModule.heard.dropFirst(before).map(\.message)
    #expect(heard.contains { $0.isAPSEncrypted && $0.payload == [1] })
  }
}
