// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

@testable import Drivers

/// Expected bytes are those of the pages of [MB85RC256V] DS501-00017-3v0-E, typed by hand.
@Suite struct MB85RC256VTests {
  private static func read<Chip: I2CTarget & ~Copyable>(
    _ memory: inout MB85RC256V<Chip>, at offset: Int, _ count: Int
  ) throws(MB85RC256VError<Chip.Failure>) -> [UInt8] {
    var bytes = [UInt8](repeating: 0xEE, count: count)
    var span = bytes.mutableSpan
    try memory.read(at: offset, into: &span)
    return bytes
  }

  private static func failure<Chip: I2CTarget & ~Copyable>(
    _ memory: inout MB85RC256V<Chip>,
    _ body: (inout MB85RC256V<Chip>) throws(MB85RC256VError<Chip.Failure>) -> Void
  ) -> MB85RC256VError<Chip.Failure>? {
    do throws(MB85RC256VError<Chip.Failure>) {
      try body(&memory)
      return nil
    } catch { return error }
  }

  @Test("A write is the address, upper byte first, and the bytes; nothing follows for a sync")
  func write() throws {
    let script = ScriptedI2C([.write([0x12, 0x34, 0xAA, 0xBB]), .write([0x7F, 0xFF, 0x01])])
    var memory = MB85RC256V(script.target)
    let (pair, one): ([UInt8], [UInt8]) = ([0xAA, 0xBB], [0x01])
    try memory.write(pair.span, at: 0x1234)
    try memory.write(one.span, at: 0x7FFF)
    try memory.sync()
    #expect(script.isSatisfied)
  }

  @Test("A read sets its address first")
  func read() throws {
    let script = ScriptedI2C([.write([0x00, 0x05]), .read([1, 2, 3])])
    var memory = MB85RC256V(script.target)
    #expect(try Self.read(&memory, at: 5, 3) == [1, 2, 3])
    #expect(script.isSatisfied)
  }

  @Test("A write is split after 256 bytes, each part with its address", arguments: [256, 257, 513])
  func splitWrite(count: Int) throws {
    let bytes = (0..<count).map { UInt8($0 % 251) }
    var messages: [ScriptedI2C.Message] = []
    for (start, upper) in [(0, 0x10), (256, 0x11), (512, 0x12)] where start < count {
      let part = bytes[start..<min(count, start + 256)]
      messages.append(.write([UInt8(upper), 0x80] + part))
    }
    let script = ScriptedI2C(messages)
    var memory = MB85RC256V(script.target)
    try memory.write(bytes.span, at: 0x1080)
    #expect(script.isSatisfied)
  }

  @Test("A read is split at what the adapter takes, and at 4,096 bytes", arguments: [3, 8190])
  func splitRead(adapter: Int) throws {
    let partMax = min(adapter, 4096)
    let count = 2 * partMax + 1
    let bytes = (0..<count).map { UInt8($0 % 251) }
    var messages: [ScriptedI2C.Message] = []
    for start in stride(from: 0, to: count, by: partMax) {
      messages.append(.write([UInt8(start >> 8), UInt8(start & 0xFF)]))
      messages.append(.read(Array(bytes[start..<min(count, start + partMax)])))
    }
    let script = ScriptedI2C(messages, readBytesMax: adapter)
    var memory = MB85RC256V(script.target)
    #expect(try Self.read(&memory, at: 0, count) == bytes)
    #expect(script.isSatisfied)
  }

  @Test("A read that the adapter refuses is shortened at once, and goes on where it was")
  func shortenedRead() throws {
    let bytes = (0..<10).map { UInt8($0) }
    let script = ScriptedI2C([
      .write([0, 0]), .refusal(readBytesMax: 6), .write([0, 0]), .read(Array(bytes[0..<6])),
      .write([0, 6]), .read(Array(bytes[6...])),
    ])
    var memory = MB85RC256V(script.target)
    #expect(try Self.read(&memory, at: 0, 10) == bytes)
    #expect(script.isSatisfied)
  }

  @Test(
    "An access outside is refused and nothing is sent",
    arguments: [(-1, 1), (32_768, 1), (32_767, 2), (0, 32_769), (Int.max, 1), (Int.min, 1)])
  func outside(offset: Int, count: Int) {
    let script = ScriptedI2C([])
    var memory = MB85RC256V(script.target)
    let bytes = [UInt8](repeating: 1, count: count)
    let wanted = MB85RC256VError<I2CFault>.outOfRange(offset: offset, count: count)
    let writing = Self.failure(&memory) { memory throws(MB85RC256VError<I2CFault>) in
      try memory.write(bytes.span, at: offset)
    }
    let reading = Self.failure(&memory) { memory throws(MB85RC256VError<I2CFault>) in
      _ = try Self.read(&memory, at: offset, count)
    }
    #expect(writing == wanted && reading == wanted)
    #expect(script.problems == [])
  }

  @Test("The last byte can be reached; no bytes at the end send nothing")
  func edges() throws {
    let chip = SimulatedMB85RC256V(clock: VirtualClock())
    var memory = MB85RC256V(chip.target())
    let (one, none): ([UInt8], [UInt8]) = ([9], [])
    try memory.write(one.span, at: 32_767)
    try memory.write(none.span, at: 32_768)
    #expect(try Self.read(&memory, at: 32_767, 1) == [9])
    #expect(try Self.read(&memory, at: 32_768, 0) == [])
    #expect(chip.content[0] == 0 && chip.calls == 3)
  }

