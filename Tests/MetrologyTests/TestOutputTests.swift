// SPDX-License-Identifier: Apache-2.0

import Metrology
import Quantities
import SimulatedHardware
import Testing

@Suite struct TestOutputTests {
  /// One kilowatt-hour.
  static let kilowattHour = Int128(1_000_000_000) << 64

  /// Everything that comes out up to an instant, each change at its own instant.
  static func changes(_ output: inout TestOutput, until end: UInt64) -> [TestOutputChange] {
    var found: [TestOutputChange] = []
    while let edge = output.nextEdge, edge.nanoseconds <= end {
      guard let change = output.next(at: edge) else { break }
      found.append(change)
    }
    return found
  }

  static func rises(_ output: inout TestOutput, until end: UInt64) -> [UInt64] {
    changes(&output, until: end).filter(\.isOn).map(\.instant.nanoseconds)
  }

  static func parameters(_ constant: Int) -> TestOutputParameters {
    var parameters = TestOutputParameters()
    parameters.impulsesPerKilowattHour = constant
    return parameters
  }

  @Test(
    "After whole kilowatt-hours in random steps the count is exact",
    arguments: [1, 7, 1_000, 3_333, 100_000])
  func count(_ constant: Int) throws {
    var generator = SplitMix64(seed: UInt64(constant))
    var parameters = Self.parameters(constant)
    (parameters.pulseNanoseconds, parameters.pauseNanoseconds) = (200_000, 200_000)
    var output = try #require(TestOutput(parameters))
    let kilowattHours = constant > 10_000 ? 1 : 3
    var (left, now) = (Self.kilowattHour * Int128(kilowattHours), UInt64(0))
    while left > 0 {
      // Up to 1/500 kWh a second: at 100,000 impulses a kWh up to 200 a second.
      let step = min(
        left, Int128(Int64.random(in: 0...Int64.max, using: &generator)) * 4_000_000_000)
      output.add(
        Q64_64(raw: step), from: Instant(nanoseconds: now),
        to: Instant(nanoseconds: now + 1_000_000_000))
      (left, now) = (left - step, now + 1_000_000_000)
      _ = Self.changes(&output, until: now)
    }
    _ = Self.changes(&output, until: .max)
    #expect(output.pulses == UInt64(constant * kilowattHours))
    #expect(output.state.residual == 0)
  }

  @Test(
    "At constant power the edges stand in step to 2 ns, one delay behind",
    arguments: [1_000, 3_333])
  func jitter(_ constant: Int) throws {
    var output = try #require(TestOutput(Self.parameters(constant)))
    // 2,300 W in half cycles of 10 ms: 2,300 · 10⁶ µW · 10⁷ ns / 3.6·10¹² ns an hour.
    let watts = Int128(2_300)
    var (given, edges) = (Int128(0), [UInt64]())
    for index in 0..<2_000 {
      let total = (watts * 1_000_000 * Int128(index + 1) << 64) / 360_000
      let (from, to) = (UInt64(index) * 10_000_000, UInt64(index + 1) * 10_000_000)
      output.add(
        Q64_64(raw: total - given), from: Instant(nanoseconds: from),
        to: Instant(nanoseconds: to))
      given = total
      edges += Self.rises(&output, until: to)
    }
    #expect(edges.count >= 12 * constant / 1_000)
    for (index, edge) in edges.enumerated() {
      let truth = Double(index + 1) * 3.6e15 / (2_300 * Double(constant)) + 216_000_000
      #expect(abs(Double(edge) - truth) <= 2)
    }
  }

