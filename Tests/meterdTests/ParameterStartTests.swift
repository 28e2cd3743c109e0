// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import Foundation
import HardwareInterface
import Ledger
import LinuxHardware
import Parameters
import Quantities
import Seal
import Tariff
import Testing

@testable import meterd

/// Which parameters meterd starts with, and who may change them.
@Suite("The parameters at a start")
struct ParameterStartTests {
  static func settings(
    _ serial: StaticString, _ converter: ConverterChoice = .ad7991
  ) -> MeterSettings {
    var settings = MeterSettings(frontEnd: converter.frontEnd(.hertz50), clock: .standard)
    settings.serialNumber.append(serial)
    return settings
  }

  typealias Head = ImmediateStoreQueue<FileBlockStore>

  /// A folder with a store and a candidate in it.
  struct Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: "parameters-\(UUID())")
    var store: String { url.appending(path: "registers").path }

    init() throws {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    func candidate(_ bytes: [UInt8]) throws -> String {
      let file = url.appending(path: "candidate")
      try Data(bytes).write(to: file)
      return file.path
    }

    func candidate(_ settings: MeterSettings, counter: UInt64 = 0) throws -> String {
      let block = try settings.block(counter: counter)
      return try candidate((0..<block.count).map { block[$0] })
    }

    func start(
      _ candidate: String?, isSealOpen: Bool = false, _ converter: ConverterChoice = .ad7991
    ) throws -> ParameterStart {
      var file = try FileBlockStore(path: store, capacity: StoreMap.capacity)
      var head: Head?
      let known = KnownParameters(head: &head, file: &file)
      var start = ParameterStart(converter)
      start.read(&file, known)
      start.decide(candidate, in: &file, isSealOpen: isSealOpen) { lines in
        lines.number(of: "calibrationSeal") == 200 ? "no line 200" : nil
      }
      return start
    }

    /// Keeps a state as a meter does that started with these parameters.
    func keep(_ digest: Digest?, version: UInt8 = 2) throws {
      var state = [version, 0] + [UInt8](repeating: 0, count: SupplyLimiter.keptBytes + 8)
      let bytes = (digest ?? .zero).bytes
      state += bytes.indices.map { bytes[$0] }
      var block = StateBlock.empty
      let image = try block.save(state.span)
      try write((0..<image.bytes.count).map { image.bytes[$0] }, at: StateFormat.offset(image.copy))
    }

    func write(_ bytes: [UInt8], at offset: Int) throws {
      var file = try FileBlockStore(path: store, capacity: StoreMap.capacity)
      try file.write(bytes.span, at: offset)
      try file.sync()
    }

    /// Makes a part of the store as if it never had been written.
    func blank(_ range: Range<Int>) throws {
      try write([UInt8](repeating: 0, count: range.count), at: range.lowerBound)
    }

    /// Overwrites a copy with bytes that are none.
    func damage(_ copy: Int) throws {
      try write(
        [UInt8](repeating: 0x5A, count: 100),
        at: StoreMap.parametersOffset + copy * StoreMap.parametersStride)
    }
  }

  @Test("The first block needs no seal; another needs it open, and takes the next number")
  func seal() throws {
    let folder = try Folder()
    defer { try? FileManager.default.removeItem(at: folder.url) }
    #expect(try folder.start(nil).settings == nil)
    let first = try folder.start(try folder.candidate(Self.settings("LM-1")))
    #expect(first.mark?.counter == 1 && !first.isRefused)
    let same = try folder.start(try folder.candidate(Self.settings("LM-1")))
    #expect(same.mark == first.mark && !same.isRefused)
    let other = try folder.candidate(Self.settings("LM-2"))
    let closed = try folder.start(other)
    #expect(closed.mark == first.mark && closed.isRefused && closed.trouble == nil)
    let open = try folder.start(other, isSealOpen: true)
    #expect(open.mark?.counter == 2 && open.mark?.digest != first.mark?.digest)
    let later = try folder.start(nil)
    #expect(later.mark == open.mark && later.settings?.serialNumber.count == 4)
  }

  @Test("A candidate that is damaged, too long or not there changes nothing, and is refused")
  func candidates() throws {
    let folder = try Folder()
    defer { try? FileManager.default.removeItem(at: folder.url) }
    let first = try folder.start(try folder.candidate(Self.settings("LM-1")))
    let block = try Self.settings("LM-2").block(counter: 0)
    var bytes = (0..<block.count).map { block[$0] }
    bytes[40] ^= 1
    for file in [
      try folder.candidate(bytes), folder.url.appending(path: "none").path,
      try folder.candidate([UInt8](repeating: 1, count: 9_000)),
    ] {
      let start = try folder.start(file, isSealOpen: true)
      #expect(start.isRefused && start.mark == first.mark && start.trouble == nil)
    }
  }

  @Test("One damaged copy is passed over; two stop the start, until the seal is open")
  func damage() throws {
    let folder = try Folder()
    defer { try? FileManager.default.removeItem(at: folder.url) }
    _ = try folder.start(try folder.candidate(Self.settings("LM-1")))
    let second = try folder.candidate(Self.settings("LM-2"))
    let inForce = try folder.start(second, isSealOpen: true)
    try folder.damage(0)
    #expect(try folder.start(nil).mark == inForce.mark)
    try folder.damage(1)
    #expect(try folder.start(nil).trouble != nil)
    #expect(try folder.start(second).trouble != nil)
    let mended = try folder.start(second, isSealOpen: true)
    #expect(mended.trouble == nil && mended.settings != nil)
  }

  @Test("Parameters that were taken away are lost, not new: the start stops until the seal is open")
  func takenAway() throws {
    let folder = try Folder()
    defer { try? FileManager.default.removeItem(at: folder.url) }
    let candidate = try folder.candidate(Self.settings("LM-1"))
    let first = try folder.start(candidate)
    try folder.keep(first.mark?.digest)
    try folder.blank(StoreMap.parametersOffset..<StoreMap.capacity)
    #expect(try folder.start(nil).trouble != nil)
    let closed = try folder.start(candidate)
    #expect(closed.trouble != nil && closed.isRefused && closed.settings == nil)
    let open = try folder.start(candidate, isSealOpen: true)
    #expect(open.trouble == nil && open.settings != nil)
  }

  @Test(
    "A meter without parameters starts; where it is not new, the first block needs the open seal",
    arguments: [false, true])
  func notNew(isStateKept: Bool) throws {
    let folder = try Folder()
    defer { try? FileManager.default.removeItem(at: folder.url) }
    _ = try folder.start(nil)
    let slot = Registers().slotBytes(sequence: 1)
    try folder.write((0..<slot.count).map { slot[$0] }, at: Slot.a.offset)
    if isStateKept { try folder.keep(nil) }
    let candidate = try folder.candidate(Self.settings("LM-1"))
    #expect(try folder.start(nil).trouble == nil)
    let closed = try folder.start(candidate)
    #expect(closed.isRefused == !isStateKept && closed.trouble == nil)
    #expect(try folder.start(candidate, isSealOpen: true).settings != nil)
  }

  @Test("Older parameters do not come into force where the newest are damaged")
  func olderLeft() throws {
    let folder = try Folder()
    defer { try? FileManager.default.removeItem(at: folder.url) }
    _ = try folder.start(try folder.candidate(Self.settings("LM-1")))
    let second = try folder.candidate(Self.settings("LM-2"))
    let newest = try folder.start(second, isSealOpen: true)
    try folder.keep(newest.mark?.digest)
    try folder.damage(1)
    let found = try folder.start(nil)
    #expect(found.trouble != nil && found.settings == nil)
    let mended = try folder.start(second, isSealOpen: true)
    #expect(mended.mark?.counter == 3 && mended.mark?.digest == newest.mark?.digest)
  }

  @Test("Parameters of another converter do not come into force; where they are, no meter starts")
  func otherConverter() throws {
    let folder = try Folder()
    defer { try? FileManager.default.removeItem(at: folder.url) }
    let maker = ConverterChoice.readyEdges(.ads1115)
    let first = try folder.start(try folder.candidate(Self.settings("LM-1")))
    let candidate = try folder.candidate(Self.settings("LM-1", maker))
    let refused = try folder.start(candidate, isSealOpen: true)
    #expect(refused.isRefused && refused.mark == first.mark && refused.trouble == nil)
    let stopped = try folder.start(nil, maker)
    #expect(stopped.trouble != nil && stopped.settings == nil)
    let exchanged = try folder.start(candidate, isSealOpen: true, maker)
    #expect(exchanged.trouble == nil && exchanged.mark?.counter == 2)
    #expect(try folder.start(nil).trouble != nil)
  }

  @Test("Settings that are not what they were fail their check")
  func check() throws {
    let folder = try Folder()
    defer { try? FileManager.default.removeItem(at: folder.url) }
    let start = try folder.start(try folder.candidate(Self.settings("LM-1")))
    let (same, none) = (SettingsCheck(start), SettingsCheck(nil, nil))
    #expect(!same.hasFailed() && !none.hasFailed())
    var other = Self.settings("LM-1")
    other.saveMilliseconds = 9_999
    let changed = SettingsCheck(other, start.mark?.digest)
    #expect(changed.hasFailed())
  }
}
