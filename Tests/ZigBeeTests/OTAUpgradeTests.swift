// SPDX-License-Identifier: Apache-2.0

import Testing
import ZigBee

@Suite struct OTAUpgradeTests {
  @Test("On joining it asks for the next image: version 1, hardware 1")
  func asks() {
    var scene = ClientScene()
    let requests = scene.requests(of: 0x0019)
    #expect(requests == [[0x01, 0x01, 0x01, 0x1E, 0x10, 0x01, 0x00, 1, 0, 0, 0, 1, 0]])
  }

  @Test("Silence: it asks after 5, 10, 20 minutes and so on, at least once a day")
  func silence() {
    var scene = ClientScene()
    let asked = scene.seconds(of: 0x0019, [0x01, 0x01], until: 5000)
    #expect(asked == [0, 300, 900, 2100, 4500])
  }

  @Test("Told that there is no image, it asks again a day later")
  func noImage() {
    var scene = ClientScene.upgrade
    let reply = scene.command(0x0019, 0x02, [0x98])
    #expect(reply == nil)
    let asked = scene.seconds(of: 0x0019, [0x01, 0x01], until: 86_600)
    #expect(asked == [86_400])
  }

  @Test("An image is asked for block by block, staged, checked and reported as complete")
  func download() {
    var scene = ClientScene.upgrade
    let image = UpgradeImage.small.bytes
    scene.offer(image.count)
    let first = scene.requests(of: 0x0019)
    #expect(
      first == [[0x01, 0x03, 0x02] + ClientScene.file + [2, 0, 0, 0, 0, 0, 0, 0, 48, 0, 0]])
    scene.block(image, at: 0)
    let served = scene.serve(image, blocks: 2)
    #expect(served == 2)
    let effects = scene.effects()
    #expect(
      effects == [
        "begin 124 version 2", "keep", "write 48 at 0", "write 48 at 48", "write 28 at 96",
        "complete 2",
      ])
    let early = scene.requests(of: 0x0019)
    #expect(early == [], "nobody has read it back yet")
    #expect(scene.upgradeStatus == 1)
    scene.device.staged(.right(version: 2), at: scene.moment)
    let kept = scene.effects()
    #expect(kept == ["keep"])
    let end = scene.requests(of: 0x0019)
    #expect(end == [[0x01, 0x06, 0x00] + ClientScene.file + [2, 0, 0, 0]])
    #expect(scene.upgradeStatus == 2)
  }

  @Test("The end is told until it is answered, in silence ever more rarely")
  func upgradeEnd() {
    var scene = ClientScene.upgrade
    scene.offer(UpgradeImage.small.bytes.count)
    scene.serve(UpgradeImage.small.bytes, blocks: 3)
    scene.device.staged(.right(version: 2), at: scene.moment)
    let told = scene.seconds(of: 0x0019, [0x01, 0x06], until: 300)
    #expect(told == [0, 30, 90, 210])
    // UpgradeEndResponse: wait for another command.
    let reply = scene.command(
      0x0019, 0x07, ClientScene.file + [2, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF])
    #expect(reply == nil)
    let more = scene.seconds(of: 0x0019, [0x01, 0x06], until: 3_000)
    #expect(more == [])
    let later = scene.seconds(of: 0x0019, [0x01, 0x06], until: 3_920)
    #expect(later == [3_902], "told to wait, it asks each hour")
  }

  @Test("It is time at once, after so many seconds, or at a time of the server's clock")
  func activation() {
    // Current time, upgrade time, and the seconds between.
    let cases: [([UInt8], [UInt8], Int)] = [
      ([0, 0, 0, 0], [0, 0, 0, 0], 0), ([0, 0, 0, 0], [100, 0, 0, 0], 100),
      ([0, 1, 0, 0], [44, 1, 0, 0], 44), ([0, 1, 0, 0], [0, 0, 0, 0], 0),
    ]
    for (current, upgrade, seconds) in cases {
      var scene = ClientScene.upgrade
      scene.offer(UpgradeImage.small.bytes.count)
      scene.serve(UpgradeImage.small.bytes, blocks: 3)
      scene.device.staged(.right(version: 2), at: scene.moment)
      _ = scene.messages()
      _ = scene.effects()
      scene.command(0x0019, 0x07, ClientScene.file + [2, 0, 0, 0] + current + upgrade)
      if seconds > 0 {
        scene.seconds += UInt64(seconds - 1)
        _ = scene.messages()
        let early = scene.effects()
        #expect(early.filter { $0 != "keep" } == [])
        scene.seconds += 1
      }
      _ = scene.messages()
      let effects = scene.effects()
      #expect(effects.filter { $0 != "keep" } == ["activate 2"])
    }
  }

  @Test("An image for this hardware is taken; images of 8 KB and more too")
  func taken() {
    for image in [UpgradeImage.hardware, .middle, .large] {
      var scene = ClientScene.upgrade
      scene.offer(image.bytes.count)
      var effects: [String] = []
      while scene.serve(image.bytes, blocks: 10) == 10 { effects += scene.effects() }
      effects += scene.effects()
      #expect(effects.filter { $0 != "keep" }.last == "complete 2")
      let written = effects.filter { $0.hasPrefix("write") }.count
      #expect(written == (image.bytes.count + 47) / 48)
    }
  }

  /// What is wrong, where, and the byte there instead.
  static let wrong: [(String, Int, UInt8)] = [
    ("file identifier", 0, 0x1F), ("header version", 5, 0x02), ("header too short", 6, 55),
    ("header too long", 6, 70), ("for one device", 8, 0x02), ("manufacturer", 10, 0x1F),
    ("image type", 12, 0x02), ("file version", 14, 0x03), ("size", 52, 125),
    ("no upgrade image", 56, 0x04), ("an element of no bytes", 58, 0),
    ("an element beyond the end", 60, 1), ("an element of another length", 58, 41),
    ("data", 70, 0xAA), ("text in the header", 22, 0x6C), ("integrity tag", 102, 0x05),
    ("integrity length", 104, 15), ("integrity code", 108, 0x58),
    ("integrity code at its end", 123, 0xE4),
  ]

  /// What the bytes after the header tell.
  static let seenLate = ["text in the header", "no upgrade image", "an element of another length"]

  @Test("An image that is not right is void, and the server is told", arguments: wrong)
  func refused(what: String, place: Int, byte: UInt8) throws {
    var image = UpgradeImage.small.bytes
    try #require(image[place] != byte)
    image[place] = byte
    var scene = ClientScene.upgrade
    scene.offer(image.count)
    for offset in [0, 48, 96] { scene.block(image, at: offset) }
    let effects = scene.effects()
    // What shows within the header is that of another meter's image.
    let isDamaged = place >= 70 || Self.seenLate.contains(what)
    let refused = isDamaged ? "refused 2, damaged" : "refused 2"
    #expect(effects.suffix(3) == [refused, "abandon", "keep"])
    let end = scene.requests(of: 0x0019)
    #expect(end == [[0x01, 0x06, 0x96] + ClientScene.file + [2, 0, 0, 0]])
    // Any default response ends that.
    scene.receive(0x0019, [0x18, 0x01, 0x0B, 0x06, 0x00])
    let more = scene.seconds(of: 0x0019, [0x01, 0x06], until: 100)
    #expect(more == [])
  }

  @Test("An image for other hardware is void")
  func otherHardware() {
    for hardware in [[2, 0, 3, 0], [0, 0, 0, 0], [2, 0, 1, 0]] as [[UInt8]] {
      let image = UpgradeImage(
        count: 40, code: [UInt8](repeating: 0, count: 16), hardware: hardware)
      var scene = ClientScene.upgrade
      scene.offer(image.bytes.count)
      for offset in [0, 48] { scene.block(image.bytes, at: offset) }
      let effects = scene.effects()
      #expect(effects.suffix(3) == ["refused 2", "abandon", "keep"])
    }
  }

  @Test("An older image that was asked for is told of once, until a notify for this meter comes")
  func older() {
    var scene = ClientScene.upgrade
    func offered(_ version: UInt32, _ file: [UInt8] = ClientScene.file) -> [String] {
      scene.offer(124, version: version, file: file)
      return scene.effects()
    }
    let first = [offered(0), offered(0)]
    #expect(first == [["refused 0"], []])
    // Neither is the one that runs, nor one for another meter.
    for _ in 0..<2 {
      scene.command(0x0019, 0x00, [0x00, 100])
      _ = scene.requests(of: 0x0019)
      let others = [offered(1), offered(0, [0x1F, 0x10, 0x01, 0x00])]
      #expect(others == [[], []])
      let again = [offered(0), offered(0)]
      #expect(again == [["refused 0"], []])
    }
  }

  @Test("A version that was void is not downloaded again, unless a notify for this meter says so")
  func refusedVersion() {
    var image = UpgradeImage.small.bytes
    image[0] = 0
    var scene = ClientScene.upgrade
    scene.offer(image.count)
    for offset in [0, 48] { scene.block(image, at: offset) }
    _ = scene.messages()
    scene.offer(image.count)
    let again = scene.offsetAsked()
    #expect(again == nil)
    scene.command(0x0019, 0x00, [0x00, 100])
    let query = scene.requests(of: 0x0019)
    #expect(query.map { $0[1] } == [0x01])
    scene.offer(image.count)
    let first = scene.offsetAsked()
    #expect(first == 0)
  }

  @Test(
    "An image of 62 bytes to 8 MiB, for this meter and newer than its own, is taken",
    arguments: [
      (62, 2, ClientScene.file, true), (61, 2, ClientScene.file, false),
      (8_388_608, 2, ClientScene.file, true), (8_388_609, 2, ClientScene.file, false),
      (124, 1, ClientScene.file, false), (124, 0, ClientScene.file, false),
      (124, .max, ClientScene.file, false), (124, .max - 1, ClientScene.file, true),
      (124, 2, [0x1F, 0x10, 0x01, 0x00], false), (124, 2, [0x1E, 0x10, 0x02, 0x00], false),
      (124, 2, [0xFF, 0xFF, 0xFF, 0xFF], false),
    ] as [(Int, UInt32, [UInt8], Bool)])
  func offered(size: Int, version: UInt32, file: [UInt8], isTaken: Bool) {
    var scene = ClientScene.upgrade
    let reply = scene.offer(size, version: version, file: file)
    #expect(reply == (isTaken ? nil : [0x10, 0x2A, 0x0B, 0x02, 0x85]))
    let offset = scene.offsetAsked()
    #expect(offset == (isTaken ? 0 : nil))
  }
}
