// SPDX-License-Identifier: Apache-2.0

import Testing
import ZigBee

private let clock = ClientScene.clock

/// Opting out, limits, bad frames, what is kept.
@Suite struct DemandResponseLimitTests {
  @Test("Who opts out before the start is never shed: completed without participation")
  func optOutBefore() {
    var scene = ClientScene.loadControl
    scene.event(PublishedEvent(start: clock + 30, minutes: 1))
    let isOut = scene.device.opt(out: true, at: scene.moment)
    #expect(isOut)
    let course = scene.course(to: 100)
    #expect(course == ["0: 1 is 1", "0: 1 is 4", "30: 1 is 2", "90: 1 is 10"])
  }

  @Test("Who opts out while it runs gets the load back: completed in part")
  func optOutWhile() {
    var scene = ClientScene.loadControl
    scene.event(PublishedEvent(minutes: 1))
    _ = scene.course(to: 9)
    let isOut = scene.device.opt(out: true, at: scene.moment)
    #expect(isOut)
    let again = scene.device.opt(out: true, at: scene.moment)
    #expect(!again)
    let course = scene.course(to: 100)
    #expect(course == ["10: 1 is 4", "10: restore", "60: 1 is 8"])
  }

  @Test("Who joins again is shed again")
  func optIn() {
    var scene = ClientScene.loadControl
    scene.event(PublishedEvent(minutes: 1))
    _ = scene.device.opt(out: true, at: scene.moment)
    _ = scene.course(to: 9)
    let isIn = scene.device.opt(out: false, at: scene.moment)
    #expect(isIn)
    let course = scene.course(to: 100)
    #expect(course == ["10: 1 is 5", "10: shed", "60: 1 is 9", "60: restore"])
  }

  @Test("Nobody leaves an event that is not there, or without a clock")
  func noEvent() {
    var scene = ClientScene.loadControl
    let none = scene.device.opt(out: true, at: scene.moment)
    #expect(!none)
    scene.event(PublishedEvent())
    scene.utc = nil
    let noClock = scene.device.opt(out: true, at: scene.moment)
    #expect(!noClock)
  }

  @Test("The table holds 4 events and rejects a fifth, but one that supersedes has a place")
  func limit() {
    var scene = ClientScene.loadControl
    for id in UInt32(1)...4 {
      scene.event(PublishedEvent(id: id, start: clock + id * 1000, minutes: 1))
    }
    _ = scene.course(to: 0)
    scene.event(PublishedEvent(id: 5, start: clock + 5000, minutes: 1))
    let rejected = scene.course(to: 1)
    #expect(rejected == ["1: 5 is 254"])
    scene.event(PublishedEvent(id: 6, start: clock + 990, minutes: 1))
    let superseding = scene.course(to: 2)
    #expect(superseding == ["2: 1 is 7", "2: 6 is 1"])
  }

  @Test("At most 16 reports wait while the radio takes no messages; the events go on")
  func reports() {
    var scene = ClientScene.loadControl
    for id in UInt32(100)..<120 { scene.cancel(id) }
    let reports = scene.reports()
    #expect(reports.count == 16)
    #expect(reports.last == [115, 253])
  }

  @Test("An event that has ended already is reported as expired and sheds nothing")
  func expired() {
    var scene = ClientScene.loadControl
    scene.event(PublishedEvent(start: clock - 3600))
    let course = scene.course(to: 5)
    #expect(course == ["0: 1 is 251"])
  }

  @Test("A field that cannot be is refused and reported as rejected")
  func invalid() {
    let events = [
      PublishedEvent(minutes: 0), PublishedEvent(minutes: 1441), PublishedEvent(start: .max),
      PublishedEvent(criticality: 0), PublishedEvent(criticality: 16),
      PublishedEvent(dutyCycle: 101),
    ]
    for event in events {
      var scene = ClientScene.loadControl
      let reply = scene.event(event)
      #expect(reply == [0x10, 0x2A, 0x0B, 0x00, 0x85])
      let course = scene.course(to: 2)
      #expect(course == ["0: 1 is 254"])
    }
    for event in [
      PublishedEvent(minutes: 1440), PublishedEvent(criticality: 15),
      PublishedEvent(dutyCycle: 100),
    ] {
      var scene = ClientScene.loadControl
      let reply = scene.event(event)
      #expect(reply == nil)
    }
  }

  @Test("A frame of any other length is malformed")
  func malformed() {
    let event = PublishedEvent().body
    let cancel: [UInt8] = [1, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]
    for (command, whole) in [(0, event), (1, cancel), (2, [0])] as [(UInt8, [UInt8])] {
      for body in (0..<whole.count).map({ Array(whole.prefix($0)) }) + [whole + [0]] {
        var scene = ClientScene.loadControl
        let reply = scene.command(0x0701, command, body)
        #expect(reply == [0x10, 0x2A, 0x0B, command, 0x80])
      }
    }
  }

  @Test("Group, randomisation and class are read with their defaults")
  func attributes() {
    var scene = ClientScene.loadControl
    let reply = scene.receive(
      0x0701, [0x08, 0x2A, 0x00, 0x00, 0x00, 0x01, 0x00, 0x02, 0x00, 0x03, 0x00])
    #expect(
      reply == [
        0x10, 0x2A, 0x01,
        0x00, 0x00, 0x00, 0x20, 0x00, 0x01, 0x00, 0x00, 0x20, 0x1E,
        0x02, 0x00, 0x00, 0x20, 0x1E, 0x03, 0x00, 0x00, 0x21, 0x80, 0x00,
      ])
  }
}
