// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing
import ZigBee

/// Losses, waiting, power cuts, servers that forget.
@Suite struct OTAUpgradeFaultTests {
  private static let image = UpgradeImage.middle.bytes

  @Test("A block that does not come is asked for again after 5, 10, 20 s, at least each hour")
  func lost() {
    var scene = ClientScene.upgrade
    scene.offer(Self.image.count)
    let asked = scene.seconds(of: 0x0019, [0x01, 0x03], until: 20_000)
    #expect(asked.prefix(5) == [0, 5, 15, 35, 75])
    let gaps = zip(asked.dropFirst(), asked).map { $0 - $1 }
    #expect(gaps.max() == 3600)
    scene.block(Self.image, at: 0)
    let next = scene.offsetAsked()
    #expect(next == 48)
  }

  @Test("A block that came already, or of a later place, changes nothing")
  func repeated() {
    var scene = ClientScene.upgrade
    scene.offer(Self.image.count)
    scene.block(Self.image, at: 0)
    _ = scene.effects()
    scene.block(Self.image, at: 0)
    scene.block(Self.image, at: 96)
    let effects = scene.effects()
    #expect(effects == [])
    let next = scene.offsetAsked()
    #expect(next == 48)
  }

  @Test("A block of another version, of none or of more bytes than asked for is invalid")
  func invalid() {
    var scene = ClientScene.upgrade
    scene.offer(Self.image.count)
    let other = scene.block(Self.image, at: 0, version: 3)
    #expect(other == [0x10, 0x2A, 0x0B, 0x05, 0x85])
    for count in [0, 49] {
      let body = [0x00] + ClientScene.file + [2, 0, 0, 0, 0, 0, 0, 0, UInt8(count)]
      let reply = scene.command(0x0019, 0x05, body + Self.image.prefix(count))
      #expect(reply == [0x10, 0x2A, 0x0B, 0x05, 0x85])
    }
    let effects = scene.effects()
    #expect(effects == ["begin 2584 version 2", "keep"])
  }

  @Test("Told to wait, it asks when it may, and names and keeps the minimum block period")
  func waitForData() {
    var scene = ClientScene.upgrade
    scene.offer(Self.image.count)
    _ = scene.messages()
    // WAIT_FOR_DATA: the time is 100, ask at 110; at least 2,500 ms between two questions.
    let reply = scene.command(0x0019, 0x05, [0x97, 100, 0, 0, 0, 110, 0, 0, 0, 0xC4, 0x09])
    #expect(reply == nil)
    let asked = scene.seconds(of: 0x0019, [0x01, 0x03], until: 10)
    #expect(asked == [10])
    scene.seconds = 10
    scene.block(Self.image, at: 0)
    var next: [[UInt8]] = []
    while scene.seconds < 20, next.isEmpty {
      scene.seconds += 1
      next = scene.requests(of: 0x0019)
    }
    #expect(scene.seconds == 13)
    let named: [UInt8] = [2, 0, 0, 0, 48, 0, 0, 0, 48, 0xC4, 0x09]
    #expect(next == [[0x01, 0x03, 0x02] + ClientScene.file + named])
  }

  @Test("A server that aborts ends the download; it is asked again a day later")
  func abort() {
    var scene = ClientScene.upgrade
    scene.offer(Self.image.count)
    scene.block(Self.image, at: 0)
    _ = scene.effects()
    let reply = scene.command(0x0019, 0x05, [0x95])
    #expect(reply == nil)
    let effects = scene.effects()
    #expect(effects == ["abandon", "keep"])
    let sent = scene.seconds(of: 0x0019, [0x01], until: 86_600)
    #expect(sent == [86_400])
  }

  @Test("After a power cut it goes on from the last place kept, and the image is still right")
  func powerCut() throws {
    for cut in [5, 25, 30, 53] {
      var scene = ClientScene.upgrade
      scene.offer(Self.image.count)
      var kept: [UInt8] = []
      var place = 0
      for index in 0..<cut {
        _ = scene.serve(Self.image, blocks: 1)
        if scene.effects().contains("keep") {
          kept = (0..<scene.device.kept.count).map { scene.device.kept[$0] }
          place = index < 1 ? 0 : (index + 1) * 48
        }
      }
      var device = ZigBeeDevice(identity: ClientScene.identity)
      let isRestored = device.restore(kept.span)
      try #require(isRestored)
      var after = ClientScene(device: device)
      let requests = after.requests(of: 0x0019)
      if place == 0 {
        #expect(requests.map { $0[1] } == [0x01])
        continue
      }
      #expect(requests.map { $0[1] } == [0x01, 0x03])
      #expect(Int(requests[1][11]) | Int(requests[1][12]) << 8 == place)
      after.block(Self.image, at: place)
      var effects = after.effects()
      while after.serve(Self.image, blocks: 1) == 1 { effects += after.effects() }
      #expect(effects.filter { $0 != "keep" }.last == "complete 2")
    }
  }

  @Test("A server that forgot the download is asked, and the same image goes on")
  func serverForgot() {
    var scene = ClientScene.upgrade
    scene.offer(Self.image.count)
    scene.serve(Self.image, blocks: 3)
    _ = scene.messages()
    scene.command(0x0019, 0x00, [0x00, 100])
    let query = scene.requests(of: 0x0019)
    #expect(query.map { $0[1] } == [0x01])
    scene.offer(Self.image.count)
    let next = scene.offsetAsked()
    #expect(next == 144)
    _ = scene.effects()
    scene.offer(124, version: 3)
    let effects = scene.effects()
    #expect(effects == ["begin 124 version 3", "keep"])
    let first = scene.offsetAsked()
    #expect(first == 0)
  }

