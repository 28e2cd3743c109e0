// SPDX-License-Identifier: Apache-2.0

import Metrology
import Quantities
import SimulatedHardware
import Testing

/// Pulses that are told before their energy is registered.
@Suite struct TestOutputForesightTests {
  static let kilowattHour = TestOutputTests.kilowattHour

  /// What constant power makes of so many half cycles of 10 ms.
  static func energy(_ watts: Int128, halves: Int) -> Int128 {
    (watts * 1_000_000 * Int128(halves) << 64) / 360_000
  }

  static func instant(_ halves: Int) -> Instant {
    Instant(nanoseconds: UInt64(halves) * 10_000_000)
  }

  /// Foresees a block of 20 half cycles, each at its end, then registers it; what comes out is
  /// taken at its instant. The factor is what the foresight is wrong by.
  static func block(
    _ output: inout TestOutput, _ number: Int, _ power: Int128,
    foreseen factor: (Int128, Int128) = (1, 1), isForeseen: Bool = true
  ) -> [UInt64] {
    let first = number * 20
    var rises: [UInt64] = []
    for half in 1...20 {
      if half < 20, isForeseen {
        let energy = energy(power, halves: half) * factor.0 / factor.1
        output.foresee(
          Q64_64(raw: energy), from: instant(first + half - 1), to: instant(first + half))
      }
      if half == 20 { register(&output, number, power) }
      rises += TestOutputTests.rises(&output, until: instant(first + half).nanoseconds)
    }
    return rises
  }

  static func register(_ output: inout TestOutput, _ number: Int, _ power: Int128) {
    output.settle()
    for half in 0..<20 {
      let energy = energy(power, halves: half + 1) - energy(power, halves: half)
      output.add(
        Q64_64(raw: energy), from: instant(number * 20 + half),
        to: instant(number * 20 + half + 1))
    }
  }

  static func parameters(delay: UInt64) -> TestOutputParameters {
    var parameters = TestOutputParameters()
    parameters.delayNanoseconds = delay
    return parameters
  }

  @Test(
    "At constant power what is foreseen comes out in step to 2 ns, 20 ms behind",
    arguments: [7, 2_300, 13_800])
  func jitter(_ watts: Int) throws {
    var output = try #require(TestOutput(Self.parameters(delay: 20_000_000)))
    var edges: [UInt64] = []
    for number in 0..<(watts < 100 ? 7_200 : 600) {
      edges += Self.block(&output, number, Int128(watts))
    }
    #expect(edges.count >= 2)
    for (index, edge) in edges.enumerated() {
      let truth = Double(index + 1) * 3.6e12 / Double(watts) + 20_000_000
      #expect(abs(Double(edge) - truth) <= 2)
    }
  }

  @Test("Foreseen or not, the edges are the same, and come by the delay that it makes possible")
  func same() throws {
    var foreseen = try #require(TestOutput(Self.parameters(delay: 220_000_000)))
    var booked = try #require(TestOutput(Self.parameters(delay: 220_000_000)))
    for number in 0..<500 {
      let power = Int128(number / 50 % 3 * 4_000 + 100)
      let early = Self.block(&foreseen, number, power)
      let late = Self.block(&booked, number, power, isForeseen: false)
      #expect(early == late)
    }
    #expect(foreseen.pulses == booked.pulses && foreseen.pulses > 50)
  }

  //                                          the foresight's error
  static let errors: [(Int128, Int128)] = [(9, 10), (999, 1_000), (1_001, 1_000), (11, 10), (2, 1)]

  @Test(
    "After hours of wrong foresight the count is exact, and never ahead by more than the error",
    arguments: errors)
  func count(_ times: Int128, _ over: Int128) throws {
    var output = try #require(TestOutput(Self.parameters(delay: 20_000_000)))
    var given: Int128 = 0
    for number in 0..<18_000 * 3 {
      let power = Int128(number / 7 % 5 * 2_900)
      _ = Self.block(&output, number, power, foreseen: (times, over))
      given += Self.energy(power, halves: 20)
      // What is due within the delay is to come; at most a block is foreseen at twice its energy.
      let told = Int128(output.pulses) * Self.kilowattHour
      #expect(told <= (given + Self.energy(11_600, halves: 20)) * 1_000)
      #expect(told + 2 * Self.kilowattHour >= given * 1_000)
    }
    _ = TestOutputTests.rises(&output, until: .max)
    let due = given * 1_000 / Self.kilowattHour
    let ahead = Int128(output.pulses) - due
    #expect(due > 17_000 && ahead >= 0 && ahead <= (times > over ? 1 : 0))
    // With what comes next it is made up for, and no pulse comes twice.
    Self.register(&output, 60_000, 36_000)
    _ = TestOutputTests.rises(&output, until: .max)
    given += Self.energy(36_000, halves: 20)
    #expect(Int128(output.pulses) == given * 1_000 / Self.kilowattHour)
    #expect(output.state.residual == given * 1_000 % Self.kilowattHour)
  }

