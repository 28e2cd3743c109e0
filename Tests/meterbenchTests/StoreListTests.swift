// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bytes
import Foundation
import Ledger
import Meter
import Quantities
import Testing

@testable import meterbench

/// Lists of what lies in a store.
@Suite("The load profile and snapshots of a store")
struct StoreListTests {
  /// 2026-01-01T00:00:00Z.
  private static let start: Int64 = 1_767_225_600_000

  /// A store with the intervals of these numbers; the third has no clock.
  private static func store(_ indices: [UInt64]) -> [UInt8] {
    var store = [UInt8](repeating: 0, count: StoreMap.capacity)
    for index in indices {
      var entry = ProfileEntry(
        index: index, minutes: 15, channels: ProfileParameters.standard.channels)
      entry.start =
        index == 3 ? nil : UTC(milliseconds: start + Int64(index) * 900_000)
      entry.duration = 900_000
      entry.energies[0] = Q64_64(raw: Int128(index * 1_500_000) << 64)
      entry.status.insert(.powerFailure)
      entry.tier = 2
      let image = ProfileImage(entry)
      for place in 0..<image.bytes.count { store[image.offset + place] = image.bytes[place] }
    }
    return store
  }

  @Test("Intervals come in the order in which they ended, whatever their places")
  func order() {
    let places = UInt64(ProfileFormat.places)
    let list = ProfileList(Self.store([places + 1, places, 5, 2]), from: nil, until: nil)
    #expect(list.intervals.map(\.index) == [2, 5, places, places + 1])
    let row = list.intervals[0]
    #expect(row.start == "2026-01-01T00:30:00.000Z" && row.seconds == 900 && row.tier == 2)
    #expect(row.status == ["powerFailure"])
    #expect(row.energies.first == ProfileList.Channel(name: "activeImport", millionths: 3_000_000))
  }

  @Test("A range goes by the start; its end is not in it, and one without a time neither")
  func range() {
    let store = Self.store([1, 2, 3, 4, 5])
    let (from, until) = (Self.start + 2 * 900_000, Self.start + 5 * 900_000)
    let list = ProfileList(
      store, from: UTC(milliseconds: from), until: UTC(milliseconds: until))
    #expect(list.intervals.map(\.index) == [2, 4])
    #expect(ProfileList(store, from: nil, until: nil).intervals.count == 5)
    let open = ProfileList(store, from: UTC(milliseconds: from), until: nil)
    #expect(open.intervals.map(\.index) == [2, 4, 5])
  }

  @Test("The registers that a start would find are one line, to the last bit")
  func registers() throws {
    var registers = Registers()
    registers.energyImport = Energy(
      value: Q64_64(raw: Int128(1_234_567) << 64 | Int128(1) << 63))
    registers.gapNanoseconds = 9
    var store = Self.store([])
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: path) }
    try Data(store).write(to: path)
    let none = #expect(throws: BenchError.self) { try StoreFile.registers(path.path) }
    #expect(none?.what == "no registers were saved in it")
    let slot = registers.slotBytes(sequence: 1)
    for place in slot.indices { store[place] = slot[place] }
    try Data(store).write(to: path)
    let found = try StoreFile.registers(path.path)
    let line = found.exactLine
    let text = String(decoding: line.span.indices.map { line.span[$0] }, as: UTF8.self)
    #expect(found == registers)
    #expect(
      text.hasPrefix("registers import_uWh 1234567 residual 8000000000000000 export_uWh 0 ")
        && text.hasSuffix(" gap_ns 9"))
  }

  @Test("A damaged interval is left out")
  func damaged() {
    var store = Self.store([1, 2])
    store[ProfileFormat.offset(1) + 9] ^= 1
    #expect(ProfileList(store, from: nil, until: nil).intervals.map(\.index) == [2])
  }

  @Test("Snapshots are told oldest first, with the totals of then")
  func snapshots() {
    var store = [UInt8](repeating: 0, count: StoreMap.capacity)
    var registers = Registers()
    for number in 1...34 {
      registers.energyImport = Energy(value: Q64_64(raw: Int128(number * 1_000_000_000) << 64))
      let snapshot = BillingSnapshot(
        of: &registers, at: UTC(milliseconds: Self.start), number % 2 == 0 ? .command : .endOfMonth)
      let offset = BillingSnapshot.offset(snapshot.number)
      let bytes = snapshot.bytes
      for place in 0..<bytes.count { store[offset + place] = bytes[place] }
    }
    let list = SnapshotList(store)
    #expect(list.snapshots.map(\.number) == Array(3...34))
    #expect(list.snapshots.first?.importWattHours[0] == 3_000)
    #expect(list.snapshots.map(\.reason).prefix(2) == ["endOfMonth", "command"])
  }

  @Test("A file that is too short is no store; a time that is none is refused")
  func refused() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "short-\(UUID())")
    try Data(count: 1_000).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect(throws: BenchError.self) { try StoreFile.read(file.path) }
    #expect(throws: (any Error).self) {
      try ProfileCommand.parse([file.path, "--from", "yesterday"])
    }
    #expect(throws: (any Error).self) {
      try ProfileCommand.parse([
        file.path, "--from", "2026-02-01T00:00:00Z", "--until", "2026-01-01T00:00:00Z",
      ])
    }
  }
}
