// SPDX-License-Identifier: Apache-2.0

import Bytes
public import HardwareInterface
public import LocalPort
import Quantities

/// J1: the second UART, and the request line of P1 where one is wired.
public struct LocalPortHardware<
  Port: SerialPort & ~Copyable, Input: DigitalInput & ~Copyable
>: ~Copyable {
  /// Reads of the UART in one step, at most: 20 ms at 115,200 Bd are 231 bytes.
  private static var readsMax: Int { 4 }

  private var port: Port
  /// High asks for telegrams; nil asks always.
  private var requestLine: Input?
  private var local: LocalPort
  /// The speed that the UART has; nil before it was set. Unit: bits a second.
  private var speed: UInt32?
  private let parameters: LocalPortParameters
  private var isLost = false

  /// Takes an open UART of 8 data bits, no parity, 1 stop bit.
  public init(
    port: consuming Port, requestLine: consuming Input?, _ parameters: LocalPortParameters
  ) {
    self.port = port
    self.requestLine = requestLine
    self.parameters = parameters
    local = LocalPort(parameters)
  }

  /// The port failed; true where it had worked before. What was under way is void.
  mutating func lose() -> Bool {
    let isNew = !isLost
    isLost = true
    return isNew
  }

  /// The port works again, at a speed that nobody knows; the reader begins anew.
  private mutating func find() {
    isLost = false
    local = LocalPort(parameters)
    speed = nil
  }

  /// Looks at the request line.
  mutating func look() throws(Input.Failure) {
    let level = try requestLine?.level() ?? .high
    local.requestLine(isHigh: level == .high)
  }

  /// Takes what has come; true where a message is due.
  mutating func listen(_ clock: inout some Clock & ~Copyable) throws(Port.Failure) -> Bool {
    if !isLost { try setSpeed() }
    var bytes = InlineArray<64, UInt8>(repeating: 0)
    for _ in 0..<Self.readsMax {
      var span = bytes.mutableSpan
      let count = try port.read(into: &span)
      if isLost { find() }
      if count == 0 { break }
      let now = clock.now()
      for index in 0..<count { local.received(bytes[index], at: now) }
    }
    return local.ticked(at: clock.now())
  }

  /// Begins the message that is due.
  mutating func begin(_ readings: LocalReadings, at now: Instant) {
    local.begin(readings, at: now)
  }

  /// Writes what there is to say, as much as the UART takes.
  mutating func talk(at now: Instant) throws(Port.Failure) {
    guard !isLost else { return }
    try setSpeed()
    while true {
      let bytes = local.outgoing(at: now)
      guard bytes.count > 0 else { return }
      let taken = try port.write(bytes.span)
      local.taken(taken, at: now)
      if taken < bytes.count { return }
    }
  }

  private mutating func setSpeed() throws(Port.Failure) {
    let wanted = local.speed.bitsPerSecond
    guard wanted != speed else { return }
    try port.setSpeed(bitsPerSecond: wanted)
    speed = wanted
  }
}
