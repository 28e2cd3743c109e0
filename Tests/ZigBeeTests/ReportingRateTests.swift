// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import SimulatedHardware
import Testing

@testable import ZigBee

@Suite struct ReportingRateTests {
  @Test("Four frames go at once, then one each 2.4 s, and a long rest makes no more than four")
  func bucket() {
    var bucket = TokenBucket()
    func takes(_ milliseconds: UInt64) -> Bool {
      bucket.take(at: Instant.zero.adding(milliseconds: milliseconds))
    }
    for _ in 0..<4 { #expect(takes(0)) }
    #expect(!takes(0))
    #expect(!takes(2_399))
    #expect(takes(2_400))
    #expect(!takes(4_799))
    #expect(takes(4_800))
    for _ in 0..<4 { #expect(takes(86_400_000)) }
    #expect(!takes(86_400_000))
  }

  @Test("A clock that runs back gives nothing, and one at its end does not wrap")
  func bucketClock() {
    var bucket = TokenBucket()
    func takes(_ nanoseconds: UInt64) -> Bool {
      bucket.take(at: Instant(nanoseconds: nanoseconds))
    }
    for _ in 0..<4 { #expect(takes(100_000_000_000)) }
    #expect(!takes(50_000_000_000))
    #expect(!takes(102_399_999_999))
    #expect(takes(102_400_000_000))
    for _ in 0..<4 { #expect(takes(UInt64.max)) }
    #expect(!takes(UInt64.max))
  }

  @Test("The hungriest bucket gives 28 frames in the worst minute")
  func worstMinute() {
    var bucket = TokenBucket()
    var frames: [UInt64] = []
    for milliseconds in stride(from: UInt64(0), to: 300_000, by: 10) {
      while bucket.take(at: Instant.zero.adding(milliseconds: milliseconds)) {
        frames.append(milliseconds)
      }
    }
    let most = frames.map { start in frames.count { $0 >= start && $0 < start + 60_000 } }.max()
    #expect(most == 28)
  }

  @Test("A day at ZHA's reporting, all values changing all the time: at most 30 reports a minute")
  func day() {
    var scene = ReportingScene.zha
    var random = SplitMix64(seed: 4)
    for milliseconds in stride(from: UInt64(0), to: 86_400_000, by: 2_500) {
      scene.change(&random)
      scene.tick(at: milliseconds)
    }
    #expect(scene.mostInAMinute <= 30)
    #expect(scene.reports.count > 86_400 / 5)
    for cluster in [0x0006, 0x0702, 0x0B04] as [UInt16] {
      #expect(scene.reports.contains { $0.cluster == cluster })
    }
  }

  @Test("At any minimum, 48 attributes changing at each tick, no minute has more than 30 reports")
  func flood() {
    var scene = ReportingScene()
    for id in 0..<UInt16(45) {
      let cluster = 0x0B00 + id % 5
      scene.add(cluster, Attribute(id, .uint16, .readReport), 0, 0, .unsigned(0))
    }
    for step in 0..<UInt64(6_000) {
      for id in 0..<UInt16(45) { scene.set(0x0B00 + id % 5, id, .unsigned(step)) }
      scene.tick(at: step * 100)
    }
    #expect(scene.mostInAMinute <= 30)
    #expect(scene.reports.count >= 250)
    for cluster in 0x0B00..<UInt16(0x0B05) {
      let share = scene.reports.count { $0.cluster == cluster }
      #expect(share >= scene.reports.count / 5 - 1, "cluster \(cluster) has \(share)")
    }
  }

  @Test("Attributes that do not fit go first into the next frame: none starves")
  func fair() {
    var scene = ReportingScene()
    scene.limit = 20
    for id in 0..<UInt16(9) {
      scene.add(0x0B04, Attribute(id, .uint16, .readReport), 0, 0, .unsigned(0))
    }
    for step in 0..<UInt64(3_000) {
      for id in 0..<UInt16(9) { scene.set(0x0B04, id, .unsigned(step)) }
      scene.tick(at: step * 100)
    }
    for id in 0..<UInt16(9) {
      let share = scene.reports.count { $0.ids.contains(id) }
      #expect(share >= scene.reports.count / 3 - 1, "\(id) is in \(share)")
    }
  }

  @Test("A changed value is told within its minimum and 1 s, all others changing, too")
  func latency() {
    var scene = ReportingScene.zha
    var random = SplitMix64(seed: 7)
    var changedAt: [UInt16: UInt64] = [:]
    let minimum: [UInt16: UInt64] = [
      0x0505: 5, 0x0508: 5, 0x050B: 5, 0x0304: 5, 0x0510: 5, 0x0300: 5,
    ]
    var longest: [UInt16: UInt64] = [:]
    for step in 0..<UInt64(12_000) {
      let now = step * 100
      if step % 10 == 3 {
        scene.change(&random)
        for id in minimum.keys where changedAt[id] == nil { changedAt[id] = now }
      }
      let before = scene.reports.count
      scene.tick(at: now)
      for report in scene.reports[before...] where report.cluster == 0x0B04 {
        for id in report.ids {
          if let since = changedAt[id] { longest[id] = max(longest[id] ?? 0, now - since) }
          changedAt[id] = nil
        }
      }
    }
    for (id, seconds) in minimum {
      #expect(longest[id] ?? .max <= seconds * 1000 + 1000, "\(id): \(longest[id] ?? 0) ms")
    }
    #expect(scene.mostInAMinute <= 30)
  }

  @Test("A discrete value is told at any change, whatever the change of its rule")
  func discrete() {
    var scene = ReportingScene()
    scene.add(0x0702, Attribute(0x0200, .map8, .readReport), 1, 0, .unsigned(0x80))
    scene.tick(at: 0)
    scene.set(0x0702, 0x0200, .unsigned(0x81))
    scene.tick(at: 900)
    #expect(scene.reports.count == 1)
    scene.tick(at: 1_000)
    #expect(scene.last == [0x18, 0, 0x0A, 0x00, 0x02, 0x18, 0x81])
    scene.tick(at: 1_000_000_000)
    #expect(scene.reports.count == 2)
  }

  @Test("Without a maximum what does not change is never told again; stopped, nothing is")
  func changeOnly() {
    var scene = ReportingScene()
    scene.add(0x0B04, Attribute(1, .uint16, .readReport), 5, 0, .unsigned(0))
    scene.tick(at: 0)
    scene.tick(at: 100_000_000)
    #expect(scene.reports.count == 1)
    let stop = ReportingRule(minimumSeconds: 0, maximumSeconds: 0xFFFF, reportableChange: 0)
    _ = scene.engine.table.configure(0x0B04, 1, stop)
    scene.set(0x0B04, 1, .unsigned(9))
    scene.tick(at: 200_000_000)
    #expect(scene.reports.count == 1)
  }

  @Test("A value that jumps over the whole range is a change")
  func extremes() {
    let lowest = AttributeValue.signed(Int64.min)
    #expect(lowest.distance(fromBits: AttributeValue.signed(Int64.max).bits) == UInt64.max)
    #expect(AttributeValue.signed(-1).distance(fromBits: AttributeValue.signed(1).bits) == 2)
    #expect(AttributeValue.unsigned(0).distance(fromBits: UInt64.max) == UInt64.max)
    #expect(AttributeValue.unsigned(7).distance(fromBits: 7) == 0)
    #expect(AttributeValue.text("A").bits != AttributeValue.text("B").bits)
  }

  @Test("A tier's summation is never told below one already sent, even if that one got lost")
  func summation() {
    var scene = ReportingScene()
    scene.add(0x0702, Attribute(0x0100, .uint48, .readReport), 1, 10, .unsigned(1000))
    scene.tick(at: 0)
    scene.engine.reportLost()
    scene.set(0x0702, 0x0100, .unsigned(999))
    scene.tick(at: 2_000)
    #expect(scene.last == [0x18, 0, 0x0A, 0x00, 0x01, 0x25, 0xE8, 0x03, 0, 0, 0, 0])
    #expect(scene.reports.count == 2)
    scene.tick(at: 4_000)
    #expect(scene.reports.count == 2)
    scene.engine.restart()
    scene.tick(at: 5_000)
    #expect(scene.last == [0x18, 0, 0x0A, 0x00, 0x01, 0x25, 0xE8, 0x03, 0, 0, 0, 0])
  }

  @Test("A record longer than a frame is left out and holds nobody up")
  func tooLong() {
    var scene = ReportingScene()
    scene.limit = 8
    scene.add(0x0702, Attribute(0x0100, .uint48, .readReport), 1, 10, .unsigned(1000))
    scene.add(0x0702, Attribute(0x0200, .map8, .readReport), 1, 10, .unsigned(1))
    scene.tick(at: 0)
    scene.tick(at: 10_000)
    #expect(scene.reports.map(\.ids) == [[0x0200], [0x0200]])
  }

  @Test("At the end of the monotonic clock reports go on until it")
  func clockEnd() {
    var device = ZigBeeDevice.joined()
    var values = MeteringValues()
    values.instantaneousDemand_W = 1
    let end = UInt64.max / 1_000_000_000
    let first = device.next(at: end - 10, values)
    #expect(first != nil)
    values.instantaneousDemand_W = 2
    let early = device.next(at: end - 6, values)
    #expect(early == nil)
    let second = device.next(at: end - 5, values)
    #expect(second != nil)
    // What clients ask is no report; no time is left to ask again.
    var asked = 0
    let last = Moment(Instant(nanoseconds: UInt64.max))
    while asked < 100, let request = device.tick(at: last, values: MeterValues(values)) {
      #expect(request.cluster != 0x0702)
      asked += 1
    }
    #expect(asked < 10)
  }

  @Test("A copy of a frame for another peer needs a token, too")
  func copies() {
    var scene = ReportingScene.zha
    scene.tick(at: 0)
    let sent = scene.reports.count
    var copies = 0
    while scene.engine.takeToken(at: .zero) { copies += 1 }
    #expect(sent + copies == 4)
  }
}
