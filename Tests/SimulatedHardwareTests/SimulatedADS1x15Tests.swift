// SPDX-License-Identifier: Apache-2.0

import Drivers
import Foundation
import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

@Suite("Simulated ADS1x15")
struct SimulatedADS1x15Tests {
  private static let seed: UInt64 = 1115

  /// A chip on its own clock, and a voltage of 230 V at 50 Hz on ±510 V.
  private struct Bench {
    let clock = VirtualClock()
    let chip: SimulatedADS1x15
    var target: SimulatedADS1x15Target

    init(
      isWide: Bool, _ waveform: SyntheticWaveform = .sine { _ in },
      change: (inout ADS1x15Imperfections, inout EdgeImperfections) -> Void = { _, _ in }
    ) {
      var (imperfections, edges) = (ADS1x15Imperfections(), EdgeImperfections())
      change(&imperfections, &edges)
      chip = SimulatedADS1x15(
        isWide: isWide, input: .init(waveform, .voltage, fullScalePeak: 510), imperfections, edges,
        clock: clock, seed: SimulatedADS1x15Tests.seed)
      target = chip.target
    }

    mutating func write(_ bytes: [UInt8]) throws { try target.write(bytes.span) }

    mutating func word() throws -> UInt16 {
      var bytes: [UInt8] = [0, 0]
      var span = bytes.mutableSpan
      try target.read(into: &span)
      return UInt16(bytes[0]) << 8 | UInt16(bytes[1])
    }
  }

  @Test("After power-up the registers are those of reset and nothing converts")
  func reset() throws {
    var bench = Bench(isWide: false)
    bench.clock.advance(nanoseconds: 10_000_000)
    for (pointer, value) in [(0, 0), (1, 0x8583), (2, 0x8000), (3, 0x7FFF)] as [(UInt8, UInt16)] {
      try bench.write([pointer])
      let word = try bench.word()
      #expect(word == value)
    }
    #expect(bench.chip.conversions == 0 && bench.chip.nextEdgeCount == 0)
  }

  // The mean of √2·230·sin(ωt) over [a, b] is √2·230·(cos ωa - cos ωb) / ω(b - a).
  @Test("A code is the mean over the conversion's period", arguments: [true, false])
  func mean(_ isWide: Bool) throws {
    var bench = Bench(isWide: isWide)
    try bench.write([0x01, 0x04, 0xE0])
    let began = Double(bench.clock.now.nanoseconds) / 1e9
    let period = 1 / (isWide ? 860.0 : 3_300)
    try bench.write([0x00])
    let omega = 2 * Double.pi * 50
    for number in 1...40 {
      let end = began + Double(number) * period
      bench.clock.advance(to: Instant(nanoseconds: UInt64(end * 1e9) + 2_000))
      let mean =
        2.0.squareRoot() * 230 * (cos(omega * (end - period)) - cos(omega * end)) / (omega * period)
      let code = Double(Int16(bitPattern: try bench.word())) / (isWide ? 1 : 16)
      #expect(abs(code - mean / 510 * (isWide ? 32_768 : 2_048)) <= 0.51, "conversion \(number)")
    }
  }

  @Test("The mean across a switching instant is that of both sides")
  func pieces() throws {
    // 100 V direct-like: a step from 100 V to 0 V of a very slow wave, 0.4 of a conversion in.
    var (first, second) = (LoadCondition(), LoadCondition())
    (first.seconds, first.frequency, first.voltage) = (0.010_5, 50, 230)
    (second.seconds, second.voltage) = (1, 0)
    var bench = Bench(isWide: true, .conditions([first, second]))
    try bench.write([0x01, 0x04, 0xE0])
    try bench.write([0x00])
    let began = 90e-6
    let omega = 2 * Double.pi * 50
    bench.clock.advance(to: Instant(nanoseconds: UInt64((began + 10.0 / 860) * 1e9) + 2_000))
    // The tenth conversion began at 10.556 ms, after the step; the ninth holds it.
    let after = try bench.word()
    #expect(after == 0)
    bench = Bench(isWide: true, .conditions([first, second]))
    try bench.write([0x01, 0x04, 0xE0])
    try bench.write([0x00])
    bench.clock.advance(to: Instant(nanoseconds: UInt64((began + 9.0 / 860) * 1e9) + 2_000))
    let start = began + 8.0 / 860
    let mean = 2.0.squareRoot() * 230 * (cos(omega * start) - cos(omega * 0.010_5)) / omega * 860
    let code = Double(Int16(bitPattern: try bench.word()))
    #expect(abs(code - mean / 510 * 32_768) <= 0.51)
  }

