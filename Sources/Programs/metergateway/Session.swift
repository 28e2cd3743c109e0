// SPDX-License-Identifier: Apache-2.0

import Gateway
import HardwareInterface
import Quantities
import RadioLink

/// A gateway at a serial port: moves bytes between the two and prints readings.
struct Session<Port: SerialPort & ~Copyable>: ~Copyable {
  var port: Port
  private var gateway: Gateway
  private var unsent: [UInt8] = []

  init(port: consuming Port, joinSeconds: UInt8) {
    self.port = port
    gateway = Gateway(joinSeconds: joinSeconds)
  }

  /// Whether the radio has ever answered with a whole frame.
  var hasAnswer: Bool { gateway.radio.frameCounts.good > 0 }

  /// Unit: bytes moved in one direction in one step, at most.
  private static var bytesMax: Int { 4096 }

  /// Reads, lets time pass, prints, writes. Never waits. False where a line was not taken.
  mutating func step(
    at now: Instant, utc: UTC?, print: (String) -> Bool
  ) throws(Port.Failure) -> Bool {
    try read(at: now)
    gateway.tick(at: now)
    while let reading = gateway.nextReading() {
      guard print(reading.line(at: utc)) else { return false }
    }
    try write()
    return true
  }

  private mutating func read(at now: Instant) throws(Port.Failure) {
    var buffer = [UInt8](repeating: 0, count: Self.bytesMax)
    var span = buffer.mutableSpan
    let count = try port.read(into: &span)
    let arrived = Array(buffer.prefix(count))
    gateway.receive(arrived.span, at: now)
  }

  private mutating func write() throws(Port.Failure) {
    var buffer = [UInt8](repeating: 0, count: Self.bytesMax)
    if unsent.isEmpty {
      var span = buffer.mutableSpan
      let count = gateway.takeOutput(into: &span)
      unsent = Array(buffer.prefix(count))
    }
    guard !unsent.isEmpty else { return }
    let bytes = unsent
    let written = try port.write(bytes.span)
    unsent.removeFirst(written)
  }
}
