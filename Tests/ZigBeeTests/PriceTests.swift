// SPDX-License-Identifier: Apache-2.0

import Testing
import ZigBee

/// PublishPrice, typed in the order of [ZCL] 10.2: the label is "DAY", kWh, euro, 4 digits.
struct PublishedPrice {
  var event: UInt32 = 10
  var currentTime: UInt32 = ClientScene.clock
  /// Price tier 1 of 2; register tier 1.
  var tiers: [UInt8] = [0x41, 0x21]
  var start: UInt32 = 0
  var minutes: UInt16 = 60
  var price: UInt32 = 2750
  var rest: [UInt8] = []

  var body: [UInt8] {
    [0x01, 0x00, 0x00, 0x00, 3, 0x44, 0x41, 0x59] + bytes32(event) + bytes32(currentTime)
      + [0x00, 0xD2, 0x03] + tiers + bytes32(start) + bytes16(minutes) + bytes32(price) + rest
  }
}

private let clock = ClientScene.clock

@Suite struct PriceTests {
  /// A meter with a clock that has asked.
  private static var asked: ClientScene {
    var scene = ClientScene(utc: clock)
    _ = scene.messages()
    return scene
  }

  @Test("On joining, and so after a power cut, it asks for the current and all later prices")
  func asks() {
    var scene = ClientScene()
    let requests = scene.requests(of: 0x0700)
    #expect(requests == [[0x01, 0x00, 0x01], [0x01, 0x01, 0, 0, 0, 0, 0]])
  }

  @Test("A price for now is in force until its duration ends, then there is none")
  func current() {
    var scene = Self.asked
    #expect(scene.command(0x0700, 0x00, PublishedPrice().body) == nil)
    let begun = scene.effects()
    #expect(begun == ["price 2750 tier 1 from \(clock) until \(clock + 3600)"])
    scene.seconds = 3599
    _ = scene.messages()
    let early = scene.effects()
    #expect(early.isEmpty)
    scene.seconds = 3600
    let requests = scene.requests(of: 0x0700)
    #expect(requests == [[0x01, 0x00, 0x01]])
    let ended = scene.effects()
    #expect(ended == ["no price"])
  }

  @Test("A scheduled price takes over at its start and not before")
  func scheduled() {
    var scene = Self.asked
    scene.command(0x0700, 0x00, PublishedPrice().body)
    var next = PublishedPrice(event: 11, start: clock + 3600, minutes: 0xFFFF, price: 990)
    next.tiers = [0x42, 0x20]
    scene.command(0x0700, 0x00, next.body)
    _ = scene.effects()
    scene.seconds = 3599
    _ = scene.messages()
    #expect(scene.effects().isEmpty)
    scene.seconds = 3600
    _ = scene.messages()
    #expect(scene.effects() == ["price 990 tier 2 from \(clock + 3600) until changed"])
  }

  @Test("A newer event ends the one it overlaps; an older one does not count")
  func overlap() {
    var scene = Self.asked
    scene.command(0x0700, 0x00, PublishedPrice(event: 10, minutes: 0xFFFF).body)
    scene.command(0x0700, 0x00, PublishedPrice(event: 12, start: clock + 60, price: 5).body)
    scene.command(0x0700, 0x00, PublishedPrice(event: 11, start: clock + 30, price: 6).body)
    _ = scene.effects()
    var told: [String] = []
    for seconds in UInt64(0)...70 {
      scene.seconds = seconds
      _ = scene.messages()
      told += scene.effects()
    }
    #expect(told == ["price 5 tier 1 from \(clock + 60) until \(clock + 3660)"])
  }

  @Test("A price that is published again changes nothing")
  func repeated() {
    var scene = Self.asked
    scene.command(0x0700, 0x00, PublishedPrice().body)
    _ = scene.effects()
    scene.seconds = 600
    scene.command(0x0700, 0x00, PublishedPrice().body)
    #expect(scene.effects().isEmpty)
  }

  @Test(
    "The register tier counts, else the price tier, and beyond tier 8 there is none",
    arguments: [
      ([0x41, 0x23], 3), ([0x45, 0x20], 5), ([0x48, 0x08], 8), ([0x49, 0x00], 0),
      ([0x41, 0x09], 0), ([0x40, 0x00], 0),
    ] as [([UInt8], Int)])
  func tiers(tiers: [UInt8], tier: Int) {
    var scene = Self.asked
    scene.command(0x0700, 0x00, PublishedPrice(tiers: tiers).body)
    #expect(scene.effects() == ["price 2750 tier \(tier) from \(clock) until \(clock + 3600)"])
  }

