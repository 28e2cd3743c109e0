// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface

/// Limits of the radio's line.
public enum XBee3ModuleLimits {
  /// Bytes that may wait for the UART; the longest escaped API frame is well below.
  public static let queueBytesMax = 1024
  /// How long RESET is held low; Digi asks for 200 ns of earlier XBee modules and states none for
  /// this one, so it is held far longer. Unit: nanoseconds.
  public static let resetNanoseconds: UInt64 = 1_000_000
}

/// The radio module: its UART and its reset line. Frames are RadioLink's, not this driver's.
///
/// - Allocates: never.
public struct XBee3Module<
  Port: SerialPort & ~Copyable, Reset: DigitalOutput & ~Copyable, Pause: Delay & ~Copyable
>: ~Copyable {
  private var port: Port
  private var resetLine: Reset
  private var pause: Pause
  private var queue = InlineArray<1024, UInt8>(repeating: 0)
  private var first = 0
  /// Bytes taken by `transmit` that the port has not taken yet.
  public private(set) var pendingCount = 0

  /// Takes the port and the line; touches neither.
  public init(port: consuming Port, reset: consuming Reset, pause: consuming Pause) {
    self.port = port
    self.resetLine = reset
    self.pause = pause
  }

  /// Pulses RESET and forgets what was waiting: the module loses it too.
  ///
  /// The module answers with a modem status frame once it runs again.
  public mutating func reset() throws(Reset.Failure) {
    first = 0
    pendingCount = 0
    try resetLine.set(.low)
    pause.pause(nanoseconds: XBee3ModuleLimits.resetNanoseconds)
    try resetLine.set(.high)
  }

  /// Fills `bytes` with what has arrived; returns how many, 0 for none.
  public mutating func receive(into bytes: inout MutableSpan<UInt8>) throws(Port.Failure) -> Int {
    try port.read(into: &bytes)
  }

  /// Queues bytes, all or none, and hands on what the port takes now.
  ///
  /// - Errors: false where the queue has no room, nothing was queued; the port's own errors
  ///   leave the bytes queued.
  public mutating func transmit(_ bytes: Span<UInt8>) throws(Port.Failure) -> Bool {
    guard bytes.count <= XBee3ModuleLimits.queueBytesMax - pendingCount else {
      try flush()
      guard bytes.count <= XBee3ModuleLimits.queueBytesMax - pendingCount else { return false }
      return try enqueue(bytes)
    }
    return try enqueue(bytes)
  }

  /// Hands on what waits, as far as the port takes it.
  public mutating func flush() throws(Port.Failure) {
    while pendingCount > 0 {
      let end = min(first + pendingCount, XBee3ModuleLimits.queueBytesMax)
      let taken = try port.write(queue.span.extracting(first..<end))
      let count = max(0, min(taken, end - first))
      first = (first + count) % XBee3ModuleLimits.queueBytesMax
      pendingCount -= count
      if count == 0 { return }
    }
  }

  private mutating func enqueue(_ bytes: Span<UInt8>) throws(Port.Failure) -> Bool {
    for index in bytes.indices {
      queue[(first + pendingCount) % XBee3ModuleLimits.queueBytesMax] = bytes[index]
      pendingCount += 1
    }
    try flush()
    return true
  }
}