  @Test(
    "The oscillator's error and drift are those stated", arguments: [-0.1, -0.07, 0, 0.04, 0.1])
  func oscillator(_ error: Double) throws {
    var bench = Bench(isWide: false) { imperfections, _ in
      imperfections.oscillatorError = error
      imperfections.oscillatorDrift = 0.001
    }
    try bench.write([0x01, 0x04, 0xE0])
    bench.clock.advance(to: Instant(nanoseconds: 2_000_000_000))
    _ = try bench.word()
    // ∫ 3,300 (1 + e + 0.001 t) dt over 2 s
    #expect(abs(Double(bench.chip.conversions) - 3_300 * (2 * (1 + error) + 0.002)) <= 2)
  }

  @Test("Another gain holds from the conversion after the one in progress, and clips at its range")
  func gain() throws {
    var bench = Bench(isWide: true, .sine { $0.voltage = 100 })
    // Near the crest, where codes change little: the fourth conversion has ended at 4.74 ms.
    try bench.write([0x01, 0x04, 0xE0])
    bench.clock.advance(to: Instant(nanoseconds: 5_000_000))
    try bench.write([0x01, 0x0A, 0xE0])
    try bench.write([0x00])
    let low = Int(Int16(bitPattern: try bench.word()))
    #expect((8_500...9_087).contains(low))
    let before = bench.chip.conversions
    while bench.chip.conversions == before {
      bench.clock.advance(nanoseconds: 100_000)
      _ = try bench.word()
    }
    let same = Int(Int16(bitPattern: try bench.word()))
    #expect((8_500...9_087).contains(same))
    #expect(bench.chip.clippedConversions == 0)
    bench.clock.advance(nanoseconds: 1_200_000)
    let clipped = try bench.word()
    #expect(clipped == 0x7FFF)
    #expect(bench.chip.clippedConversions == 1)
  }

  @Test("Ready edges come only with thresholds and queue set for them")
  func readyMode() throws {
    for (thresholds, low, expected) in [
      (false, 0xE0, 0), (true, 0xE3, 0), (true, 0xE0, 33),
    ] as [(Bool, UInt8, Int)] {
      var bench = Bench(isWide: false)
      if thresholds {
        try bench.write([0x03, 0x80, 0x00])
        try bench.write([0x02, 0x00, 0x00])
      }
      try bench.write([0x01, 0x04, low])
      bench.clock.advance(nanoseconds: 10_050_000)
      #expect(bench.chip.nextEdgeCount == expected)
    }
  }

  @Test("Stamps are late by their latency and jitter; some edges are missing, some come twice")
  func stamps() throws {
    let bench = Bench(isWide: false) { _, edges in
      edges.jitterNanoseconds = 10_000
      edges.droppedShare = 0.02
      edges.repeatedShare = 0.03
    }
    _ = try ADS1x15(bench.target, .ads1015)
    let began = bench.chip.nextEndInstant
    var edges = SimulatedReadyEdges([bench.chip], clock: bench.clock)
    let chip = bench.chip
    let first = Double((began ?? .zero).nanoseconds)
    var (sum, square, count) = (0.0, 0.0, 0.0)
    var sequence: UInt32?
    var skipped: UInt32 = 0
    while chip.conversions < 6_600 {
      let next = try edges.next(timeoutNanoseconds: 10_000_000)
      let edge = try #require(next)
      #expect(edge.line == 0 && edge.at <= bench.clock.now)
      if let sequence { skipped += edge.sequence &- sequence &- 1 }
      sequence = edge.sequence
      let periods = (Double(edge.at.nanoseconds) - first - 60_000) * 3_300 / 1e9
      let late = (periods - periods.rounded()) / 3_300 * 1e9
      (sum, square, count) = (sum + late, square + late * late, count + 1)
    }
    #expect(skipped == chip.droppedEdges)
    #expect((90...175).contains(chip.droppedEdges), "seed \(Self.seed)")
    #expect((150...250).contains(chip.repeatedEdges), "seed \(Self.seed)")
    #expect(abs(sum / count) < 1_000, "seed \(Self.seed)")
    #expect(abs((square / count).squareRoot() - 10_050) < 400, "seed \(Self.seed)")
  }