  @Test("A price whose PriceControl wants it is acknowledged, and each repetition too")
  func acknowledged() {
    var scene = Self.asked
    // PriceRatio to NumberOfBlockThresholds, without values, then PriceControl.
    let rest: [UInt8] = [
      0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01,
    ]
    for _ in 0..<2 {
      let reply = scene.command(0x0700, 0x00, PublishedPrice(rest: rest).body)
      #expect(
        reply == [0x11, 0x2A, 0x02, 0x01, 0, 0, 0, 10, 0, 0, 0] + bytes32(clock) + [0x01])
    }
    let silent = PublishedPrice(event: 11, rest: rest.dropLast() + [0x00])
    #expect(scene.command(0x0700, 0x00, silent.body) == nil)
  }

  @Test("The table holds 6 prices; of more, those that start last go")
  func limit() {
    var scene = Self.asked
    for event in UInt32(1)...6 {
      let price = PublishedPrice(event: event, start: clock + event * 1000, minutes: 1)
      #expect(scene.command(0x0700, 0x00, price.body) == nil)
    }
    let later = PublishedPrice(event: 7, start: clock + 7000, minutes: 1)
    #expect(scene.command(0x0700, 0x00, later.body) == [0x10, 0x2A, 0x0B, 0x00, 0x89])
    let sooner = PublishedPrice(event: 8, start: clock + 500, minutes: 1, price: 8)
    #expect(scene.command(0x0700, 0x00, sooner.body) == nil)
    var told: [String] = []
    for seconds in stride(from: UInt64(0), to: 8000, by: 10) {
      scene.seconds = seconds
      _ = scene.messages()
      told += scene.effects().filter { $0 != "no price" }
    }
    let starts = [500, 1000, 2000, 3000, 4000, 5000].map { clock + $0 }
    #expect(told.map { String($0.split(separator: " ")[5]) } == starts.map { "\($0)" })
  }

  @Test("Success and then silence is no tariff server: it asks ever more rarely, to once a day")
  func silence() {
    var scene = ClientScene(utc: clock)
    var asked: [UInt64] = []
    while scene.seconds <= 400_000 {
      for request in scene.requests(of: 0x0700) where request[1] == 0x00 {
        asked.append(scene.seconds)
        scene.receive(0x0700, [0x18, 0x01, 0x0B, 0x00, 0x00])
      }
      scene.seconds += 10
    }
    #expect(asked.prefix(5) == [0, 60, 180, 420, 900])
    #expect(zip(asked.dropFirst(), asked).map { $0 - $1 }.max() == 86_400)
    #expect(scene.effects().isEmpty)
  }

  @Test("Without a clock of its own it counts on from the server's time")
  func noClock() {
    var scene = ClientScene()
    _ = scene.messages()
    scene.command(0x0700, 0x00, PublishedPrice().body)
    #expect(scene.effects() == ["price 2750 tier 1 from \(clock) until \(clock + 3600)"])
    let later = PublishedPrice(event: 11, start: clock + 3600)
    #expect(scene.command(0x0700, 0x00, later.body) == [0x10, 0x2A, 0x0B, 0x00, 0x01])
    scene.seconds = 3600
    _ = scene.messages()
    #expect(scene.effects() == ["no price"])
  }

  @Test("A frame cut short at any byte is malformed, except between optional fields")
  func malformed() {
    let whole = PublishedPrice(rest: [0xFF, 0xFF, 0xFF, 0xFF, 0xFF]).body
    let valid = [whole.count, whole.count - 4, whole.count - 5]
    for count in 0...whole.count where !valid.contains(count) {
      var scene = Self.asked
      let reply = scene.command(0x0700, 0x00, Array(whole.prefix(count)))
      #expect(reply == [0x10, 0x2A, 0x0B, 0x00, 0x80], "\(count) bytes")
      #expect(scene.effects().isEmpty)
    }
    for count in valid {
      var scene = Self.asked
      #expect(scene.command(0x0700, 0x00, Array(whole.prefix(count))) == nil)
    }
  }

  @Test("A label of 12 bytes is taken, of 13 it is not; nor is a price of no or past time")
  func invalid() {
    for (label, isTaken) in [(12, true), (13, false), (255, true)] as [(UInt8, Bool)] {
      var scene = Self.asked
      let text = [UInt8](repeating: 0x41, count: label == 255 ? 0 : Int(label))
      let body: [UInt8] = [0x01, 0, 0, 0, label] + text + PublishedPrice().body.dropFirst(8)
      let reply = scene.command(0x0700, 0x00, body)
      #expect(reply == (isTaken ? nil : [0x10, 0x2A, 0x0B, 0x00, 0x85]))
    }
    let bodies = [
      PublishedPrice(minutes: 0), PublishedPrice(start: clock - 3600),
      PublishedPrice(start: .max), PublishedPrice(currentTime: .max),
    ].map(\.body)
    for body in bodies {
      var scene = Self.asked
      #expect(scene.command(0x0700, 0x00, body) == [0x10, 0x2A, 0x0B, 0x00, 0x85])
    }
  }
}
