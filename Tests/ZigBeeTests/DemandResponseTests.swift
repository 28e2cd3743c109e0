// SPDX-License-Identifier: Apache-2.0

import Testing
import ZigBee

private let clock = ClientScene.clock

@Suite struct DemandResponseTests {
  @Test("With a clock it asks for its events on joining, without one it cannot")
  func asks() {
    var scene = ClientScene(utc: clock)
    let requests = scene.requests(of: 0x0701)
    #expect(requests == [[0x01, 0x01] + bytes32(clock) + [0x00]])
    var without = ClientScene()
    let none = without.requests(of: 0x0701)
    #expect(none == [])
    let refused = without.event(PublishedEvent())
    #expect(refused == [0x10, 0x2A, 0x0B, 0x00, 0x01])
  }

  @Test("Silence: it asks ever more rarely, and once a day after any answer")
  func silence() {
    var scene = ClientScene(utc: clock)
    let asked = scene.seconds(of: 0x0701, [0x01, 0x01], until: 1000)
    #expect(asked == [0, 60, 180, 420, 900])
    scene.receive(0x0701, [0x18, 0x01, 0x0B, 0x01, 0x8B])
    let later = scene.seconds(of: 0x0701, [0x01, 0x01], until: 87_450)
    #expect(later == [87_401])
  }

