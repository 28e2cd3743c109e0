// SPDX-License-Identifier: Apache-2.0

import Bytes
import Glibc
import LocalPort
import Quantities

/// The port, its readings and the line it is on.
struct PortBench {
  /// Unit: microseconds between two passes.
  private static let passMicroseconds: UInt32 = 2_000

  private let line: Int32
  private var parameters: LocalPortParameters
  private var readings = LocalReadings()
  private var port: LocalPort
  private var speed: LineSpeed?
  private var typed: [UInt8] = []
  private(set) var isServing = false

  init(_ mode: LocalPortParameters.Mode, line: Int32) {
    self.line = line
    parameters = LocalPortParameters(
      mode: mode, manufacturer: fixed("LMT"), identification: fixed("LASTMETER-1"))
    port = LocalPort(parameters)
  }

  /// A line of standard input.
  mutating func take(_ line: String) {
    let words = line.split(separator: " ").map(String.init)
    if words == ["serve"] {
      port = LocalPort(parameters)
      isServing = true
      say("serving")
    } else if words.first == "request" {
      port.requestLine(isHigh: words.last == "high")
    } else {
      set(line)
    }
  }

  /// Until standard input ends.
  mutating func serve() {
    for descriptor in [STDIN_FILENO, line] {
      guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { return say("no such descriptor") }
    }
    while readCommands() {
      let now = Self.now()
      for byte in Self.take(256, from: line) ?? [] { port.received(byte, at: now) }
      if port.ticked(at: now) { port.begin(readings, at: now) }
      tellSpeed()
      give(at: now)
      usleep(Self.passMicroseconds)
    }
  }

  private mutating func give(at now: Instant) {
    while true {
      let bytes = port.outgoing(at: now)
      guard bytes.count > 0 else { return }
      let count = max(write(line, (0..<bytes.count).map { bytes[$0] }, bytes.count), 0)
      port.taken(count, at: now)
      guard count == bytes.count else { return }
    }
  }

  private mutating func tellSpeed() {
    guard speed != port.speed else { return }
    speed = port.speed
    say("speed \(port.speed.bitsPerSecond)")
  }

  /// Takes the lines that are there; false at the end.
  private mutating func readCommands() -> Bool {
    guard let bytes = Self.take(4_096, from: STDIN_FILENO) else { return false }
    typed += bytes
    while let end = typed.firstIndex(of: 0x0A) {
      take(String(decoding: typed[..<end], as: UTF8.self))
      typed.removeSubrange(...end)
    }
    return true
  }

  private mutating func set(_ line: String) {
    let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return say("unknown \(line)") }
    let value = String(parts[1])
    switch parts[0] {
    case "manufacturer": parameters.manufacturer = fixed(value)
    case "identification": parameters.identification = fixed(value)
    case "address": parameters.address = fixed(value)
    default:
      if !readings.set(String(parts[0]), value) { say("unknown \(line)") }
    }
  }

  /// What has arrived; nil at the end.
  private static func take(_ count: Int, from descriptor: Int32) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: count)
    let count = read(descriptor, &buffer, buffer.count)
    return count == 0 ? nil : Array(buffer.prefix(max(count, 0)))
  }

  private func say(_ line: String) {
    print(line)
    // Whoever listens through a pipe waits for it.
    fflush(nil)
  }

  private static func now() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
  }
}

/// As many of the bytes as fit.
func fixed<let capacity: Int>(_ text: String) -> FixedBytes<capacity> {
  var bytes = FixedBytes<capacity>()
  for byte in text.utf8 { bytes.append(byte) }
  return bytes
}