  @Test("Waiting for edges that do not come takes the time that was allowed")
  func timeout() throws {
    let bench = Bench(isWide: false)
    var edges = SimulatedReadyEdges([bench.chip], clock: bench.clock)
    let before = bench.clock.now
    let none = try edges.next(timeoutNanoseconds: 7_000_000)
    #expect(none == nil)
    #expect(bench.clock.now.since(before) == 7_000_000)
    var gone = SimulatedReadyEdges([bench.chip], clock: bench.clock) { false }
    #expect(throws: LineFault.disconnected) { _ = try gone.next(timeoutNanoseconds: 1) }
  }

  // 250 conversions a second end at whole nanoseconds, but for the last bit of a Double.
  @Test("A conversion has ended at the instant that it was said to end at")
  func ends() throws {
    var bench = Bench(isWide: true)
    try bench.write([0x01, 0x04, 0xA0])
    for number in 1...5_000 {
      bench.clock.advance(to: try #require(bench.chip.nextEndInstant))
      _ = bench.chip.nextStampInstant
      try #require(bench.chip.conversions == number)
    }
  }

  @Test("A stopped oscillator ends no conversion until it runs again")
  func stopped() throws {
    var bench = Bench(isWide: false)
    try bench.write([0x01, 0x04, 0xE0])
    bench.clock.advance(nanoseconds: 10_000_000)
    _ = try bench.word()
    let before = bench.chip.conversions
    bench.chip.setStopped(true)
    bench.clock.advance(nanoseconds: 10_000_000)
    _ = try bench.word()
    #expect(bench.chip.conversions == before)
    bench.chip.setStopped(false)
    bench.clock.advance(nanoseconds: 10_000_000)
    _ = try bench.word()
    #expect(bench.chip.conversions == before + 33)
  }

  @Test("Faults of messages: silence, a lost supply, an open bus, a held clock")
  func faults() throws {
    var bench = Bench(isWide: false)
    bench.chip.plan(.notAcknowledged, message: 0)
    bench.chip.plan(.openBus, message: 2)
    bench.chip.plan(.brownOut, message: 3)
    bench.chip.plan(.stall(nanoseconds: 5_000_000), message: 4)
    #expect(throws: I2CFault.notAcknowledged) { try bench.write([0x01, 0x04, 0xE0]) }
    try bench.write([0x01, 0x04, 0xE0])
    #expect(bench.chip.configuration == 0x04E0)
    let open = try bench.word()
    #expect(open == 0xFFFF)
    _ = try bench.word()
    #expect(bench.chip.configuration == 0x8583)
    let before = bench.clock.now
    _ = try bench.word()
    #expect(bench.clock.now.since(before) == 5_000_000 + 27 * 2_500)
  }

  @Test("Noise, non-linearity, gain and offset act on the code as stated")
  func imperfections() throws {
    var bench = Bench(isWide: true, .sine { $0.voltage = 0 }) { imperfections, _ in
      imperfections.offsetVolts = 0.1
      imperfections.gainError = 0.5
      imperfections.transfer = { $0 + 7 }
      imperfections.noiseRMS = 2
    }
    try bench.write([0x01, 0x04, 0xE0])
    try bench.write([0x00])
    var (sum, square) = (0.0, 0.0)
    for _ in 0..<2_000 {
      bench.clock.advance(nanoseconds: 1_100_000)
      let code = Double(Int16(bitPattern: try bench.word()))
      sum += code / 2_000
      square += code * code / 2_000
    }
    // The sensor's gain is before the offset: 0.1 V of 2.048 V, and 7.
    #expect(abs(sum - (0.1 / 2.048 * 32_768 + 7)) < 0.3, "seed \(Self.seed)")
    #expect(abs((square - sum * sum).squareRoot() - 2) < 0.2, "seed \(Self.seed)")
  }
}

extension SimulatedADS1x15 {
  /// Takes all edges of conversions that have ended; how many there were.
  fileprivate var nextEdgeCount: Int {
    var count = 0
    while let stamp = nextStampInstant, stamp > .zero {
      _ = takeReadyEdge()
      count += 1
    }
    return count
  }
}