  @Test("A pulse that was foreseen is told once, and the next one a whole pulse of energy later")
  func settled() throws {
    var output = try #require(TestOutput(Self.parameters(delay: 0)))
    // 1.2 Wh are foreseen, 0.8 are registered.
    output.foresee(Self.wattHours(12, 10), from: .zero, to: Self.instant(10))
    #expect(TestOutputTests.rises(&output, until: .max) == [83_333_333])
    #expect(output.state.residual == -Self.kilowattHour)
    output.settle()
    output.add(Self.wattHours(8, 10), from: .zero, to: Self.instant(20))
    #expect(output.nextEdge == nil && output.state.residual < 0)
    // Up to 1.9 Wh nothing is due; at 2.1 one is.
    output.foresee(Self.wattHours(11, 10), from: Self.instant(20), to: Self.instant(30))
    #expect(output.nextEdge == nil)
    output.foresee(Self.wattHours(13, 10), from: Self.instant(30), to: Self.instant(40))
    #expect(TestOutputTests.rises(&output, until: .max) == [350_000_000])
    output.settle()
    output.add(Self.wattHours(13, 10), from: Self.instant(20), to: Self.instant(40))
    #expect(output.nextEdge == nil && output.pulses == 2)
  }

  static func wattHours(_ part: Int128, _ of: Int128) -> Q64_64 {
    Q64_64(raw: kilowattHour * part / (1_000 * of))
  }

  @Test(
    "Energy that turns round within a block takes no pulse back and makes none twice",
    arguments: [TestOutputDirection.both, .energyImport, .energyExport])
  func reversal(_ direction: TestOutputDirection) throws {
    var parameters = Self.parameters(delay: 0)
    parameters.direction = direction
    var output = try #require(TestOutput(parameters))
    // Import of 0.9 Wh in half a block, and as much export: net nothing, a hundred times.
    for number in 0..<100 {
      for half in 1...19 {
        let net = half <= 10 ? Int128(half * 9) : Int128((20 - half) * 9)
        output.foresee(
          Self.wattHours(net, 100), from: Self.instant(number * 20 + half - 1),
          to: Self.instant(number * 20 + half))
      }
      _ = TestOutputTests.rises(&output, until: Self.instant(number * 20 + 20).nanoseconds)
      output.settle()
    }
    #expect(output.pulses == 0 && output.state.residual == 0)
    // Then import in earnest.
    for number in 100..<200 { _ = Self.block(&output, number, 3_600) }
    _ = TestOutputTests.rises(&output, until: .max)
    #expect(output.pulses == (direction == .energyExport ? 0 : 20))
  }

  @Test(
    "A restart counts what is registered: pulses foreseen are not told again",
    arguments: 0..<20 as Range<UInt64>)
  func restart(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var output = try #require(TestOutput(Self.parameters(delay: 20_000_000)))
    var (pulses, given) = (UInt64(0), Int128(0))
    for number in 0..<400 {
      let power = Int128.random(in: 0...30_000, using: &generator)
      _ = Self.block(
        &output, number, power, foreseen: (Int128.random(in: 50...150, using: &generator), 100))
      given += Self.energy(power, halves: 20)
      guard number % 9 == 0 else { continue }
      // In the middle of the next block, of which nothing is registered then.
      output.foresee(
        Self.wattHours(Int128.random(in: 0...20, using: &generator), 10),
        from: Self.instant(number * 20 + 20), to: Self.instant(number * 20 + 30))
      _ = TestOutputTests.rises(&output, until: Self.instant(number * 20 + 25).nanoseconds)
      pulses += output.pulses
      output = try #require(TestOutput(Self.parameters(delay: 20_000_000), state: output.state))
    }
    // As much as makes up for all that was foreseen.
    output.settle()
    output.add(Self.wattHours(50, 10), from: Self.instant(8_000), to: Self.instant(9_000))
    given += Self.wattHours(50, 10).raw
    _ = TestOutputTests.rises(&output, until: .max)
    pulses += output.pulses
    #expect(Int128(pulses) == given * 1_000 / Self.kilowattHour, "seed \(seed)")
    #expect(output.state.residual == given * 1_000 % Self.kilowattHour, "seed \(seed)")
  }

  @Test("What a full queue or an overload leaves unforeseen is told when it is registered")
  func overload() throws {
    var output = try #require(TestOutput(Self.parameters(delay: 0)))
    output.foresee(Self.wattHours(333, 1), from: .zero, to: Self.instant(20))
    #expect(output.overflows == 0)
    output.settle()
    output.add(Self.wattHours(333, 1), from: .zero, to: Self.instant(20))
    #expect(output.overflows == 333 - 128 - 1 || output.overflows == 333 - 128)
    output.foresee(Self.wattHours(5, 1), from: Self.instant(20), to: Self.instant(21))
    output.settle()
    output.add(Self.wattHours(5, 1), from: Self.instant(20), to: Self.instant(40))
    output.add(Q64_64(raw: 64), from: Self.instant(40), to: Self.instant(40))
    _ = TestOutputTests.rises(&output, until: .max)
    #expect(output.pulses == 338)
  }

  @Test("Energy that is no measurement is not foreseen")
  func absurd() throws {
    var output = try #require(TestOutput(Self.parameters(delay: 0)))
    for raw in [Int128.max, .min, Int128(1) << 101, 0] {
      output.foresee(Q64_64(raw: raw), from: .zero, to: Instant(nanoseconds: .max))
    }
    #expect(output.nextEdge == nil && output.state.residual == 0)
    output.foresee(Self.wattHours(15, 10), from: Self.instant(2), to: Self.instant(1))
    #expect(output.nextEdge == Self.instant(1))
  }

  @Test("A state below nothing keeps its energy for another constant")
  func newConstant() throws {
    var state = TestOutputState()
    state.residual = -Self.kilowattHour / 2
    var parameters = TestOutputParameters()
    parameters.impulsesPerKilowattHour = 500
    let output = try #require(TestOutput(parameters, state: state))
    #expect(abs(output.state.residual + Self.kilowattHour / 4) <= 500)
    state.residual = .min
    #expect(TestOutput(parameters, state: state) != nil)
  }
}
