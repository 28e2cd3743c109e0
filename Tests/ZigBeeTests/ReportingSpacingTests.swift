// SPDX-License-Identifier: Apache-2.0

import Quantities
import SimulatedHardware
import Testing

@testable import ZigBee

/// Which values share a frame, and what waits for whom.
@Suite struct ReportingSpacingTests {
  @Test(
    "Values that change each at its own time are told within their minimum and 1 s, none too often",
    arguments: 1...4)
  func outOfStep(seed: UInt64) {
    var scene = ReportingScene.zha
    var random = SplitMix64(seed: seed)
    var changedAt: [UInt16: UInt64] = [:]
    var longest: [UInt16: UInt64] = [:]
    let electrical = [0x0300, 0x0505, 0x0508, 0x050F, 0x0304, 0x050B, 0x0510] as [UInt16]
    for step in 0..<UInt64(72_000) {
      let now = step * 50
      for id in electrical where random.next() % 60 == 0 {
        scene.step(0x0B04, id)
        changedAt[id] = changedAt[id] ?? now
      }
      if random.next() % 80 == 0 {
        scene.step(0x0702, 0x0400)
        changedAt[0x0400] = changedAt[0x0400] ?? now
      }
      if step % 200 == 0 {
        for id in [0, 1] as [UInt16] { scene.set(0x0702, id, .unsigned(step)) }
      }
      let before = scene.reports.count
      scene.tick(at: now)
      for id in scene.reports[before...].flatMap(\.ids) {
        if let since = changedAt[id] { longest[id] = max(longest[id] ?? 0, now - since) }
        changedAt[id] = nil
      }
    }
    for id in electrical + [0x0400] {
      #expect(longest[id] ?? .max <= 6_000, "\(id): \(longest[id] ?? 0) ms, seed \(seed)")
    }
    #expect(scene.mostInAMinute <= 30)
  }

  @Test("What becomes due within 0.6 s of another goes with it; what does not is not waited for")
  func gathering() {
    var scene = ReportingScene()
    let trigger: UInt16 = 9
    scene.add(0x0B04, Attribute(trigger, .uint16, .readReport), 0, 0, .unsigned(0))
    for (id, start) in [(1, 0), (2, 500), (3, 1_300)] as [(UInt16, UInt64)] {
      scene.add(0x0B04, Attribute(id, .uint16, .readReport), 5, 0, .unsigned(0))
      scene.step(0x0B04, trigger)
      scene.tick(at: start)
      scene.step(0x0B04, id)
    }
    #expect(scene.reports.map { Set($0.ids) } == [[1, trigger], [2, trigger], [3, trigger]])
    for step in 14...80 as ClosedRange<UInt64> { scene.tick(at: step * 100) }
    #expect(scene.reports.dropFirst(3).map(\.ids) == [[1, 2], [3]])
    #expect(scene.reports.dropFirst(3).map(\.milliseconds) == [5_500, 6_300])
  }

  @Test("What changed after a frame of its cluster waits for the next, its minimum after that")
  func spacing() {
    var scene = ReportingScene()
    for id in 1...2 as ClosedRange<UInt16> {
      scene.add(0x0B04, Attribute(id, .uint16, .readReport), 5, 0, .unsigned(0))
    }
    scene.tick(at: 0)
    for (id, time) in [(1, 60_000), (2, 60_100)] as [(UInt16, UInt64)] {
      scene.tick(at: time - 50)
      scene.step(0x0B04, id)
      scene.tick(at: time)
    }
    for step in 610...700 as ClosedRange<UInt64> { scene.tick(at: step * 100) }
    #expect(scene.reports.map(\.ids) == [[1, 2], [1], [2]])
    #expect(scene.reports.map(\.milliseconds) == [0, 60_000, 65_000])
  }

  @Test("What would be told soon, changed or not, goes in a frame that has room for it, not before")
  func maximum() {
    var scene = ReportingScene()
    scene.add(0x0B04, Attribute(1, .uint16, .readReport), 0, 0, .unsigned(0))
    for id in 2...3 as ClosedRange<UInt16> {
      scene.add(0x0B04, Attribute(id, .uint16, .readReport), 5, 900, .unsigned(0))
    }
    scene.tick(at: 0)
    for time in [884_900, 885_000] as [UInt64] {
      scene.step(0x0B04, 1)
      scene.tick(at: time)
    }
    for step in 886...1_786 as ClosedRange<UInt64> { scene.tick(at: step * 1_000) }
    #expect(scene.reports.map(\.ids) == [[1, 2, 3], [1], [1, 2, 3], [2, 3]])
    #expect(scene.reports.map(\.milliseconds) == [0, 884_900, 885_000, 1_785_000])
    scene.limit = 13
    scene.step(0x0B04, 1)
    scene.tick(at: 2_684_000)
    #expect(scene.reports.last?.ids == [1, 2])
  }
}
