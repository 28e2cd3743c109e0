// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import Quantities

/// The port at which a reader on site takes the meter's registers: P1 of DSMR 5, or a readout in
/// mode C of IEC 62056-21. Both come from `OBISTable`. It tells; it never takes an order.
///
/// Its owner has a UART of 8 data bits, no parity, 1 stop bit in both modes, since parity is made
/// here, and on each pass of its loop, at least each 20 ms:
///
/// 1. gives `requestLine` the level of P1's request line, and `received` each byte;
/// 2. calls `ticked`; if that is true it gives `begin` the readings of now;
/// 3. sets the UART to `speed` where that has changed: then all that was taken has left;
/// 4. writes what `outgoing` has, and tells `taken` how much of it the UART took, until there is
///    nothing or the UART takes no more.
///
/// Readings are taken once for a message: all its lines are of the same moment.
///
/// - Range: at most one message at a time; no queue. Allocates: never.
/// - Errors: none. What is no message of the standard is passed over.
/// - Source: [DSMR P1 5.0.2]; [IEC 62056-21] protocol mode C.
public struct LocalPort: Sendable {
  private let parameters: LocalPortParameters
  private var transmitter = Transmitter()
  private var requests = P1Requests()
  private var session: ModeC

  /// Makes a port on which nothing has happened.
  public init(_ parameters: LocalPortParameters) {
    self.parameters = parameters
    session = ModeC(parameters)
  }

  /// What the UART must be set to. It changes only when nothing is on its way.
  public var speed: LineSpeed {
    switch parameters.mode {
    case .p1: .bd115200
    case .iec62056: session.speed
    }
  }

  /// Whether a message is on its way out.
  public var isSending: Bool { transmitter.isSending }

  /// Takes the level of P1's request line, as often as one likes; mode C has none.
  ///
  /// A level that falls stops the telegram at once; the next one begins at its beginning.
  public mutating func requestLine(isHigh: Bool) {
    guard parameters.mode == .p1 else { return }
    requests.requestLine(isHigh: isHigh, &transmitter)
  }

  /// Takes a byte as the UART gives it, parity in bit 7. P1 listens to nothing.
  public mutating func received(_ byte: UInt8, at now: Instant) {
    guard parameters.mode == .iec62056 else { return }
    session.received(byte, at: now, &transmitter)
  }

  /// Lets time pass.
  ///
  /// - Returns: whether a message is due: then `begin` wants the readings of now.
  public mutating func ticked(at now: Instant) -> Bool {
    switch parameters.mode {
    case .p1: return requests.isDue(at: now, transmitter)
    case .iec62056:
      session.advance(to: now, &transmitter)
      return session.isDue
    }
  }

  /// Begins the message that is due; without one nothing happens.
  public mutating func begin(_ readings: LocalReadings, at now: Instant) {
    switch parameters.mode {
    case .p1:
      guard requests.isDue(at: now, transmitter) else { return }
      requests.begin(at: now)
      transmitter.start(LocalMessage(.telegram, head: parameters.telegramHead, readings))
    case .iec62056:
      guard session.isDue else { return }
      session.begin(readings, &transmitter)
    }
  }

  /// Bytes for the UART; empty where it has enough.
  public func outgoing(at now: Instant) -> FixedBytes<64> {
    transmitter.outgoing(at: now, speed)
  }

  /// So many of the bytes of `outgoing` were taken.
  public mutating func taken(_ count: Int, at now: Instant) {
    transmitter.taken(count, at: now, speed)
  }
}

extension LocalPortParameters {
  /// `/`, the flag, 5 for the speed, the type, an empty line. Source: [DSMR P1 5.0.2] telegram.
  var telegramHead: LocalLine {
    var line = identificationLine(code: UInt8(ascii: "5"))
    line.append("\r\n")
    return line
  }

  /// `/`, the flag, the speed, the type. Source: [IEC 62056-21] identification message.
  func identificationLine(code: UInt8) -> LocalLine {
    var line = LocalLine()
    line.append("/")
    for index in 0..<manufacturer.count { line.append(manufacturer[index]) }
    line.append(code)
    for index in 0..<identification.count { line.append(identification[index]) }
    line.append("\r\n")
    return line
  }
}
