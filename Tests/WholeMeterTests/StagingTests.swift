// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Firmware
import HardwareInterface
import Ledger
import MeterRig
import Quantities
import SimulatedHardware
import Testing
import ZigBee

@testable import Meter
@testable import MeterBoard
@testable import meterbench

/// The staging store as `StagingFormat` has it, typed from there; checksums by Python's zlib.
@Suite("The image of an upgrade on its way into the staging store")
struct StagingTests {
  // swift-format-ignore
  private static let downloading: [UInt8] = [
    0x4C, 0x4D, 0x55, 0x50, 0x02, 0x00, 0x00, 0x00, 0x7C, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00,
    0xB2, 0x88, 0x48, 0x56,
  ]
  // swift-format-ignore
  private static let complete: [UInt8] = [
    0x4C, 0x4D, 0x55, 0x50, 0x02, 0x00, 0x00, 0x00, 0x7C, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00,
    0x5C, 0x27, 0xFD, 0x44,
  ]
  /// A small image: 108 bytes and their hash.
  private static let image = UpgradeScene.image(bytes: 40)

  @Test("Head, bytes and end lie where they belong; what is complete outlives a cut")
  func staged() throws {
    var scene = try UpgradeScene()
    scene.stage(.begin(size: 124, version: 2))
    #expect(try scene.safe(0..<20) == Self.downloading)
    for offset in stride(from: 0, to: 124, by: 48) { scene.write(Self.image, at: offset) }
    scene.meter.desk.board.stage(.complete(size: 124, version: 2))
    #expect(try scene.safe(0..<20) == Self.downloading, "nobody has read it back yet")
    scene.meter.step()
    #expect(try scene.safe(0..<20) == Self.complete)
    #expect(try scene.safe(64..<188) == Self.image)
    let faults = scene.meter.faults
    #expect(faults.isEmpty)
  }

  @Test("An image of which a byte is not what came is not complete", arguments: [0, 107, 108, 123])
  func wrong(place: Int) throws {
    var scene = try UpgradeScene()
    scene.stage(.begin(size: 124, version: 2))
    var image = Self.image
    image[place] ^= 0x10
    for offset in stride(from: 0, to: 124, by: 48) { scene.write(image, at: offset) }
    scene.stage(.complete(size: 124, version: 2))
    scene.meter.step()
    #expect(try scene.safe(0..<20) == Self.downloading)
    let faults = scene.meter.faults
    #expect(faults == [.staging: 1])
  }

  @Test("A download that goes on after a power cut ends with the image's size, too")
  func resumed() throws {
    var before = try UpgradeScene()
    before.stage(.begin(size: 124, version: 2))
    before.write(Self.image, at: 0)
    before.stage(.settle(offset: 48))
    var after = try UpgradeScene(before.block.afterPowerCycle(.unsyncedLost))
    for offset in [48, 96] { after.write(Self.image, at: offset) }
    after.stage(.complete(size: 124, version: 2))
    after.meter.step()
    #expect(try after.safe(0..<20) == Self.complete)
  }

  @Test("What was abandoned is no image, and is not read back any more")
  func abandoned() throws {
    var scene = try UpgradeScene()
    scene.stage(.begin(size: 124, version: 2))
    for offset in stride(from: 0, to: 124, by: 48) { scene.write(Self.image, at: offset) }
    scene.stage(.complete(size: 124, version: 2))
    scene.stage(.abandon)
    scene.meter.step()
    #expect(try scene.safe(12..<13) == [0])
    let faults = scene.meter.faults
    #expect(faults.isEmpty)
  }

