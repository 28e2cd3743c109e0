// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import SimulatedHardware

@testable import ZigBee

/// A server whose table and values a test gives.
struct ListedSide: ClusterSide {
  let attributes: [Attribute]
  var values: [UInt16: AttributeValue] = [:]

  var attributeCount: Int { attributes.count }
  func attribute(at index: Int) -> Attribute { attributes[index] }
  func value(of attribute: Attribute) -> AttributeValue? { values[attribute.id] }
}

/// The reporting engine among servers whose values a test changes, with what it has sent.
struct ReportingScene {
  struct Report: Equatable {
    let cluster: UInt16
    let milliseconds: UInt64
    let ids: [UInt16]
  }

  var engine = ReportingEngine(ReportingTable(summation: .summation, demand: .demand))
  var sides: [UInt16: ListedSide] = [:]
  var limit = 84
  /// What was sent, oldest first.
  var reports: [Report] = []
  /// The last frame.
  var last: [UInt8] = []

  /// Adds an attribute with a rule and a value.
  mutating func add(
    _ cluster: UInt16, _ attribute: Attribute, _ minimum: UInt16, _ maximum: UInt16,
    _ value: AttributeValue
  ) {
    var attributes = sides[cluster]?.attributes ?? []
    attributes.append(attribute)
    var side = ListedSide(attributes: attributes, values: sides[cluster]?.values ?? [:])
    side.values[attribute.id] = value
    sides[cluster] = side
    let rule = ReportingRule(
      minimumSeconds: minimum, maximumSeconds: maximum, reportableChange: 1)
    precondition(engine.table.configure(cluster, attribute.id, rule))
  }

  /// Sends all that may go now; the times of day and the identifiers are noted.
  mutating func tick(at milliseconds: UInt64) {
    let now = Instant.zero.adding(milliseconds: milliseconds)
    while engine.begin(sequence: 0, limit: limit, at: now), let frame = next() {
      last = Array(frame.1)
      reports.append(
        Report(cluster: frame.0, milliseconds: milliseconds, ids: identifiers(frame.0, last)))
    }
  }

  private mutating func next() -> (UInt16, ApplicationMessage.Payload)? {
    while let cluster = engine.nextCluster() {
      guard var side = sides[cluster] else { continue }
      engine.visit(&side)
      if let frame = engine.takeFrame() { return (cluster, frame) }
    }
    return nil
  }

  /// The identifiers of a report, found by the widths of the types.
  private func identifiers(_ cluster: UInt16, _ frame: [UInt8]) -> [UInt16] {
    var ids: [UInt16] = []
    var place = 3
    while place < frame.count {
      ids.append(UInt16(frame[place]) | UInt16(frame[place + 1]) << 8)
      switch frame[place + 2] {
      case 0x10, 0x18, 0x28: place += 4
      case 0x21, 0x29: place += 5
      case 0x2A: place += 6
      case 0x23, 0x2B: place += 7
      case 0x25: place += 9
      default: preconditionFailure("type \(frame[place + 2])")
      }
    }
    return ids
  }

  /// The most reports within any minute.
  var mostInAMinute: Int {
    var most = 0
    var first = 0
    for index in reports.indices {
      while reports[index].milliseconds - reports[first].milliseconds >= 60_000 { first += 1 }
      most = max(most, index - first + 1)
    }
    return most
  }

  /// What ZHA configures of a single-phase meter by itself.
  static var zha: ReportingScene {
    var scene = ReportingScene()
    scene.add(0x0702, Attribute(0x0000, .uint48, .readReport), 30, 900, .unsigned(1000))
    scene.add(0x0702, Attribute(0x0001, .uint48, .readReport), 30, 900, .unsigned(1000))
    scene.add(0x0702, Attribute(0x0200, .map8, .readReport), 1, 900, .unsigned(0))
    scene.add(0x0702, Attribute(0x0400, .int24, .readReport), 5, 900, .signed(0))
    scene.add(0x0006, Attribute(0x0000, .bool, .readReport), 0, 900, .unsigned(1))
    for id in [0x0300, 0x0505, 0x0508, 0x050F] as [UInt16] {
      scene.add(0x0B04, Attribute(id, .uint16, .readReport), 5, 900, .unsigned(2300))
    }
    scene.add(0x0B04, Attribute(0x0304, .int32, .readReport), 5, 900, .signed(0))
    scene.add(0x0B04, Attribute(0x0305, .int32, .readReport), 5, 900, .signed(0))
    scene.add(0x0B04, Attribute(0x050B, .int16, .readReport), 5, 900, .signed(0))
    scene.add(0x0B04, Attribute(0x050E, .int16, .readReport), 5, 900, .signed(0))
    scene.add(0x0B04, Attribute(0x0510, .int8, .readReport), 5, 900, .signed(0))
    for id in 0x0400...0x0403 as ClosedRange<UInt16> {
      scene.add(0x0B04, Attribute(id, .uint16, .readReport), 0, 900, .unsigned(1))
    }
    for id in 0x0600...0x0605 as ClosedRange<UInt16> {
      scene.add(0x0B04, Attribute(id, .uint16, .readReport), 0, 900, .unsigned(1))
    }
    return scene
  }

  /// Lets every measured value of `zha` change, up or down, and the summations grow.
  mutating func change(_ random: inout SplitMix64) {
    for id in [0x0000, 0x0001] as [UInt16] { grow(id) }
    set(0x0702, 0x0400, .signed(Int64(random.next() % 9_000) - 4_000))
    for id in [0x0300, 0x0505, 0x0508, 0x050F] as [UInt16] {
      set(0x0B04, id, .unsigned(random.next() % 9_000))
    }
    for id in [0x0304, 0x0305, 0x050B, 0x050E] as [UInt16] {
      set(0x0B04, id, .signed(Int64(random.next() % 9_000) - 4_000))
    }
    step(0x0B04, 0x0510)
  }

  /// Gives an attribute a value that it has not had for its last 99 changes.
  mutating func step(_ cluster: UInt16, _ id: UInt16) {
    switch sides[cluster]?.values[id] {
    case .signed(let value): set(cluster, id, .signed((value + 1) % 100))
    case .unsigned(let value): set(cluster, id, .unsigned((value + 1) % 100))
    default: preconditionFailure("\(cluster) \(id) is no number")
    }
  }

  mutating func set(_ cluster: UInt16, _ id: UInt16, _ value: AttributeValue) {
    sides[cluster]?.values[id] = value
  }

  private mutating func grow(_ id: UInt16) {
    let now = sides[0x0702]?.values[id]?.number ?? 0
    set(0x0702, id, .unsigned(UInt64(now + 1)))
  }
}
