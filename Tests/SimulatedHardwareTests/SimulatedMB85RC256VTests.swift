// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

@Suite struct SimulatedMB85RC256VTests {
  private let clock = VirtualClock()

  private static func write(
    _ target: inout SimulatedMB85RC256VTarget, _ bytes: [UInt8]
  ) throws(I2CFault) {
    try target.write(bytes.span)
  }

  private static func read(
    _ target: inout SimulatedMB85RC256VTarget, _ count: Int, from address: [UInt8]? = nil
  ) throws(I2CFault) -> [UInt8] {
    var bytes = [UInt8](repeating: 0xEE, count: count)
    var span = bytes.mutableSpan
    if let address {
      try target.write(address.span, reading: &span)
    } else {
      try target.read(into: &span)
    }
    return bytes
  }

  private static func fault(_ body: () throws(I2CFault) -> Void) -> I2CFault? {
    do throws(I2CFault) {
      try body()
      return nil
    } catch { return error }
  }

  @Test("Writes and reads go on from the last address to the first")
  func rollOver() throws {
    let chip = SimulatedMB85RC256V(clock: clock)
    var target = chip.target()
    try Self.write(&target, [0x7F, 0xFE, 1, 2, 3, 4])
    #expect(chip.content.suffix(2) == [1, 2] && chip.content.prefix(2) == [3, 4])
    #expect(try Self.read(&target, 4, from: [0x7F, 0xFE]) == [1, 2, 3, 4])
    #expect(chip.counter == 2)
  }

  @Test("The top bit of the address is not looked at; one byte of it leaves the counter")
  func address() throws {
    let chip = SimulatedMB85RC256V(clock: clock)
    var target = chip.target()
    try Self.write(&target, [0x81, 0x00, 7])
    #expect(chip.content[0x100] == 7 && chip.counter == 0x101)
    try Self.write(&target, [0x00])
    #expect(chip.counter == 0x101)
  }

  @Test("A read without an address goes on where the last access ended, and anywhere at power-up")
  func currentAddress() throws {
    let chip = SimulatedMB85RC256V(clock: clock, counter: 0x102)
    var target = chip.target()
    try Self.write(&target, [0x01, 0x00, 5, 6, 7])
    try Self.write(&target, [0x01, 0x00])
    #expect(try Self.read(&target, 2) == [5, 6])
    #expect(try Self.read(&target, 1) == [7])
    chip.powerCycle(counter: 0x101)
    #expect(try Self.read(&target, 1) == [6])
  }

  @Test("Only its own address is acknowledged, of messages and of the question for the ID")
  func wrongAddress() throws {
    let chip = SimulatedMB85RC256V(clock: clock, pins: 0b101)
    var other = chip.target(address: 0x50)
    var target = chip.target(address: 0x55)
    #expect(
      Self.fault { () throws(I2CFault) in try Self.write(&other, [0, 0]) } == .notAcknowledged)
    #expect(
      Self.fault { () throws(I2CFault) in _ = try Self.read(&other, 1) } == .notAcknowledged)
    #expect(
      Self.fault { () throws(I2CFault) in _ = try other.readDeviceID() } == .notAcknowledged)
    let identity = try target.readDeviceID()
    #expect(identity.rawValue == 0x00A510)
  }

  @Test("Bytes acknowledged before the cut stay; then nothing answers until the supply is back")
  func powerCut() throws {
    let chip = SimulatedMB85RC256V(clock: clock)
    var target = chip.target()
    chip.cutPower(afterBytes: 2)
    let cut = Self.fault { () throws(I2CFault) in try Self.write(&target, [0, 0, 1, 2, 3]) }
    #expect(cut == .notAcknowledged && chip.content.prefix(3) == [1, 2, 0])
    #expect(Self.fault { () throws(I2CFault) in _ = try Self.read(&target, 1) } == .notAcknowledged)
    chip.powerCycle()
    #expect(try Self.read(&target, 3, from: [0, 0]) == [1, 2, 0])
  }

  @Test("With WP high bytes are dropped or refused, and reads work")
  func writeProtect() throws {
    let chip = SimulatedMB85RC256V(clock: clock)
    var target = chip.target()
    chip.set(.acknowledging)
    try Self.write(&target, [0, 0, 1])
    chip.set(.refusing)
    let refused = Self.fault { () throws(I2CFault) in try Self.write(&target, [0, 0, 1]) }
    #expect(refused == .notAcknowledged)
    #expect(try Self.read(&target, 1, from: [0, 0]) == [0])
    #expect(chip.bytesWritten == 0)
  }

  @Test("A planned fault hits its call and no other")
  func faults() throws {
    let chip = SimulatedMB85RC256V(clock: clock)
    var target = chip.target()
    chip.plan(.notAcknowledged, call: 0)
    chip.plan(.notAcknowledgedAfter(bytes: 1), call: 1)
    chip.plan(.timeout(nanoseconds: 1_000), call: 2)
    let message: [UInt8] = [0, 0, 1, 2]
    #expect(
      Self.fault { () throws(I2CFault) in try target.write(message.span) } == .notAcknowledged)
    #expect(chip.content[0] == 0)
    #expect(
      Self.fault { () throws(I2CFault) in try target.write(message.span) } == .notAcknowledged)
    #expect(chip.content[0] == 1 && chip.content[1] == 0)
    let before = clock.now
    #expect(Self.fault { () throws(I2CFault) in try target.write(message.span) } == .timeout)
    #expect(clock.now.since(before) == 1_000)
    try target.write(message.span)
    #expect(chip.content[1] == 2 && chip.calls == 4)
  }

  @Test("A byte takes nine periods, START and STOP one each, on the virtual clock")
  func busTime() throws {
    let chip = SimulatedMB85RC256V(clock: clock, clockHertz: 400_000)
    var target = chip.target()
    try Self.write(&target, [0, 0, 1])
    // START, address, two address bytes, one data byte, STOP
    #expect(chip.clocks == 1 + 4 * 9 + 1)
    #expect(clock.now.nanoseconds == 38 * 2_500)
    _ = try Self.read(&target, 3, from: [0, 0])
    // START, address, two bytes, START, address, three bytes, STOP
    #expect(chip.clocks == 38 + 1 + 3 * 9 + 1 + 4 * 9 + 1)
    _ = try target.readDeviceID()
    // START, F8, address, START, F9, three bytes, STOP
    #expect(chip.clocks == 104 + 1 + 2 * 9 + 1 + 4 * 9 + 1)
  }
}
