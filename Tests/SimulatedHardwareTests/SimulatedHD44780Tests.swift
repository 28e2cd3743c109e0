// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

/// The display driven by hand, pin by pin.
@Suite("Simulated HD44780")
struct SimulatedHD44780Tests {
  private struct Bench {
    let clock = VirtualClock()
    let display: SimulatedHD44780

    init() { display = SimulatedHD44780(clock: clock) }

    func set(_ pin: SimulatedHD44780.Pin, _ level: Level) throws {
      var line = display.line(pin)
      try line.set(level)
    }

    func nibble(_ value: UInt8, rs: Level = .low, high: UInt64 = 500) throws {
      try set(.rs, rs)
      for (place, pin) in [SimulatedHD44780.Pin.d4, .d5, .d6, .d7].enumerated() {
        try set(pin, value >> UInt8(place) & 1 == 0 ? .low : .high)
      }
      try set(.e, .high)
      clock.advance(nanoseconds: high)
      try set(.e, .low)
      clock.advance(nanoseconds: 600)
    }

    func byte(_ value: UInt8, rs: Level = .low, pause: UInt64 = 41_000) throws {
      try nibble(value >> 4, rs: rs)
      try nibble(value & 0xF, rs: rs)
      clock.advance(nanoseconds: pause)
    }

    /// The datasheet's start, without a reserve in its pauses.
    func start() throws {
      clock.advance(nanoseconds: 15_000_000)
      for pause in [UInt64(4_100_000), 100_000, 41_000] {
        try nibble(3)
        clock.advance(nanoseconds: pause)
      }
      try nibble(2)
      clock.advance(nanoseconds: 41_000)
      for instruction in [UInt8(0x28), 0x0C, 0x06] { try byte(instruction) }
      try byte(0x01, pause: 1_520_000)
    }
  }

  @Test("The datasheet's start with its shortest pauses is accepted")
  func start() throws {
    let bench = Bench()
    try bench.start()
    for character in "Hi".utf8 { try bench.byte(character, rs: .high) }
    #expect(bench.display.faults == [])
    #expect(bench.display.lines[0] == "Hi                  ")
  }

  @Test(
    "A pause too short is a fault, and what came is lost",
    arguments: [(0, 4_000_000), (1, 90_000), (2, 30_000)] as [(Int, UInt64)])
  func busyAtStart(_ row: (index: Int, pause: UInt64)) throws {
    let bench = Bench()
    var pauses: [UInt64] = [4_100_000, 100_000, 41_000]
    pauses[row.index] = row.pause
    bench.clock.advance(nanoseconds: 15_000_000)
    for pause in pauses {
      try bench.nibble(3)
      bench.clock.advance(nanoseconds: pause)
    }
    try bench.nibble(2)
    guard case .busy = bench.display.faults.first else {
      Issue.record("\(bench.display.faults)")
      return
    }
  }

  @Test("A nibble in the first 10 ms after power-up comes too early")
  func tooEarly() throws {
    let bench = Bench()
    bench.clock.advance(nanoseconds: 9_000_000)
    try bench.nibble(3)
    #expect(bench.display.faults == [.busy(at: Instant(nanoseconds: 9_000_500))])
  }

  @Test("After clear the controller is at work for 1.52 ms")
  func busyAfterClear() throws {
    let bench = Bench()
    try bench.start()
    try bench.byte(0x01, pause: 1_500_000)
    try bench.nibble(4, rs: .high)
    #expect(bench.display.faults.count == 1)
  }

  @Test("E high below 450 ns and a cycle below 1,000 ns are faults")
  func shortPulses() throws {
    let bench = Bench()
    try bench.start()
    try bench.nibble(0, high: 449)
    #expect(bench.display.faults == [.shortEnable(nanoseconds: 449)])
    let other = Bench()
    try other.start()
    try other.nibble(0, high: 450)
    #expect(other.display.faults == [])
    let third = Bench()
    try third.start()
    try third.set(.e, .high)
    third.clock.advance(nanoseconds: 500)
    try third.set(.e, .low)
    third.clock.advance(nanoseconds: 499)
    try third.set(.e, .high)
    #expect(third.display.faults == [.shortCycle(nanoseconds: 999)])
  }

  @Test("A line that changes while E is high is a fault")
  func unstable() throws {
    let bench = Bench()
    try bench.start()
    try bench.set(.e, .high)
    try bench.set(.d6, .high)
    try bench.set(.rs, .high)
    #expect(bench.display.faults == [.unstable, .unstable])
  }

  @Test("Memory goes from 0x27 to 0x40 and from 0x67 to 0x00; lines 3 and 4 follow 1 and 2")
  func addresses() throws {
    let bench = Bench()
    try bench.start()
    try bench.byte(0x80 | 0x13)
    for character in "abc".utf8 { try bench.byte(character, rs: .high) }
    try bench.byte(0x80 | 0x27)
    for character in "de".utf8 { try bench.byte(character, rs: .high) }
    try bench.byte(0x80 | 0x67)
    for character in "fg".utf8 { try bench.byte(character, rs: .high) }
    #expect(
      bench.display.lines == [
        "g                  a", "e                   ", "bc                 d",
        "                   f",
      ])
  }

  @Test("Entry mode may count down, display off hides, clear counts up again")
  func modes() throws {
    let bench = Bench()
    try bench.start()
    try bench.byte(0x04)
    try bench.byte(0x80 | 0x02)
    for character in "abcd".utf8 { try bench.byte(character, rs: .high) }
    #expect(bench.display.lines[0] == "cba                 ")
    #expect(bench.display.lines[3] == "                   d")
    try bench.byte(0x08)
    #expect(!bench.display.isOn)
    #expect(bench.display.lines[0] == "                    ")
    try bench.byte(0x0C)
    #expect(bench.display.lines[0] == "cba                 ")
    try bench.byte(0x01, pause: 1_520_000)
    for character in "xy".utf8 { try bench.byte(character, rs: .high) }
    #expect(bench.display.lines[0] == "xy                  ")
  }

  @Test("ROM A00 shows a yen sign, arrows, degree and micro where it has them")
  func characterROM() throws {
    let bench = Bench()
    try bench.start()
    for code in [UInt8(0x5C), 0x7E, 0x7F, 0xDF, 0xE4, 0xF4, 0xFF, 0x03, 0x80] {
      try bench.byte(code, rs: .high)
    }
    #expect(bench.display.lines[0] == "¥→←°µΩ█▯�           ")
  }

  @Test("What the model does not know is a fault, not a guess", arguments: [UInt8(0x07), 0x18])
  func unsupported(_ instruction: UInt8) throws {
    let bench = Bench()
    try bench.start()
    try bench.byte(instruction)
    #expect(bench.display.faults == [.unsupported(instruction)])
  }
}