  @Test("An image that the radio refused is in the event log, as damaged or not suitable")
  func refused() throws {
    var scene = try UpgradeScene()
    // Of another meter, then damaged behind its header; then more than anybody may log.
    for place in [10, 70] + [Int](repeating: 70, count: 12) {
      var image = Self.image
      image[place] ^= 1
      // A notify for this meter has it take the same version again.
      scene.command(0x00, [0x00, 100])
      scene.offer(image)
      while let offset = scene.offsetAsked() { scene.block(image, at: offset) }
      try scene.meter.run(seconds: 1)
    }
    scene.meter.desk.board.stop()
    let log = try AuditedLog(scene.block)
    let found = log.entries.compactMap { entry -> FirmwareAttempt? in
      guard case .firmware(let old, let new, let outcome, _) = entry.event else { return nil }
      return FirmwareAttempt(old: old, new: new, outcome)
    }
    let version = scene.meter.desk.board.hardware.firmware.version
    #expect(
      found == [
        FirmwareAttempt(old: version, new: 2, .notSuitable)
      ] + [FirmwareAttempt](repeating: FirmwareAttempt(old: version, new: 2, .damaged), count: 7))
    let faults = scene.meter.faults
    #expect(faults.isEmpty)
  }

  @Test("A store that fails while it is downloaded to ends the download, and the server is told")
  func failing() throws {
    let image = UpgradeScene.image(bytes: 2_500)
    var scene = try UpgradeScene(imageBytes: 1_000)
    scene.offer(image)
    var served = 0
    while let offset = scene.offsetAsked(), served < 100 {
      scene.block(image, at: offset)
      scene.meter.step()
      served += 1
    }
    scene.meter.step()
    #expect(served == 22, "the first 1,056 bytes, made safe together, do not fit into 1,000")
    let faults = scene.meter.faults
    #expect(faults == [.staging: 1])
    #expect(scene.told == [[0x06, 0x95] + UpgradeScene.file])
    #expect(try scene.safe(12..<13) == [0])
  }

  @Test("A disk that hangs holds the download, not the meter; a short hang ends nothing")
  func slowDisk() throws {
    let image = UpgradeScene.image(bytes: 2_500)
    var scene = try UpgradeScene()
    scene.offer(image)
    let blocks = scene.meter.blocks
    let start = scene.meter.desk.clock.now
    scene.keeper.hang(from: start, nanoseconds: 3_000_000_000)
    var served = 0
    while scene.meter.desk.clock.now.since(start) < 2_900_000_000 {
      for _ in 0..<4 {
        guard let offset = scene.offsetAsked() else { break }
        scene.block(image, at: offset)
        served += 1
      }
      scene.meter.step()
    }
    #expect(served == 43, "2,048 bytes that are not safe are enough")
    let measured = scene.meter.blocks - blocks
    #expect(measured >= 13, "a block each 200 ms")
    try scene.meter.run(seconds: 1)
    try scene.download(image)
    #expect(try scene.safe(12..<13) == [2])
    #expect(try scene.safe(64..<64 + image.count) == image)
    let faults = scene.meter.faults
    #expect(faults.isEmpty)
  }

  @Test(
    "A disk that hangs for longer ends the download; the next one begins anew and comes through")
  func hungDisk() throws {
    let image = UpgradeScene.image(bytes: 2_500)
    var scene = try UpgradeScene()
    scene.offer(image)
    scene.keeper.hang(from: scene.meter.desk.clock.now, nanoseconds: 12_000_000_000)
    for _ in 0..<30 {
      if let offset = scene.offsetAsked() { scene.block(image, at: offset) }
      scene.meter.step()
    }
    try scene.meter.run(seconds: 14)
    _ = scene.offsetAsked()
    #expect(scene.told == [[0x06, 0x95] + UpgradeScene.file])
    let faults = scene.meter.faults
    #expect(faults[.staging] ?? 0 >= 1)
    try scene.download(image)
    #expect(try scene.safe(12..<13) == [2])
    #expect(try scene.safe(64..<64 + image.count) == image)
  }

  @Test("At every cut of a download no more is said to be there than is", arguments: [1, 2, 3])
  func cuts(seed: UInt64) throws {
    let image = UpgradeScene.image(bytes: 2_500)
    var scene = try UpgradeScene()
    scene.block.record()
    try scene.download(image)
    let journal = try #require(scene.block.journal)
    var places: Set<Int> = []
    for index in 0...journal.entries.count {
      for loss in [.unsyncedLost, .outOfOrder, .scattered(seed: seed)] as [PowerLoss] {
        let after = try UpgradeScene(journal.block(cutIn: index, afterBytes: 24, loss))
        let reached = try after.reached(of: image)
        places.insert(reached)
        let isThere = try after.safe(64..<64 + reached) == Array(image.prefix(reached))
        #expect(isThere, "entry \(index), \(loss): \(reached) bytes")
      }
    }
    #expect(places.count >= 3, "\(places)")
    #expect(places.contains(image.count))
  }
}