  @Test("A bus error is the chip's own, in a write, in the address and in the bytes of a read")
  func busErrors() {
    let bytes: [UInt8] = [1]
    let script = ScriptedI2C([
      .failure(.notAcknowledged), .failure(.timeout), .write([0, 0]), .failure(.timeout),
    ])
    var memory = MB85RC256V(script.target)
    let writing = Self.failure(&memory) { memory throws(MB85RC256VError<I2CFault>) in
      try memory.write(bytes.span, at: 0)
    }
    #expect(writing == .bus(.notAcknowledged))
    for _ in 0..<2 {
      let reading = Self.failure(&memory) { memory throws(MB85RC256VError<I2CFault>) in
        _ = try Self.read(&memory, at: 0, 1)
      }
      #expect(reading == .bus(.timeout))
    }
    #expect(script.isSatisfied)
  }

  @Test("A write whose second message fails has written the first, and no byte of a third")
  func secondMessage() {
    let chip = SimulatedMB85RC256V(clock: VirtualClock())
    chip.plan(.notAcknowledgedAfter(bytes: 2), call: 1)
    var memory = MB85RC256V(chip.target())
    let bytes = [UInt8](repeating: 0x77, count: 600)
    let found = Self.failure(&memory) { memory throws(MB85RC256VError<I2CFault>) in
      try memory.write(bytes.span, at: 0)
    }
    #expect(found == .bus(.notAcknowledged))
    #expect(chip.content.prefix(258).allSatisfy { $0 == 0x77 })
    #expect(chip.content.dropFirst(258).allSatisfy { $0 == 0 })
  }

  @Test("The chip says 00 A5 10: manufacturer 0x00A, product 0x510")
  func identity() throws {
    let found = MB85RC256VMemory.deviceID
    #expect(found.rawValue == 0x00A510 && found.manufacturer == 0x00A && found.part == 0x510)
    let chip = SimulatedMB85RC256V(clock: VirtualClock())
    var memory = MB85RC256V(chip.target())
    try memory.check()
  }

  @Test("Another part at the address is told by its identity: an FM24V02 says 00 42 00")
  func anotherPart() {
    let other = I2CDeviceID(0x00, 0x42, 0x00)
    let chip = SimulatedMB85RC256V(clock: VirtualClock(), deviceID: other)
    var memory = MB85RC256V(chip.target())
    let found = Self.failure(&memory) { memory throws(MB85RC256VError<I2CFault>) in
      try memory.check()
    }
    #expect(found == .wrongDevice(found: other))
  }

  @Test("Nothing at the address, or nothing with an identity, is a bus error")
  func absent() {
    let chip = SimulatedMB85RC256V(clock: VirtualClock(), pins: 0b001)
    var memory = MB85RC256V(chip.target(address: 0x50))
    let found = Self.failure(&memory) { memory throws(MB85RC256VError<I2CFault>) in
      try memory.check()
    }
    #expect(found == .bus(.notAcknowledged))
  }

  @Test("A memory that keeps nothing is told, whether it acknowledges or not")
  func writeProtected() throws {
    let chip = SimulatedMB85RC256V(clock: VirtualClock())
    var memory = MB85RC256V(chip.target())
    try memory.checkWritable(scratch: 32_767)
    chip.set(.acknowledging)
    let silent = Self.failure(&memory) { memory throws(MB85RC256VError<I2CFault>) in
      try memory.checkWritable(scratch: 32_767)
    }
    #expect(silent == .writeProtected)
    chip.set(.refusing)
    let refused = Self.failure(&memory) { memory throws(MB85RC256VError<I2CFault>) in
      try memory.checkWritable(scratch: 32_767)
    }
    #expect(refused == .bus(.notAcknowledged))
    #expect(chip.content.dropLast().allSatisfy { $0 == 0 })
  }

  @Test("Each failure has its kind")
  func kinds() {
    let rows: [(MB85RC256VError<I2CFault>, StoreFailureKind)] = [
      (.bus(.timeout), .inputOutput), (.outOfRange(offset: 0, count: 1), .other),
      (.wrongDevice(found: I2CDeviceID(1, 2, 3)), .other), (.writeProtected, .readOnly),
    ]
    for (failure, kind) in rows { #expect(failure.storeFailureKind == kind) }
  }

  @Test("What is written is there after a power cut at any byte, up to that byte")
  func powerCuts() {
    let bytes = (0..<300).map { UInt8($0 % 250 + 1) }
    for count in [0, 1, 2, 255, 256, 257, 299, 300] {
      let chip = SimulatedMB85RC256V(clock: VirtualClock())
      chip.cutPower(afterBytes: count)
      var memory = MB85RC256V(chip.target())
      let found = Self.failure(&memory) { memory throws(MB85RC256VError<I2CFault>) in
        try memory.write(bytes.span, at: 100)
      }
      #expect((found == nil) == (count == 300))
      let wanted = bytes.prefix(count) + [UInt8](repeating: 0, count: 300 - count)
      #expect(chip.content[100..<400].elementsEqual(wanted), "cut after \(count)")
    }
  }

  @Test(
    "20 ms of bus time carry 219 bytes at 100 kHz, 876 at 400 kHz and 2,193 at 1 MHz",
    arguments: [(100_000, 219), (400_000, 876), (1_000_000, 2193)])
  func busTime(clockHertz: Int, count: Int) throws {
    let periods = clockHertz / 50
    #expect(MB85RC256VLimits.clocksToWrite(count) <= periods)
    #expect(MB85RC256VLimits.clocksToWrite(count + 1) > periods)
    let clock = VirtualClock()
    let chip = SimulatedMB85RC256V(clock: clock, clockHertz: UInt64(clockHertz))
    var memory = MB85RC256V(chip.target())
    let bytes = [UInt8](repeating: 1, count: count)
    try memory.write(bytes.span, at: 0)
    #expect(chip.clocks == MB85RC256VLimits.clocksToWrite(count))
    #expect(clock.now.nanoseconds <= 20_000_000)
  }
}
