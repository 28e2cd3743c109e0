// SPDX-License-Identifier: Apache-2.0

import Drivers
import Foundation
import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

/// The driver on the simulated chip. One burst of 1,365 sets lasts 184.275 ms; a sinusoid of ten
/// cycles in that time has its closed-form mean products in the plain sums over one burst.
@Suite("AD7991 driver on the simulated chip")
struct AD7991SineTests {
  private static let seed: UInt64 = 7991
  private static let frequency = 10 / 0.184275

  /// Means over one burst: v², i², a², v·i, v·a, in counts².
  private struct Means {
    var voltage = 0.0
    var current = 0.0
    var amplified = 0.0
    var power = 0.0
    var amplifiedPower = 0.0
  }

  private func burst(lagDegrees: Double, noise: Double) throws -> (Means, SimulatedAD7991) {
    let clock = VirtualClock()
    var frontEnd = AnalogFrontEnd.referenceBoard
    frontEnd.noiseRMS = noise
    let waveform = SyntheticWaveform.sine {
      $0.frequency = Self.frequency
      $0.current = 4
      $0.lagDegrees = lagDegrees
    }
    let chip = SimulatedAD7991(frontEnd, waveform: waveform, clock: clock, seed: Self.seed)
    var driver = try AD7991(chip.target, bias: ReferenceBoard.bias)
    var sets = [SampleSet](repeating: .zero, count: AD7991Limits.setsMax)
    let before = clock.now
    var span = sets.mutableSpan
    let count = try driver.read(into: &span)
    #expect(count == 1365)
    #expect(clock.now.since(before) == ReferenceBoard.burstNanoseconds(sets: 1365))
    var means = Means()
    for set in sets {
      let (v, i, a) = (Double(set.voltage), Double(set.current), Double(set.currentAmplified))
      means.voltage += v * v / 1365
      means.current += i * i / 1365
      means.amplified += a * a / 1365
      means.power += v * i / 1365
      means.amplifiedPower += v * a / 1365
    }
    return (means, chip)
  }

  @Test("A burst keeps the bus for 9 SCL periods and 18 a conversion")
  func burstTime() {
    #expect(ReferenceBoard.burstNanoseconds(sets: 0) == 22_500)
    #expect(ReferenceBoard.burstNanoseconds(sets: 1) == 157_500)
    #expect(ReferenceBoard.burstNanoseconds(sets: 1365) == 184_297_500)
  }

  // Counts: 230 V · 4096 / 1020 V = 923.6078; 4 A · 4096 / 200 A = 81.92; · 16 = 1310.72.
  // Variance of rounding and noise: 1/12 + 0.09. Bounds: five standard deviations of the mean,
  // 2 · x · 0.4164 / √1365, relative to x²: 1.2e-4, 1.4e-3, 8.6e-5.
  @Test("RMS counts of a sine are those of the closed form", arguments: [0.0, 0.3])
  func rootMeanSquare(_ noise: Double) throws {
    let (means, chip) = try burst(lagDegrees: 0, noise: noise)
    let extra = 1.0 / 12 + noise * noise
    #expect(abs(means.voltage / (923.6078 * 923.6078 + extra) - 1) < 1.2e-4, "seed \(Self.seed)")
    #expect(abs(means.current / (81.92 * 81.92 + extra) - 1) < 1.4e-3, "seed \(Self.seed)")
    #expect(abs(means.amplified / (1310.72 * 1310.72 + extra) - 1) < 8.6e-5, "seed \(Self.seed)")
    #expect(chip.clippedConversions == 0)
  }

  // A load that lags 90° has no power; sampled τ late it seems to have sin(2πfτ) of V·I.
  @Test("The currents are sampled 45 µs and 90 µs after the voltage")
  func channelDelays() throws {
    let (means, _) = try burst(lagDegrees: 90, noise: 0.3)
    let omega = 2 * Double.pi * Self.frequency
    let power = means.power / (923.6078 * 81.92)
    let amplified = means.amplifiedPower / (923.6078 * 1310.72)
    #expect(abs(power - sin(omega * 45e-6)) < 8e-4, "seed \(Self.seed)")
    #expect(abs(amplified - sin(omega * 90e-6)) < 1e-4, "seed \(Self.seed)")
  }

  @Test("Faults of the chip come out as the driver's errors")
  func chipFaults() throws {
    let clock = VirtualClock()
    let chip = SimulatedAD7991(
      .referenceBoard, waveform: SyntheticWaveform.sine { _ in }, clock: clock, seed: Self.seed)
    // message 0 takes the chip, message 2 configures it again
    chip.plan(.brownOut, message: 1)
    chip.plan(.wrongChannel(conversion: 4, found: 2), message: 3)
    chip.plan(.truncated(bytes: 6), message: 4)
    chip.plan(.notAcknowledged, message: 5)
    var driver = try AD7991(chip.target, bias: ReferenceBoard.bias)
    var seen: [String] = []
    for _ in 0..<4 {
      var sets = [SampleSet](repeating: .zero, count: 2)
      var span = sets.mutableSpan
      do { _ = try driver.read(into: &span) } catch { seen.append(String(describing: error)) }
      if seen.count == 1 { try driver.configure() }
    }
    #expect(
      seen == [
        "wrongChannel(conversion: 3, expected: 0, found: 3)",
        "wrongChannel(conversion: 4, expected: 1, found: 2)",
        "bus(SimulatedHardware.I2CFault.truncated(bytes: 6))",
        "bus(SimulatedHardware.I2CFault.notAcknowledged)",
      ])
  }

  @Test("A stalled clock makes the burst longer than it may be")
  func stall() throws {
    let clock = VirtualClock()
    let chip = SimulatedAD7991(
      .referenceBoard, waveform: SyntheticWaveform.sine { _ in }, clock: clock, seed: Self.seed)
    chip.plan(.stall(conversion: 3, nanoseconds: 1_000_000), message: 1)
    var driver = try AD7991(chip.target, bias: ReferenceBoard.bias)
    var sets = [SampleSet](repeating: .zero, count: 2)
    var span = sets.mutableSpan
    let before = clock.now
    _ = try driver.read(into: &span)
    #expect(clock.now.since(before) == ReferenceBoard.burstNanoseconds(sets: 2) + 1_000_000)
  }
}
