// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing
import ZigBee

/// What becomes of an image in the staging store.
@Suite struct OTAUpgradeStagedTests {
  private static let image = UpgradeImage.middle.bytes

  @Test(
    "An image that could not be staged is given up with ABORT, one read back wrong as invalid",
    arguments: [
      (3, .failed, 0x95), (54, .failed, 0x95), (54, .wrong(version: 2), 0x96),
      (3, .wrong(version: 2), nil), (3, .right(version: 2), nil), (54, .wrong(version: 3), nil),
      (54, .right(version: 3), nil),
    ] as [(Int, StagingOutcome, UInt8?)])
  func staged(blocks: Int, outcome: StagingOutcome, status: UInt8?) {
    var scene = ClientScene.upgrade
    scene.offer(Self.image.count)
    let served = scene.serve(Self.image, blocks: blocks)
    #expect(served == blocks)
    _ = scene.effects()
    scene.device.staged(outcome, at: scene.moment)
    let effects = scene.effects()
    #expect(effects == (status == nil ? [] : ["abandon", "keep"]))
    let told = scene.requests(of: 0x0019).filter { $0[1] == 0x06 }
    let end = status.map { [[0x01, 0x06, $0] + ClientScene.file + [2, 0, 0, 0]] }
    #expect(told == end ?? [])
    #expect(scene.upgradeStatus == (status == nil ? 1 : 0))
    guard status != nil else { return }
    // The server answers; a day later it is asked again, and the same image is taken.
    scene.receive(0x0019, [0x18, 0x2A, 0x0B, 0x06, 0x00])
    let asked = scene.seconds(of: 0x0019, [0x01], until: 86_400)
    #expect(asked == [86_400])
    scene.offer(Self.image.count)
    let offset = scene.offsetAsked()
    #expect(offset == 0)
  }

  @Test("What is kept is what is safe; no block is asked for beyond 2 KiB that are not")
  func settles() throws {
    var scene = ClientScene.upgrade
    scene.isStoreQuick = false
    scene.offer(Self.image.count)
    let served = scene.serve(Self.image)
    #expect(served == 43)
    let effects = scene.effects().filter { !$0.hasPrefix("write") }
    #expect(effects == ["begin \(Self.image.count) version 2", "keep", "settle 1056"])
    func keptOffset() throws -> Int? {
      let kept = (0..<scene.device.kept.count).map { scene.device.kept[$0] }
      var device = ZigBeeDevice(identity: ClientScene.identity)
      let isRestored = device.restore(kept.span)
      try #require(isRestored)
      var after = ClientScene(device: device)
      let requests = after.requests(of: 0x0019).filter { $0[1] == 0x03 }
      return requests.first.map { Int($0[11]) | Int($0[12]) << 8 }
    }
    #expect(try keptOffset() == nil)
    scene.device.staged(.safe(offset: 1_000), at: scene.moment)
    #expect(try keptOffset() == nil, "it asked for no such place")
    scene.device.staged(.safe(offset: 1_056), at: scene.moment)
    #expect(try keptOffset() == 1_056)
    let asked = scene.offsetAsked()
    #expect(asked == 43 * 48)
  }

  @Test("An image that is read back is not begun anew when it is offered again; another one is")
  func offeredWhileChecked() {
    var scene = ClientScene.upgrade
    scene.offer(Self.image.count)
    scene.serve(Self.image, blocks: 54)
    _ = scene.effects()
    scene.offer(Self.image.count)
    let same = scene.effects()
    #expect(same == [])
    scene.offer(124, version: 3)
    let other = scene.effects()
    #expect(other == ["begin 124 version 3", "keep"])
    scene.device.staged(.right(version: 2), at: scene.moment)
    let offset = scene.offsetAsked()
    #expect(offset == 0)
    #expect(scene.upgradeStatus == 1)
  }

  @Test("A cut while it is read back has the last blocks come again, and then it is read anew")
  func cutWhileChecked() throws {
    var scene = ClientScene.upgrade
    scene.offer(Self.image.count)
    scene.serve(Self.image, blocks: 54)
    let kept = (0..<scene.device.kept.count).map { scene.device.kept[$0] }
    var device = ZigBeeDevice(identity: ClientScene.identity)
    let isRestored = device.restore(kept.span)
    try #require(isRestored)
    var after = ClientScene(device: device)
    let asked = after.offsetAsked()
    let first = try #require(asked)
    #expect(first > 0 && first < Self.image.count)
    after.block(Self.image, at: first)
    after.serve(Self.image)
    let effects = after.effects()
    #expect(effects.last == "complete 2")
  }
}
