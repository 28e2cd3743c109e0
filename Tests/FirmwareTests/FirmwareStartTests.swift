// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import Firmware
import HardwareInterface
import Seal
import SimulatedHardware
import Testing
import ZigBee

@Suite("Which firmware starts")
struct FirmwareStartTests {
  private static let program: [UInt8] = (0..<9_001).map { UInt8(truncatingIfNeeded: $0 * 13) }

  @Test("With nothing in the slots the firmware that is built in starts, and nothing is written")
  func empty() throws {
    let scene = FirmwareScene()
    #expect(try scene.start() == nil)
    #expect(scene.block.bytesWritten == 0)
  }

  @Test("An image that is due starts on trial, three times; then it is given up and told, for good")
  func trial() throws {
    let scene = FirmwareScene()
    let image = try FirmwareScene.image(version: 11, program: Self.program)
    try scene.put(image, in: .a, version: 11)
    for left in [2, 1, 0] as [UInt8] {
      let found = try #require(try scene.start())
      #expect(found.slot == .a && found.version == 11)
      #expect(found.program.count == Self.program.count)
      var bytes = [UInt8](repeating: 0, count: Self.program.count)
      var span = bytes.mutableSpan
      var store = scene.block.store
      try store.read(at: found.program.lowerBound, into: &span)
      #expect(bytes == Self.program)
      #expect(scene.record.startsLeft == left)
    }
    for _ in 0..<3 { #expect(try scene.start() == nil) }
    #expect(scene.record.attempt == FirmwareAttempt(old: 10, new: 11, .rolledBack))
    #expect(scene.record.refusedVersion == 11)
  }

  @Test("Firmware that was confirmed stays; the next one goes into the other slot")
  func confirmed() throws {
    let scene = FirmwareScene()
    try scene.put(try FirmwareScene.image(version: 11), in: .a, version: 11)
    try scene.start()
    try scene.confirm()
    for _ in 0..<5 { #expect(try scene.start()?.slot == .a) }
    #expect(scene.record.free == .b)
    try scene.put(try FirmwareScene.image(version: 12), in: .b, version: 12)
    #expect(try scene.start()?.version == 12)
    for _ in 0..<2 { try scene.start() }
    #expect(try scene.start()?.version == 11, "given up: what was good starts again")
    #expect(scene.record.attempt == FirmwareAttempt(old: 11, new: 12, .rolledBack))
  }

  /// Who else signed, or what else is wrong, and what becomes of it.
  @Test("Firmware that is not signed by this key, damaged, older or of another meter never starts")
  func refused() throws {
    var damaged = try FirmwareScene.image(version: 11, program: Self.program)
    damaged[5_000] ^= 1
    let cases: [([UInt8], UInt32, FirmwareOutcome)] = [
      (
        try FirmwareScene.image(version: 11, seed: [UInt8](repeating: 8, count: 32)), 11,
        .notAuthentic
      ),
      (damaged, 11, .damaged),
      (try FirmwareScene.image(version: 10), 10, .notSuitable),
      (try FirmwareScene.image(version: 9), 9, .notSuitable),
      (try FirmwareScene.image(version: 11, imageType: 2), 11, .notSuitable),
    ]
    for (image, version, outcome) in cases {
      let scene = FirmwareScene()
      try scene.put(image, in: .a, version: version)
      #expect(try scene.start() == nil)
      #expect(scene.record.attempt == FirmwareAttempt(old: 10, new: version, outcome))
      let written = scene.block.bytesWritten
      #expect(try scene.start() == nil)
      #expect(scene.block.bytesWritten == written, "it is told once")
    }
  }

  @Test("A signature of something else by the same key is none, wherever a byte differs")
  func everySignedByte() throws {
    let image = try FirmwareScene.image(version: 11)
    let key = try FirmwareScene.key()
    for place in image.indices {
      var other = image
      other[place] ^= 0x40
      var check = SignatureCheck(size: UInt32(image.count))
      check.take(other.span)
      // The integrity code's head and hash are behind what is signed.
      let isBehind = place >= image.count - 22
      #expect(check.isValid(key) == isBehind, "byte \(place)")
    }
  }

  @Test("Firmware that is damaged once it was good never starts: what is built in does, and tells")
  func damagedGood() throws {
    let scene = FirmwareScene()
    try scene.put(try FirmwareScene.image(version: 11, program: Self.program), in: .a, version: 11)
    try scene.start()
    try scene.confirm()
    var store = scene.block.store
    try store.write(([0xEE] as [UInt8]).span, at: FirmwareSlot.a.offset + 64 + 3_000)
    #expect(try scene.start() == nil)
    #expect(scene.record.attempt == FirmwareAttempt(old: 11, new: 11, .damaged))
  }

  @Test("Where a start cannot be counted, firmware on trial does not start")
  func uncounted() throws {
    let scene = FirmwareScene()
    try scene.put(try FirmwareScene.image(version: 11), in: .a, version: 11)
    // Read before: two copies of the record, the head twice, the image.
    scene.block.plan(.noSpace, operation: scene.block.operations + 5)
    #expect(try scene.start() == nil)
    #expect(try scene.start()?.version == 11)
  }

  @Test("A built-in firmware that is newer than what is in the slot starts in its place")
  func newerBuiltIn() throws {
    let scene = FirmwareScene()
    try scene.put(try FirmwareScene.image(version: 11), in: .a, version: 11)
    try scene.start()
    try scene.confirm()
    var identity = OTAIdentity()
    identity.fileVersion = 12
    var start = FirmwareStart(scene.block.store, identity, key: try FirmwareScene.key())
    let found = start.choose()
    #expect(found == nil)
  }

  @Test("What is not told yet is still to be told when other firmware starts on trial")
  func untold() throws {
    let scene = FirmwareScene()
    try scene.put(try FirmwareScene.image(version: 9), in: .a, version: 9)
    try scene.start()
    try scene.put(try FirmwareScene.image(version: 11), in: .a, version: 11)
    #expect(try scene.start()?.version == 11)
    #expect(scene.record.attempt == FirmwareAttempt(old: 10, new: 9, .notSuitable))
  }

  @Test("Firmware that is damaged once it was good lets nothing start that was given up")
  func givenUpBesideDamaged() throws {
    let scene = FirmwareScene()
    try scene.put(try FirmwareScene.image(version: 11), in: .a, version: 11)
    try scene.start()
    try scene.confirm()
    try scene.put(try FirmwareScene.image(version: 12), in: .b, version: 12)
    for _ in 0..<4 { try scene.start() }
    var store = scene.block.store
    try store.write(([0xEE] as [UInt8]).span, at: FirmwareSlot.a.offset + 64 + 100)
    for _ in 0..<3 { #expect(try scene.start() == nil) }
  }

  @Test("What would not start is not installed, and why")
  func refusal() throws {
    let scene = FirmwareScene()
    func refusals() throws -> [FirmwareRefusal?] {
      var identity = OTAIdentity()
      identity.fileVersion = FirmwareScene.builtIn
      var start = FirmwareStart(scene.block.store, identity, key: try FirmwareScene.key())
      let found = [10, 11, 12, 13].map { start.refusal(of: $0) }
      return found
    }
    #expect(try refusals() == [.notNewer, nil, nil, nil])
    try scene.put(try FirmwareScene.image(version: 11), in: .a, version: 11)
    try scene.start()
    #expect(try refusals() == [.onTrial, .onTrial, .onTrial, .onTrial])
    try scene.confirm()
    #expect(try refusals() == [.notNewer, .notNewer, nil, nil])
    try scene.put(try FirmwareScene.image(version: 12), in: .b, version: 12)
    for _ in 0..<4 { try scene.start() }
    #expect(try refusals() == [.notNewer, .notNewer, .failedBefore, nil])
  }

  @Test("What was not installed is kept for the event log, beside what the start found")
  func wasRefused() throws {
    let scene = FirmwareScene()
    var identity = OTAIdentity()
    identity.fileVersion = FirmwareScene.builtIn
    // Seven of nine: one place is left for what the start finds.
    var kept: [FirmwareAttempt] = []
    for version in 1...9 as ClosedRange<UInt32> {
      var start = FirmwareStart(scene.block.store, identity, key: try FirmwareScene.key())
      let isKept = start.wasRefused(version, .notSuitable)
      #expect(isKept == (version <= 7))
      if isKept { kept.append(FirmwareAttempt(old: 10, new: version, .notSuitable)) }
    }
    try scene.put(try FirmwareScene.image(version: 11), in: .a, version: 11)
    for _ in 0..<4 { try scene.start() }
    var (record, found) = (scene.record, [FirmwareAttempt]())
    while let attempt = record.takeAttempt() { found.append(attempt) }
    #expect(found == kept + [FirmwareAttempt(old: 10, new: 11, .rolledBack)])
  }
}
