// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Ledger
import Meter
import MeterBoard
import Metrology
import Quantities
import SimulatedHardware
import Testing

@testable import meterbench

/// A converter that fails while the meter runs on a steady load.
@Suite("Converter faults at the desk")
struct ConverterFaultTests {
  /// A fault of one burst, and what must be said of it.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let fault: SimulatedAD7991.Fault
    /// A burst takes 184 ms.
    let isGap: Bool
    var testDescription: String { name }
  }

  static let cases = [
    // The address byte of 22.5 µs and the configuration of 45 µs are all that is lost.
    Case(name: "not acknowledged", fault: .notAcknowledged, isGap: false),
    Case(name: "silent after 300 bytes", fault: .truncated(bytes: 300), isGap: false),
    Case(name: "wrong channel", fault: .wrongChannel(conversion: 700, found: 3), isGap: true),
    Case(name: "nobody drives", fault: .wrongChannel(conversion: 9, found: 15), isGap: true),
    Case(
      name: "stall of 40 ms", fault: .stall(conversion: 1500, nanoseconds: 40_000_000),
      isGap: true),
    Case(name: "brown-out", fault: .brownOut, isGap: true),
  ]

  private static let power = 230.0 * 10

  private static func started() throws -> WholeMeter<SimulatedSerial> {
    var plan = DeskPlan(load(10), .hertz50)
    plan.analog.noiseRMS = 0
    var meter = try WholeMeter(alone: plan)
    _ = try meter.start()
    return meter
  }

  @Test(
    "A bus that is lost is told as such, a chip that does not answer as a failure",
    arguments: [(I2CFault.timeout, SampleRun.unreachable), (.notAcknowledged, .failed)])
  func lostBus(fault: I2CFault, expected: SampleRun) throws {
    // The configuration; a burst and the configuration after it.
    let script = ScriptedI2C([.write([0x7B]), .failure(fault), .failure(fault)])
    let converter = try AD7991(script.target, bias: ReferenceBoard.bias)
    var reader = ConverterReader(converter, clock: VirtualClock().clock)
    var sets = [SampleSet](repeating: .zero, count: 10)
    var span = sets.mutableSpan
    let run = reader.next(into: &span)
    #expect(run == expected && script.isSatisfied)
  }

  @Test(
    "A fault of one burst is told once, its time is a gap, and metering goes on", arguments: cases)
  func oneBurst(_ one: Case) throws {
    var meter = try Self.started()
    try meter.run(seconds: 2)
    meter.desk.chip.plan(one.fault, message: meter.desk.chip.messages)
    try meter.run(seconds: 2)
    meter.desk.board.stop()
    let faults = meter.faults
    #expect(faults == [.converter: 1])
    let gap = Double(meter.registers.gapNanoseconds) / 1e9
    if one.isGap {
      #expect(gap > 0.18 && gap < 0.24, "\(gap) s")
    } else {
      #expect(gap == 0)
    }
    // Nothing is invented: what was measured is the power times the time that was not a gap.
    let energy = meter.registers.energyImport.wattHoursExact
    let truth = Self.power * (meter.elapsed - gap) / 3600
    #expect(abs(energy / truth - 1) < 0.003, "\(energy) Wh of \(truth) Wh")
    #expect(meter.registers.energyExport == .zero)
    let last = meter.latest
    let latest = try #require(last)
    #expect(abs(Double(latest.activePower.microwatts) / 1e6 / Self.power - 1) < 0.001)
  }

  @Test("A converter that is away for 3 s costs these 3 s and is back at once")
  func away() throws {
    var meter = try Self.started()
    try meter.run(seconds: 1)
    let first = meter.desk.chip.messages
    // A failed burst is followed by a configuration: two messages a try, with a wait between.
    for message in first..<first + 40 { meter.desk.chip.plan(.notAcknowledged, message: message) }
    let measured = Self.power * meter.elapsed / 3600
    let clock = meter.desk.clock
    var during: [Double] = []
    for _ in 0..<20 {
      meter.step()
      during.append(meter.registers.energyImport.wattHoursExact)
      clock.advance(nanoseconds: 150_000_000)
    }
    let faults = meter.faults
    #expect(faults == [.converter: 20])
    // All that was measured is registered as soon as nothing can follow it, and nothing more.
    #expect(during[3...].allSatisfy { $0 == during[3] })
    #expect(abs(during[3] / measured - 1) < 0.005, "\(during[3]) Wh of \(measured) Wh")
    try meter.run(seconds: 1)
    meter.desk.board.stop()
    let gap = Double(meter.registers.gapNanoseconds) / 1e9
    #expect(abs(gap - 3.0) < 0.01, "\(gap) s")
    let truth = Self.power * (meter.elapsed - gap) / 3600
    let energy = meter.registers.energyImport.wattHoursExact
    #expect(abs(energy / truth - 1) < 0.005, "\(energy) Wh of \(truth) Wh")
    let after = meter.faults
    #expect(after == [.converter: 20])
  }

  @Test("A stall within the tolerance of a stamp is time that passed with the mean power")
  func shortStall() throws {
    var meter = try Self.started()
    try meter.run(seconds: 1)
    meter.desk.chip.plan(
      .stall(conversion: 1500, nanoseconds: 3_000_000), message: meter.desk.chip.messages)
    try meter.run(seconds: 1)
    meter.desk.board.stop()
    #expect(meter.registers.gapNanoseconds == 0)
    let faults = meter.faults
    #expect(faults.isEmpty)
    let truth = Self.power * meter.elapsed / 3600
    let energy = meter.registers.energyImport.wattHoursExact
    #expect(abs(energy / truth - 1) < 0.003, "\(energy) Wh of \(truth) Wh")
  }

  @Test("A converter that never answers is told each time; no figure and no energy appear")
  func neverThere() throws {
    var meter = try Self.started()
    for message in 0..<200 { meter.desk.chip.plan(.notAcknowledged, message: message) }
    let clock = meter.desk.clock
    for _ in 0..<50 {
      meter.step()
      clock.advance(nanoseconds: 100_000_000)
    }
    let faults = meter.faults
    #expect(faults == [.converter: 50])
    #expect(meter.latest == nil)
    #expect(meter.registers.energyImport == .zero)
    #expect(meter.desk.display.lines[0] == "      - V       - Hz")
    #expect(meter.registers.operatingSeconds >= 4)
  }
}