  @Test("The delay is the same for long and for short stretches")
  func delay() throws {
    let expected: [UInt64] = [616, 1_016, 1_416].map { $0 * 1_000_000 }
    for pieces in [1, 3, 12] {
      var output = try #require(TestOutput(Self.parameters(1_000)))
      // 3 Wh in 1.2 s.
      for index in 0..<pieces {
        let step = Self.kilowattHour * 3 / 1_000 / Int128(pieces)
        let length = UInt64(1_200_000_000 / pieces)
        output.add(
          Q64_64(raw: step + (index == 0 ? 12 : 0)),
          from: Instant(nanoseconds: UInt64(index) * length),
          to: Instant(nanoseconds: UInt64(index + 1) * length))
      }
      let edges = Self.rises(&output, until: .max)
      #expect(edges.count == 3)
      for (edge, truth) in zip(edges, expected) { #expect(truth - min(edge, truth) <= 2) }
    }
  }

  //                                            import export
  static let directions: [(TestOutputDirection, Int, Int)] = [
    (.both, 5, 3), (.energyImport, 5, 0), (.energyExport, 0, 3),
  ]

  @Test(
    "Reverse energy counts by its magnitude where asked, and never takes back",
    arguments: directions)
  func reverse(_ direction: TestOutputDirection, _ imported: Int, _ exported: Int) throws {
    var parameters = Self.parameters(1_000)
    parameters.direction = direction
    var output = try #require(TestOutput(parameters))
    for (index, wattHours) in [1, -1, 2, -2, 2].enumerated() {
      let start = UInt64(index) * 10_000_000_000
      output.add(
        Q64_64(raw: Self.kilowattHour * Int128(wattHours) / 1_000),
        from: Instant(nanoseconds: start), to: Instant(nanoseconds: start + 10_000_000_000))
    }
    // A thousandth of a kWh is no whole number of 2^-64 µWh: the rest is below one each.
    let tail = direction == .energyExport ? Int128(-16) : 16
    output.add(Q64_64(raw: tail), from: Instant(nanoseconds: 60), to: Instant(nanoseconds: 60))
    #expect(Self.rises(&output, until: .max).count == imported + exported)
  }

  @Test("Pulse and pause are kept where more is due; pulses come late, in order, none lost")
  func overload() throws {
    var output = try #require(TestOutput(Self.parameters(1_000)))
    #expect(TestOutputParameters().wattsMax == 60_000)
    // 600 kW for 2 s: 333 pulses where 33 fit.
    output.add(
      Q64_64(raw: Self.kilowattHour / 3), from: .zero, to: Instant(nanoseconds: 2_000_000_000))
    #expect(output.overflows == 333 - 128 && output.isOverloaded)
    let changes = Self.changes(&output, until: 5_000_000_000)
    #expect(output.isOverloaded)
    let rest = Self.changes(&output, until: .max)
    let all = changes + rest
    #expect(all.filter(\.isOn).count == 333 && output.pulses == 333)
    let gaps = zip(all, all.dropFirst()).map { $1.instant.since($0.instant) }
    #expect(gaps.allSatisfy { $0 >= 30_000_000 })
    // An hour later one pulse at its time ends the overload.
    let later = Instant(nanoseconds: 3_600_000_000_000)
    output.add(Q64_64(raw: Self.kilowattHour / 1_000), from: later, to: later)
    _ = Self.changes(&output, until: .max)
    #expect(!output.isOverloaded && output.pulses == 334)
  }

  @Test("A power within the limit is never overloaded")
  func fullLoad() throws {
    var output = try #require(TestOutput(Self.parameters(1_000)))
    // 59 kW in stretches of 200 ms.
    for index in 0..<100 {
      let start = UInt64(index) * 200_000_000
      output.add(
        Q64_64(raw: Self.kilowattHour * 59 / 18_000), from: Instant(nanoseconds: start),
        to: Instant(nanoseconds: start + 200_000_000))
      _ = Self.changes(&output, until: start + 200_000_000)
      #expect(!output.isOverloaded)
    }
    #expect(output.overflows == 0 && output.pulses > 300)
  }

  @Test("A loop that comes late makes no pulse shorter", arguments: 0..<10 as Range<UInt64>)
  func lateLoop(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var output = try #require(TestOutput(Self.parameters(1_000)))
    output.add(
      Q64_64(raw: Self.kilowattHour / 50), from: .zero, to: Instant(nanoseconds: 5_000_000_000))
    var (now, last, edges) = (UInt64(0), UInt64(0), 0)
    while output.nextEdge != nil {
      now += UInt64.random(in: 0...100_000_000, using: &generator)
      while output.next(at: Instant(nanoseconds: now)) != nil {
        #expect(edges == 0 || now - last >= 30_000_000, "seed \(seed)")
        (last, edges) = (now, edges + 1)
      }
    }
    #expect(output.pulses == 20 - (output.state.residual > 0 ? 1 : 0) && !output.isOn)
  }

  @Test("Nothing comes before its instant, and next(at:) and nextEdge agree")
  func early() throws {
    var output = try #require(TestOutput(Self.parameters(1_000)))
    let nothing = output.next(at: Instant(nanoseconds: .max))
    #expect(output.nextEdge == nil && nothing == nil)
    output.add(
      Q64_64(raw: Self.kilowattHour / 500), from: .zero, to: Instant(nanoseconds: 1_000_000_000))
    let edge = try #require(output.nextEdge)
    let early = output.next(at: Instant(nanoseconds: edge.nanoseconds - 1))
    #expect(early == nil)
    let change = output.next(at: edge)
    let rise = try #require(change)
    #expect(rise.isOn && rise.instant == edge && output.isOn)
    #expect(output.nextEdge?.nanoseconds == edge.nanoseconds + 30_000_000)
  }

  @Test(
    "A restart loses no part of a pulse and tells none twice", arguments: 0..<20 as Range<UInt64>)
  func restart(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var output = try #require(TestOutput(Self.parameters(977)))
    var (pulses, given) = (UInt64(0), Int128(0))
    for index in 0..<40 {
      let step = Int128(UInt32.random(in: 0...UInt32.max, using: &generator)) << 60
      let now = UInt64(index) * 1_000_000_000
      output.add(
        Q64_64(raw: step), from: Instant(nanoseconds: now),
        to: Instant(nanoseconds: now + 1_000_000_000))
      given += step
      _ = Self.changes(
        &output, until: now + UInt64.random(in: 0...1_500_000_000, using: &generator))
      pulses += output.pulses
      output = try #require(TestOutput(Self.parameters(977), state: output.state))
    }
    // What the last state holds shows with the next energy.
    output.add(Q64_64(raw: 1), from: .zero, to: .zero)
    _ = Self.changes(&output, until: .max)
    pulses += output.pulses
    #expect(pulses == UInt64((given + 1) * 977 / Self.kilowattHour), "seed \(seed)")
    #expect(output.state.residual == (given + 1) * 977 % Self.kilowattHour, "seed \(seed)")
  }

  @Test("A new constant keeps the energy of the rest")
  func newConstant() throws {
    var state = TestOutputState()
    state.residual = Self.kilowattHour / 2
    let output = try #require(TestOutput(Self.parameters(500), state: state))
    let half = Self.kilowattHour / 4
    #expect(abs(output.state.residual - half) <= 500)
    #expect(output.state.impulsesPerKilowattHour == 500)
  }

  @Test("Energy that is no measurement is refused, and absurd instants make no trap")
  func absurd() throws {
    var state = TestOutputState()
    (state.residual, state.impulsesPerKilowattHour) = (.max, -7)
    var output = try #require(TestOutput(Self.parameters(100_000), state: state))
    for raw in [Int128.max, .min, Int128(1) << 101] {
      output.add(Q64_64(raw: raw), from: .zero, to: .zero)
    }
    #expect(output.refusals == 3 && output.nextEdge == nil)
    let ends = [Instant.zero, Instant(nanoseconds: .max)]
    for (from, to) in [(ends[0], ends[1]), (ends[1], ends[0]), (ends[1], ends[1])] {
      output.add(Q64_64(raw: Int128(1) << 100), from: from, to: to)
    }
    let change = output.next(at: ends[1])
    #expect(output.overflows > 0 && change != nil)
    state.impulsesPerKilowattHour = 100_000
    let restored = try #require(TestOutput(Self.parameters(100_000), state: state))
    #expect(restored.state.residual > 0)
  }

  static let unusable: [@Sendable (inout TestOutputParameters) -> Void] = [
    { $0.impulsesPerKilowattHour = 0 }, { $0.impulsesPerKilowattHour = 100_001 },
    { $0.pulseNanoseconds = 199_999 }, { $0.pulseNanoseconds = 500_000_001 },
    { $0.pauseNanoseconds = 199_999 }, { $0.pauseNanoseconds = .max },
    { $0.delayNanoseconds = 10_000_000_001 },
  ]

  @Test("Parameters outside their ranges are refused", arguments: unusable.indices)
  func range(_ index: Int) {
    var parameters = TestOutputParameters()
    #expect(parameters.isUsable)
    Self.unusable[index](&parameters)
    #expect(!parameters.isUsable && TestOutput(parameters) == nil)
  }

  @Test("The state stays below 1.5 KB")
  func size() { #expect(MemoryLayout<TestOutput>.size <= 1_536) }
}
