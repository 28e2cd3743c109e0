// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// How the local port is wired and what the meter calls itself there.
public struct LocalPortParameters: Sendable {
  /// What the port speaks.
  public enum Mode: Sendable {
    /// A telegram of DSMR 5 each second while the request line is high; 115200 Bd, 8N1.
    case p1
    /// A readout in mode C of IEC 62056-21 when asked; 300 Bd, 7E1, and the proposed speed.
    case iec62056
  }

  /// What the port speaks.
  public var mode: Mode
  /// The manufacturer's flag: three letters, as the DLMS User Association assigns them. A small
  /// third one promises an answer after 20 ms; this meter takes 200 ms in any case.
  public var manufacturer: FixedBytes<3>
  /// The type, of printable characters without `/`, `!` and `\`.
  public var identification: FixedBytes<16>
  /// By which a request may call this meter; empty where it answers only requests without one.
  public var address = FixedBytes<32>()
  /// The speed of the readout that is proposed to the reader.
  public var proposedSpeed = LineSpeed.bd9600

  /// Makes parameters.
  public init(mode: Mode, manufacturer: FixedBytes<3>, identification: FixedBytes<16>) {
    self.mode = mode
    self.manufacturer = manufacturer
    self.identification = identification
  }
}

/// How fast a line is.
public enum LineSpeed: UInt32, Sendable {
  /// The initial speed of mode C.
  case bd300 = 300
  /// Code 1.
  case bd600 = 600
  /// Code 2.
  case bd1200 = 1_200
  /// Code 3.
  case bd2400 = 2_400
  /// Code 4.
  case bd4800 = 4_800
  /// Code 5.
  case bd9600 = 9_600
  /// Code 6.
  case bd19200 = 19_200
  /// P1; mode C has no code for it.
  case bd115200 = 115_200

  /// Unit: bits a second.
  public var bitsPerSecond: UInt32 { rawValue }

  /// The digit that stands for it. Source: [IEC 62056-21] baud rate identification, mode C.
  public var code: UInt8? {
    switch self {
    case .bd300: UInt8(ascii: "0")
    case .bd600: UInt8(ascii: "1")
    case .bd1200: UInt8(ascii: "2")
    case .bd2400: UInt8(ascii: "3")
    case .bd4800: UInt8(ascii: "4")
    case .bd9600: UInt8(ascii: "5")
    case .bd19200: UInt8(ascii: "6")
    case .bd115200: nil
    }
  }

  /// The speed of a digit; nil for one that mode C does not have.
  public init?(code: UInt8) {
    switch code {
    case UInt8(ascii: "0"): self = .bd300
    case UInt8(ascii: "1"): self = .bd600
    case UInt8(ascii: "2"): self = .bd1200
    case UInt8(ascii: "3"): self = .bd2400
    case UInt8(ascii: "4"): self = .bd4800
    case UInt8(ascii: "5"): self = .bd9600
    case UInt8(ascii: "6"): self = .bd19200
    default: return nil
    }
  }

  /// Unit: nanoseconds of a start bit, eight bits and a stop bit.
  var byteNanoseconds: UInt64 { 10_000_000_000 / UInt64(rawValue) }
}

extension LocalPort {
  /// Every wait and count of the port.
  public enum Limits {
    /// From one telegram to the next. Source: [DSMR P1 5.0.2] transfer speed and interval.
    public static let telegramMilliseconds: UInt64 = 1_000
    /// From a message received to the answer. Source: [IEC 62056-21] reaction time: 200 to 1,500.
    public static let reactionMilliseconds: UInt64 = 200
    /// From an option select to the answer: late, but in time, since readers that open their port
    /// anew to change its speed lose what comes in the first 750 ms. Source: as above.
    public static let selectionMilliseconds: UInt64 = 1_000
    /// How long an answer is waited for. Source: [IEC 62056-21] waiting time: 1,500 to 2,200.
    public static let waitingMilliseconds: UInt64 = 1_800
    /// Between two characters of a message. Source: [IEC 62056-21] less than 1,500.
    public static let characterMilliseconds: UInt64 = 1_500
    /// How often a readout is told again.
    public static let repeatsMax = 3
    /// How far ahead of the line bytes are given to the UART, so that it does not run dry between
    /// two calls. A request line that falls leaves at most these on their way.
    public static let leadMilliseconds: UInt64 = 20
  }
}
