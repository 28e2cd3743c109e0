// SPDX-License-Identifier: Apache-2.0

import Foundation
import HardwareInterface
import Quantities
import Synchronization
import Testing

@testable import LinuxHardware

@Suite struct SampleRingTests {
  private static func fill(_ ring: borrowing SampleRing, _ answers: [Answer]) {
    var source = ScriptedSource(answers)
    for _ in answers { _ = ring.fill(from: &source) }
  }

  private static func takeAll(_ ring: borrowing SampleRing) -> [Found] {
    var taker = Taker()
    var all: [Found] = []
    for _ in 0...SampleRing.places {
      let found = taker.take(from: ring)
      if found == .none { break }
      all.append(found)
    }
    return all
  }

  @Test("An empty ring has nothing")
  func empty() {
    let ring = SampleRing()
    #expect(Self.takeAll(ring) == [])
    let overruns = ring.overruns
    #expect(overruns == 0)
  }

  @Test("Runs come out once, whole and in order", arguments: [1, 2, 1364, 1365])
  func order(sets: Int) {
    let ring = SampleRing()
    Self.fill(ring, [.sets(sets), .sets(1), .sets(sets)])
    #expect(Self.takeAll(ring) == [.whole(0), .whole(1), .whole(2)])
    #expect(Self.takeAll(ring) == [])
  }

  @Test(
    "A full ring keeps what it has, drops what is new and counts it",
    arguments: [(14, 0), (15, 0), (16, 1), (40, 25)])
  func overruns(runs: Int, lost: Int) {
    let ring = SampleRing()
    Self.fill(ring, Array(repeating: .sets(3), count: runs))
    let overruns = ring.overruns
    #expect(overruns == UInt32(lost))
    #expect(Self.takeAll(ring) == (0..<runs - lost).map { .whole($0) })
  }

  @Test("A run that is taken makes room for one")
  func room() {
    let ring = SampleRing()
    var source = ScriptedSource([], last: .sets(2))
    for _ in 0..<16 { _ = ring.fill(from: &source) }
    var taker = Taker()
    #expect(taker.take(from: ring) == .whole(0))
    for _ in 0..<2 { _ = ring.fill(from: &source) }
    let overruns = ring.overruns
    #expect(overruns == 2)
    #expect(Self.takeAll(ring) == (1..<15).map { .whole($0) } + [.whole(16)])
  }

  @Test(
    "The ring goes round, also where its counters wrap",
    arguments: [0, 7, UInt32.max - 20, UInt32.max])
  func wrap(first: UInt32) {
    let ring = SampleRing(first: first)
    var source = ScriptedSource([], last: .sets(2))
    var taker = Taker()
    for round in 0..<20 {
      for _ in 0..<3 { _ = ring.fill(from: &source) }
      for run in 0..<3 { #expect(taker.take(from: ring) == .whole(3 * round + run)) }
      #expect(taker.take(from: ring) == .none)
    }
    for _ in 0..<16 { _ = ring.fill(from: &source) }
    let overruns = ring.overruns
    #expect(overruns == 1)
  }

  @Test("A source that has nothing hands nothing over")
  func nothing() {
    let ring = SampleRing()
    Self.fill(ring, [.none, .sets(1), .none, .none, .sets(1)])
    #expect(Self.takeAll(ring) == [.whole(0), .whole(1)])
  }

  @Test("A failure keeps its place among the runs; failures in a row are one")
  func failures() {
    let ring = SampleRing()
    Self.fill(ring, [.failed, .failed, .sets(1), .failed, .sets(2), .sets(3), .failed, .failed])
    #expect(
      Self.takeAll(ring) == [.failed, .whole(0), .failed, .whole(1), .whole(2), .failed])
    Self.fill(ring, [.failed])
    #expect(Self.takeAll(ring) == [.failed])
  }

  @Test("A failure that finds the ring full is no overrun")
  func failureOfFullRing() {
    let ring = SampleRing()
    Self.fill(ring, Array(repeating: .sets(1), count: 15) + [.failed])
    let overruns = ring.overruns
    #expect(overruns == 0)
    #expect(Self.takeAll(ring) == (0..<15).map { .whole($0) })
  }

  @Test("A run that does not fit is a failure, and the next is whole")
  func tooLong() {
    let ring = SampleRing()
    Self.fill(ring, [.sets(5), .sets(4)])
    var taker = Taker(room: 4)
    #expect(taker.take(from: ring) == .failed)
    #expect(taker.take(from: ring) == .whole(1))
  }
}