  @Test("A report is complete: no set points, no signature of 42 bytes")
  func report() {
    var scene = ClientScene.loadControl
    scene.seconds = 5
    scene.event(PublishedEvent(id: 0x0102_0304, criticality: 3, control: 0x01))
    let first = scene.requests(of: 0x0701).first
    #expect(
      first == [0x01, 0x00, 0x04, 0x03, 0x02, 0x01, 0x01] + bytes32(clock + 5)
        + [0x03, 0x00, 0x80, 0x00, 0x80, 0x80, 0xFF, 0x01, 0x00]
        + [UInt8](repeating: 0xFF, count: 42))
  }

  @Test("An event for now is received, started, and completed when its duration ends")
  func now() {
    var scene = ClientScene.loadControl
    let reply = scene.event(PublishedEvent(minutes: 1))
    #expect(reply == nil)
    let course = scene.course(to: 100)
    #expect(
      course == ["0: 1 is 1", "0: 1 is 2", "0: shed", "60: 1 is 3", "60: restore"])
  }

  @Test("An event for later starts at its time")
  func later() {
    var scene = ClientScene.loadControl
    scene.event(PublishedEvent(start: clock + 30, minutes: 1))
    let course = scene.course(to: 100)
    #expect(
      course == ["0: 1 is 1", "30: 1 is 2", "30: shed", "90: 1 is 3", "90: restore"])
  }

  @Test("A duty cycle of 50 % sheds the second half of each 10 minutes")
  func dutyCycle() {
    var scene = ClientScene.loadControl
    scene.event(PublishedEvent(minutes: 20, dutyCycle: 50))
    let switched = scene.course(to: 1300).filter { !$0.contains("is") }
    #expect(switched == ["300: shed", "600: restore", "900: shed", "1200: restore"])
  }

  @Test("Events of other classes and other groups are none of its business")
  func notMeant() {
    var scene = ClientScene.loadControl
    scene.event(PublishedEvent(deviceClass: 0x0001))
    scene.event(PublishedEvent(group: 9))
    let course = scene.course(to: 5)
    #expect(course == [])
    scene.event(PublishedEvent(id: 2, deviceClass: 0x0880, minutes: 1))
    let meant = scene.course(to: 6)
    #expect(meant.first == "6: 2 is 1")
  }

  @Test("An event received twice is one event")
  func repeated() {
    var scene = ClientScene.loadControl
    scene.event(PublishedEvent())
    _ = scene.course(to: 5)
    scene.event(PublishedEvent())
    let course = scene.course(to: 10)
    #expect(course == [])
  }

  @Test(
    "A randomised start is late by up to 30 minutes and leaves the duration whole",
    arguments: UInt64(1)...20)
  func randomisedStart(meter: UInt64) throws {
    var device = ZigBeeDevice(identity: DeviceIdentity())
    device.joined(shortAddress: 0x1234, eui64: meter, payloadBytesMax: 84)
    var scene = ClientScene.loadControl
    scene.device = device
    scene.event(PublishedEvent(minutes: 1, control: 0x01))
    let switched = scene.course(to: 2000).filter { !$0.contains("is") }
    let seconds = switched.compactMap { $0.split(separator: ":").first.flatMap { Int($0) } }
    try #require(seconds.count == 2)
    #expect((0...1800).contains(seconds[0]))
    #expect(seconds[1] - seconds[0] == 60)
  }

  @Test("Two meters have different delays, the same meter always the same: chance is an input")
  func seeds() {
    func start(of meter: UInt64) -> String? {
      var scene = ClientScene.loadControl
      scene.device.joined(shortAddress: 0x1234, eui64: meter, payloadBytesMax: 84)
      scene.event(PublishedEvent(control: 0x01))
      return scene.course(to: 1801).first { $0.contains("shed") }
    }
    let starts = (UInt64(1)...4).map { start(of: $0) }
    #expect(Set(starts).count == 4)
    #expect(start(of: 1) == starts[0])
  }

  @Test("A randomised duration is longer by up to 30 minutes, never shorter")
  func randomisedDuration() {
    var scene = ClientScene.loadControl
    scene.event(PublishedEvent(minutes: 1, control: 0x02))
    let course = scene.course(to: 2000)
    let start = course.first { $0.contains("shed") }
    #expect(start == "0: shed")
    let end = course.last.flatMap { $0.split(separator: ":").first.flatMap { Int($0) } } ?? 0
    #expect((60...1860).contains(end))
  }

  @Test("A later event supersedes one of its class that it overlaps, from its start on")
  func superseded() {
    var scene = ClientScene.loadControl
    scene.event(PublishedEvent(id: 1, minutes: 60))
    _ = scene.course(to: 0)
    scene.event(PublishedEvent(id: 2, start: clock + 60, minutes: 1))
    let course = scene.course(to: 200)
    #expect(
      course == [
        "1: 2 is 1", "60: 1 is 7", "60: 2 is 2", "120: 2 is 3", "120: restore",
      ])
  }

  @Test("Of two that have not begun, the one that would begin later is superseded at once")
  func supersededBefore() {
    var scene = ClientScene.loadControl
    scene.event(PublishedEvent(id: 1, start: clock + 100))
    scene.event(PublishedEvent(id: 2, start: clock + 60, minutes: 2))
    let course = scene.course(to: 70)
    #expect(course == ["0: 1 is 1", "0: 1 is 7", "0: 2 is 1", "60: 2 is 2", "60: shed"])
  }

  @Test("An event that is cancelled ends at once, or at the effective time")
  func cancelled() {
    for (effective, end) in [(0, 10), (clock + 20, 20)] as [(UInt32, Int)] {
      var scene = ClientScene.loadControl
      scene.event(PublishedEvent())
      _ = scene.course(to: 9)
      let reply = scene.cancel(1, at: effective)
      #expect(reply == nil)
      let course = scene.course(to: 30)
      #expect(course == ["\(end): 1 is 6", "\(end): restore"])
    }
  }

  @Test("An unknown event is reported as undefined, an effective time beyond its end as invalid")
  func cancelRefused() {
    var scene = ClientScene.loadControl
    scene.event(PublishedEvent())
    _ = scene.course(to: 9)
    scene.cancel(77)
    scene.cancel(1, at: clock + 3601)
    let course = scene.course(to: 30)
    #expect(course == ["10: 77 is 253", "10: 1 is 249"])
  }

  @Test("All events are cancelled together")
  func cancelAll() {
    var scene = ClientScene.loadControl
    scene.event(PublishedEvent(id: 1, minutes: 1))
    scene.event(PublishedEvent(id: 2, start: clock + 600))
    _ = scene.course(to: 9)
    let reply = scene.command(0x0701, 0x02, [0x00])
    #expect(reply == nil)
    let course = scene.course(to: 30)
    #expect(course == ["10: 1 is 6", "10: 2 is 6", "10: restore"])
  }

  @Test("A cancellation with randomisation ends the event late, by the event's own delay")
  func cancelRandomly() {
    var scene = ClientScene.loadControl
    scene.event(PublishedEvent(minutes: 600, control: 0x02))
    _ = scene.course(to: 9)
    scene.cancel(1, control: 0x01)
    let course = scene.course(to: 1900)
    #expect(course.count == 2)
    let end = course.last.flatMap { $0.split(separator: ":").first.flatMap { Int($0) } } ?? 0
    #expect((11...1810).contains(end))
  }
}
