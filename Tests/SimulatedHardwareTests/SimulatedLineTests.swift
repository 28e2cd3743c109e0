// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

@Suite("Simulated lines and cables")
struct SimulatedLineTests {
  @Test("An input reads what the output drives, and edges carry their time")
  func edges() throws {
    let clock = VirtualClock()
    let line = SimulatedLine(clock: clock)
    var output = line.output
    var input = line.input
    try output.set(.low)
    clock.advance(nanoseconds: 10)
    try output.set(.high)
    try output.set(.high)
    #expect(try input.level() == .high)
    clock.advance(nanoseconds: 5)
    line.drive(.low)
    #expect(try input.level() == .low)
    #expect(
      line.edges == [
        .init(at: Instant(nanoseconds: 10), level: .high),
        .init(at: Instant(nanoseconds: 15), level: .low),
      ])
  }

  @Test("A line that is gone fails on both sides until it is back")
  func disconnected() throws {
    let line = SimulatedLine(clock: VirtualClock())
    var output = line.output
    var input = line.input
    line.setConnected(false)
    #expect(throws: LineFault.disconnected) { try output.set(.high) }
    #expect(throws: LineFault.disconnected) { _ = try input.level() }
    line.setConnected(true)
    try output.set(.high)
    #expect(line.level == .high)
  }

  @Test("A cable carries both directions apart, in order, within its limits")
  func cable() throws {
    let cable = SimulatedSerialCable(writeBytesMax: 2, queueBytesMax: 3)
    var left = cable.endA
    var right = cable.endB
    #expect(try left.write([1, 2, 3].span) == 2)
    #expect(try left.write([3, 4].span) == 1)
    #expect(try left.write([4].span) == 0)
    #expect(try right.write([9].span) == 1)
    var bytes = [UInt8](repeating: 0, count: 8)
    var span = bytes.mutableSpan
    #expect(try right.read(into: &span) == 3)
    #expect(bytes.prefix(3) == [1, 2, 3])
    var other = [UInt8](repeating: 0, count: 8)
    var otherSpan = other.mutableSpan
    #expect(try left.read(into: &otherSpan) == 1)
    #expect(other[0] == 9)
    cable.setHungUp(true)
    #expect(throws: SerialFault.hungUp) { _ = try left.write([1].span) }
  }
}
