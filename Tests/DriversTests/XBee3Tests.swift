// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

@Suite("XBee 3 driver")
struct XBee3Tests {
  private typealias Driver = XBee3Module<SimulatedSerial, SimulatedOutput, VirtualTime>

  private struct Bench {
    let clock = VirtualClock()
    let cable: SimulatedSerialCable
    let reset: SimulatedLine

    init(writeBytesMax: Int = .max, queueBytesMax: Int = .max) {
      cable = SimulatedSerialCable(writeBytesMax: writeBytesMax, queueBytesMax: queueBytesMax)
      reset = SimulatedLine(clock: clock, level: .high)
    }

    var driver: Driver { XBee3Module(port: cable.endA, reset: reset.output, pause: clock.clock) }

    /// What the radio's end has received.
    func received(_ limit: Int = 4096) throws -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: limit)
      var end = cable.endB
      var span = bytes.mutableSpan
      let count = try end.read(into: &span)
      return Array(bytes.prefix(count))
    }
  }

  private static let ramp = (0..<1024).map { UInt8(truncatingIfNeeded: $0 * 7) }

  @Test("Reset pulls the line low for 1 ms and lets it go")
  func resets() throws {
    let bench = Bench()
    var driver = bench.driver
    try driver.reset()
    #expect(
      bench.reset.edges == [
        .init(at: Instant(nanoseconds: 0), level: .low),
        .init(at: Instant(nanoseconds: 1_000_000), level: .high),
      ])
  }

  @Test("Reset forgets what was waiting")
  func resetForgets() throws {
    let bench = Bench(queueBytesMax: 0)
    var driver = bench.driver
    let taken = try driver.transmit([1, 2, 3].span)
    #expect(taken)
    try driver.reset()
    let pending = driver.pendingCount
    #expect(pending == 0)
  }

  @Test("Bytes arrive in order however few the port takes at once", arguments: [1, 7, 300, 5000])
  func partialWrites(_ writeBytesMax: Int) throws {
    let bench = Bench(writeBytesMax: writeBytesMax)
    var driver = bench.driver
    let taken = try driver.transmit(Self.ramp.span)
    #expect(taken)
    try driver.flush()
    #expect(try bench.received() == Self.ramp)
  }

  @Test("The queue takes all or nothing, and goes on in order around its end")
  func queueIsBounded() throws {
    let bench = Bench(queueBytesMax: 100)
    var driver = bench.driver
    var taken = try driver.transmit(Self.ramp.span)
    #expect(taken)
    var pending = driver.pendingCount
    #expect(pending == 924)
    taken = try driver.transmit([UInt8](repeating: 9, count: 101).span)
    #expect(!taken)
    taken = try driver.transmit([UInt8](repeating: 9, count: 100).span)
    #expect(taken)
    pending = driver.pendingCount
    #expect(pending == 1024)
    var all: [UInt8] = []
    for _ in 0..<12 {
      all += try bench.received()
      try driver.flush()
    }
    #expect(all == Self.ramp + [UInt8](repeating: 9, count: 100))
  }

  @Test("A port that fails keeps what waits for later")
  func failureKeeps() throws {
    let bench = Bench()
    var driver = bench.driver
    bench.cable.setHungUp(true)
    #expect(throws: SerialFault.hungUp) { _ = try driver.transmit([1, 2].span) }
    let pending = driver.pendingCount
    #expect(pending == 2)
    bench.cable.setHungUp(false)
    try driver.flush()
    #expect(try bench.received() == [1, 2])
  }

  @Test("What the module sends is received, no more than there is room for")
  func receives() throws {
    let bench = Bench()
    var driver = bench.driver
    var module = bench.cable.endB
    _ = try module.write([0x7E, 0x00, 0x02, 0x8A, 0x00, 0x75].span)
    var bytes = [UInt8](repeating: 0, count: 4)
    var span = bytes.mutableSpan
    var count = try driver.receive(into: &span)
    #expect(count == 4)
    span = bytes.mutableSpan
    #expect(bytes == [0x7E, 0x00, 0x02, 0x8A])
    var rest = [UInt8](repeating: 0, count: 4)
    var restSpan = rest.mutableSpan
    count = try driver.receive(into: &restSpan)
    #expect(count == 2)
    #expect(rest == [0x00, 0x75, 0, 0])
  }
}
