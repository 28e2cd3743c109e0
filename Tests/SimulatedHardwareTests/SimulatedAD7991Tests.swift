// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

/// A constant voltage and current.
struct Constant: Waveform {
  let volts: Double
  let amperes: Double
  let durationSeconds: Double? = nil
  func voltage(at seconds: Double) -> Double { volts }
  func current(at seconds: Double) -> Double { amperes }
}

/// One volt and one ampere a second: what is read says when it was sampled.
struct Slope: Waveform {
  let durationSeconds: Double? = nil
  func voltage(at seconds: Double) -> Double { seconds * 1e6 }
  func current(at seconds: Double) -> Double { seconds * 1e5 }
}

@Suite("Simulated AD7991")
struct SimulatedAD7991Tests {
  private func chip(
    _ waveform: any Waveform, _ change: (inout AnalogFrontEnd) -> Void = { _ in }
  ) -> (SimulatedAD7991, VirtualClock) {
    let clock = VirtualClock()
    var frontEnd = AnalogFrontEnd.referenceBoard
    change(&frontEnd)
    return (SimulatedAD7991(frontEnd, waveform: waveform, clock: clock, seed: 1), clock)
  }

  private func read(_ chip: SimulatedAD7991, _ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0xEE, count: count)
    var target = chip.target
    var span = bytes.mutableSpan
    try target.read(into: &span)
    return bytes
  }

  private func configure(_ chip: SimulatedAD7991, _ value: UInt8) throws {
    var target = chip.target
    try target.write([value].span)
  }

  @Test("After power-up it sequences four inputs against the supply of 3.3 V")
  func powerUp() throws {
    // 1960 · 2.5 / 3.3 = 1484.85; VREF itself 2.5 / 3.3 · 4096 = 3103.03
    let (chip, _) = chip(Constant(volts: 0, amperes: 0))
    #expect(
      try read(chip, 10) == [0x05, 0xCD, 0x15, 0xCD, 0x25, 0xCD, 0x3C, 0x1F, 0x05, 0xCD])
  }

  @Test(
    "The configuration selects inputs and reference",
    arguments: [
      (0x7B, [0x07, 0xA8, 0x17, 0xA8, 0x27, 0xA8, 0x07, 0xA8]),
      (0x18, [0x07, 0xA8, 0x07, 0xA8]), (0x48, [0x27, 0xA8, 0x27, 0xA8]),
      (0xF8, [0x07, 0xA8, 0x17, 0xA8, 0x27, 0xA8, 0x07, 0xA8]),
      (0xA8, [0x17, 0xA8, 0x17, 0xA8]), (0x80, [0x3C, 0x1F]), (0x08, [0x00, 0x00, 0x00, 0x00]),
    ] as [(UInt8, [UInt8])])
  func configuration(_ row: (register: UInt8, bytes: [UInt8])) throws {
    let (chip, _) = chip(Constant(volts: 0, amperes: 0))
    try configure(chip, row.register)
    #expect(chip.configuration == row.register)
    #expect(try read(chip, row.bytes.count) == row.bytes)
  }

  @Test("Each message starts the sequence at the lowest input")
  func sequenceRestarts() throws {
    let (chip, _) = chip(Constant(volts: 0, amperes: 0))
    try configure(chip, 0x7B)
    _ = try read(chip, 4)
    #expect(try read(chip, 2) == [0x07, 0xA8])
  }

  @Test("Codes are rounded to nearest and clipped at both rails")
  func codes() throws {
    // 100 V is 401.57 codes: 2362 = 0x93A. 5 A at ×1 is 102.4: 2062 = 0x80E; at ×16 1638.4:
    // 3598 = 0xE0E.
    let (chip, _) = chip(Constant(volts: 100, amperes: 5))
    try configure(chip, 0x7B)
    #expect(try read(chip, 6) == [0x09, 0x3A, 0x18, 0x0E, 0x2E, 0x0E])
    #expect(chip.clippedConversions == 0)
    let (high, _) = self.chip(Constant(volts: 600, amperes: 120))
    try configure(high, 0x7B)
    #expect(try read(high, 6) == [0x0F, 0xFF, 0x1F, 0xFF, 0x2F, 0xFF])
    #expect(high.clippedConversions == 3)
    let (low, _) = self.chip(Constant(volts: -600, amperes: -120))
    try configure(low, 0x7B)
    #expect(try read(low, 6) == [0x00, 0x00, 0x10, 0x00, 0x20, 0x00])
  }

  @Test("Each conversion samples 18 SCL periods after the one before it; the first after 9")
  func instants() throws {
    // 1 V a microsecond: 22.5 µs give 22.5 V, 90.35 codes. 0.1 A a microsecond: 67.5 µs give
    // 6.75 A, 138.24 codes; 112.5 µs give 11.25 A, 3686.4 codes at ×16, clipped.
    let (chip, clock) = chip(Slope())
    let target = chip.target
    _ = target
    try configure(chip, 0x38)
    clock.advance(nanoseconds: 0)
    let start = clock.now
    #expect(start == Instant(nanoseconds: 45_000))
    // from 45 µs on: 67.5 V is 271.06 codes: 2231 = 0x8B7; 11.25 A is 230.4: 2190 = 0x88E
    #expect(try read(chip, 4) == [0x08, 0xB7, 0x18, 0x8E])
    #expect(clock.now.since(start) == (9 + 36) * 2500)
  }

  @Test("Gain, offset and delay of a sensor act on its own input")
  func sensorErrors() throws {
    let (chip, _) = chip(Constant(volts: 100, amperes: 5)) {
      $0.voltage.gainError = 0.01
      $0.current.offsetVolts = 10 * 2.5 / 4096
      $0.currentAmplified.gainError = -0.5
    }
    try configure(chip, 0x7B)
    // 401.57 · 1.01 = 405.58: 2366; 2062 + 10; 1638.4 / 2 = 819.2: 2779
    #expect(try read(chip, 6) == [0x09, 0x3E, 0x18, 0x18, 0x2A, 0xDB])
    let (late, _) = self.chip(Slope()) { $0.voltage.delaySeconds = 22.5e-6 }
    try configure(late, 0x18)
    // configured at 45 µs, sampled at 45 µs instead of 45 - 22.5: 45 - 0 V
    #expect(try read(late, 2) == [0x08, 0x5D])
  }

  // 4,095 conversions at 0: variance of rounding and noise 1/12 + 0.09, bound five deviations.
  @Test("The noise has the RMS that was asked for, and depends on the seed alone")
  func noise() throws {
    let (chip, _) = chip(Constant(volts: 0, amperes: 0)) { $0.noiseRMS = 0.3 }
    let (twin, _) = self.chip(Constant(volts: 0, amperes: 0)) { $0.noiseRMS = 0.3 }
    try configure(chip, 0x18)
    try configure(twin, 0x18)
    let bytes = try read(chip, 8190)
    #expect(try read(twin, 8190) == bytes)
    let codes = stride(from: 0, to: 8190, by: 2).map {
      Double(bytes[$0] & 0x0F) * 256 + Double(bytes[$0 + 1]) - 1960
    }
    let variance = codes.reduce(0) { $0 + $1 * $1 } / 4095
    // a code at the middle of its step: P(|n| > 0.5) = 0.0956 at 0.3 LSB, each counts 1
    #expect(abs(variance - 0.0956) < 0.023)
  }

  @Test("Faults are those of their message alone")
  func faults() throws {
    let (chip, clock) = chip(Constant(volts: 0, amperes: 0))
    chip.plan(.notAcknowledged, message: 0)
    chip.plan(.truncated(bytes: 3), message: 2)
    chip.plan(.wrongChannel(conversion: 1, found: 3), message: 3)
    chip.plan(.stall(conversion: 1, nanoseconds: 777), message: 4)
    chip.plan(.brownOut, message: 5)
    #expect(throws: I2CFault.notAcknowledged) { try configure(chip, 0x7B) }
    #expect(chip.configuration == 0xF0)
    try configure(chip, 0x7B)
    #expect(throws: I2CFault.truncated(bytes: 3)) { _ = try read(chip, 6) }
    #expect(try read(chip, 4) == [0x07, 0xA8, 0x37, 0xA8])
    let before = clock.now
    #expect(try read(chip, 4) == [0x07, 0xA8, 0x17, 0xA8])
    #expect(clock.now.since(before) == 45 * 2500 + 777)
    #expect(try read(chip, 2) == [0x05, 0xCD])
    #expect(chip.messages == 6)
  }

  @Test("A stall beyond the end of its message takes no time")
  func stallBeyond() throws {
    let (chip, clock) = chip(Constant(volts: 0, amperes: 0))
    try configure(chip, 0x7B)
    chip.plan(.stall(conversion: 2, nanoseconds: 777), message: 1)
    let before = clock.now
    #expect(try read(chip, 4) == [0x07, 0xA8, 0x17, 0xA8])
    #expect(clock.now.since(before) == 45 * 2500)
  }

  @Test("An odd count ends inside a conversion, which takes its time all the same")
  func oddCount() throws {
    let (chip, clock) = chip(Constant(volts: 0, amperes: 0))
    try configure(chip, 0x7B)
    let before = clock.now
    #expect(try read(chip, 3) == [0x07, 0xA8, 0x17])
    #expect(clock.now.since(before) == 45 * 2500)
  }

  @Test("With no input selected another input's number still shows")
  func nothingSelected() throws {
    let (chip, _) = chip(Constant(volts: 0, amperes: 0))
    try configure(chip, 0x08)
    chip.plan(.wrongChannel(conversion: 1, found: 2), message: 1)
    #expect(try read(chip, 4) == [0x00, 0x00, 0x20, 0x00])
  }
}