  @Test("A complete image outlives a power cut; its end is told again after it")
  func waiting() throws {
    for isAnswered in [false, true] {
      var scene = ClientScene.upgrade
      scene.offer(124)
      scene.serve(UpgradeImage.small.bytes, blocks: 3)
      scene.device.staged(.right(version: 2), at: scene.moment)
      _ = scene.messages()
      if isAnswered {
        scene.command(0x0019, 0x07, ClientScene.file + [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
      }
      let kept = (0..<scene.device.kept.count).map { scene.device.kept[$0] }
      var device = ZigBeeDevice(identity: ClientScene.identity)
      let isRestored = device.restore(kept.span)
      try #require(isRestored)
      var after = ClientScene(device: device)
      let requests = after.requests(of: 0x0019)
      // When to upgrade is not kept: the server is asked again.
      #expect(requests.map { $0[1] } == [0x06])
      let status = after.receive(0x0019, [0x08, 0x2A, 0x00, 0x06, 0x00, 0x04, 0x00])
      #expect(
        status == [
          0x10, 0x2A, 0x01, 0x06, 0x00, 0x00, 0x30, 2,
          0x04, 0x00, 0x00, 0x23, 2, 0, 0, 0,
        ])
    }
  }

  @Test("The client's attributes say where it is")
  func attributes() {
    var scene = ClientScene.upgrade
    let idle = scene.receive(
      0x0019, [0x08, 0x2A, 0x00, 0x02, 0x00, 0x06, 0x00, 0x01, 0x00, 0x07, 0x00])
    #expect(
      idle == [
        0x10, 0x2A, 0x01, 0x02, 0x00, 0x00, 0x23, 1, 0, 0, 0, 0x06, 0x00, 0x00, 0x30, 0,
        0x01, 0x00, 0x86, 0x07, 0x00, 0x00, 0x21, 0x1E, 0x10,
      ])
    scene.offer(Self.image.count)
    scene.block(Self.image, at: 0)
    let busy = scene.receive(0x0019, [0x08, 0x2A, 0x00, 0x06, 0x00, 0x01, 0x00])
    #expect(
      busy == [
        0x10, 0x2A, 0x01, 0x06, 0x00, 0x00, 0x30, 1, 0x01, 0x00, 0x00, 0x23, 48, 0, 0, 0,
      ])
  }

  @Test("A broadcast notify is followed by chance, as its jitter says, and never answered")
  func jitter() {
    for (jitter, range) in [(100, 200...200), (50, 60...140), (1, 0...12)]
      as [(UInt8, ClosedRange<Int>)]
    {
      var asking = 0
      for meter in UInt64(1)...200 {
        var scene = ClientScene.upgrade
        scene.device.joined(shortAddress: 0x1234, eui64: meter, payloadBytesMax: 84)
        _ = scene.messages()
        let reply = scene.receive(0x0019, [0x09, 0x2A, 0x00, 0x00, jitter], isBroadcast: true)
        #expect(reply == nil)
        asking += scene.requests(of: 0x0019).count
      }
      #expect(range.contains(asking), "jitter \(jitter): \(asking)")
    }
  }

  @Test(
    "A notify counts when it means this meter and another version",
    arguments: [
      ([0x01, 100, 0x1E, 0x10], true), ([0x01, 100, 0xFF, 0xFF], true),
      ([0x01, 100, 0x1F, 0x10], false), ([0x02, 100, 0x1E, 0x10, 1, 0], true),
      ([0x02, 100, 0x1E, 0x10, 2, 0], false), ([0x03, 100, 0x1E, 0x10, 1, 0, 2, 0, 0, 0], true),
      ([0x03, 100, 0x1E, 0x10, 1, 0, 1, 0, 0, 0], false),
    ] as [([UInt8], Bool)])
  func notify(body: [UInt8], counts: Bool) {
    var scene = ClientScene.upgrade
    let reply = scene.command(0x0019, 0x00, body)
    #expect(reply == nil)
    let requests = scene.requests(of: 0x0019)
    #expect(requests.count == (counts ? 1 : 0))
  }

  @Test("A command cut short at any byte, or too long, is malformed")
  func malformed() {
    let commands: [(UInt8, [UInt8])] = [
      (0x00, [0x03, 100, 0x1E, 0x10, 1, 0, 2, 0, 0, 0]),
      (0x02, [0x00] + ClientScene.file + [2, 0, 0, 0, 124, 0, 0, 0]),
      (0x05, [0x00] + ClientScene.file + [2, 0, 0, 0, 0, 0, 0, 0, 2, 0x1E, 0xF1]),
      (0x07, ClientScene.file + [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ]
    for (command, whole) in commands {
      for body in (0..<whole.count).map({ Array(whole.prefix($0)) }) + [whole + [0]] {
        var scene = ClientScene.upgrade
        scene.offer(Self.image.count)
        let reply = scene.command(0x0019, command, body)
        #expect(reply == [0x10, 0x2A, 0x0B, command, 0x80])
      }
    }
    for body in [[0x04, 100], [0x00, 0], [0x00, 101]] as [[UInt8]] {
      var scene = ClientScene.upgrade
      let reply = scene.command(0x0019, 0x00, body)
      #expect(reply == [0x10, 0x2A, 0x0B, 0x00, 0x85])
    }
  }
}
