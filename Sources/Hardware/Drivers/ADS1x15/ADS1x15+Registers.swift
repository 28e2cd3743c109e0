// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// The two parts of this family that a meter can use: the same registers, other rates and bits.
public enum ADS1x15Part: UInt8, Sendable {
  /// 12 bits, left-aligned in 16; 3,300 conversions a second at most.
  case ads1015
  /// 16 bits; 860 conversions a second at most.
  case ads1115

  /// The fastest rate, data rate setting 111. Unit: conversions a second; the oscillator is off by
  /// 10 % at most [ADS1015] [ADS1115] electrical characteristics.
  public var rate: Ratio { Ratio(constant: self == .ads1015 ? 3_300 : 860) }
  /// From one code to the next in the conversion register.
  public var codeStep: Int32 { self == .ads1015 ? 16 : 1 }
}

/// The address pointer register: which register the next read gives.
///
/// - Source: [ADS1115] SBAS444D, Address Pointer Register; the same in [ADS1015] SBAS473E.
public enum ADS1x15Register: UInt8, Sendable {
  /// The newest conversion.
  case conversion = 0b00
  /// The configuration.
  case configuration = 0b01
  /// Lo_thresh.
  case lowThreshold = 0b10
  /// Hi_thresh.
  case highThreshold = 0b11
}

/// The configuration register: 16 bits, 0x8583 after reset.
///
/// - Source: [ADS1115] SBAS444D, Config Register; [ADS1015] SBAS473E has the same fields.
public struct ADS1x15Configuration: Equatable, Sendable {
  /// PGA (bits 11 to 9): the full scale.
  public enum FullScale: UInt8, Sendable {
    /// ±6.144 V.
    case millivolts6144 = 0b000
    /// ±4.096 V.
    case millivolts4096 = 0b001
    /// ±2.048 V.
    case millivolts2048 = 0b010
    /// ±1.024 V.
    case millivolts1024 = 0b011
    /// ±0.512 V.
    case millivolts512 = 0b100
    /// ±0.256 V.
    case millivolts256 = 0b101

    /// Volts of full scale, exactly.
    public var volts: Ratio {
      switch self {
      case .millivolts6144: Ratio(constant: 6_144, over: 1_000)
      case .millivolts4096: Ratio(constant: 4_096, over: 1_000)
      case .millivolts2048: Ratio(constant: 2_048, over: 1_000)
      case .millivolts1024: Ratio(constant: 1_024, over: 1_000)
      case .millivolts512: Ratio(constant: 512, over: 1_000)
      case .millivolts256: Ratio(constant: 256, over: 1_000)
      }
    }
  }

  /// MODE (bit 8).
  public enum Mode: UInt8, Sendable {
    /// One conversion follows the other.
    case continuous = 0
    /// One conversion on demand, then power-down.
    case singleShot = 1
  }

  /// COMP_QUE (bits 1 and 0): when ALERT/RDY is asserted.
  public enum Queue: UInt8, Sendable {
    /// After one conversion; with the thresholds set for it, at each conversion's end.
    case one = 0b00
    /// After two.
    case two = 0b01
    /// After four.
    case four = 0b10
    /// Never: the pin is high-impedance.
    case disabled = 0b11
  }

  /// OS (bit 15): read, 1 while no conversion runs; written, 1 starts one in power-down.
  public var isIdle: Bool
  /// MUX (bits 14 to 12): 000 is AIN0 against AIN1.
  public var multiplexer: UInt8
  /// PGA (bits 11 to 9); the codes 110 and 111 are ±0.256 V as well as 101.
  public var fullScale: FullScale
  /// MODE (bit 8).
  public var mode: Mode
  /// DR (bits 7 to 5): 111 is the fastest.
  public var dataRate: UInt8
  /// COMP_MODE, COMP_POL, COMP_LAT (bits 4 to 2).
  public var comparator: UInt8
  /// COMP_QUE (bits 1 and 0).
  public var queue: Queue

  /// What the chip has after reset.
  public static let reset = ADS1x15Configuration(rawValue: 0x8583)
  /// The fastest data rate: 3,300 a second of an ADS1015, 860 of an ADS1115.
  public static let fastest: UInt8 = 0b111

  /// Makes the fields of a register value.
  public init(rawValue: UInt16) {
    isIdle = rawValue >> 15 == 1
    multiplexer = UInt8(rawValue >> 12 & 0b111)
    fullScale = FullScale(rawValue: UInt8(rawValue >> 9 & 0b111)) ?? .millivolts256
    mode = rawValue >> 8 & 1 == 0 ? .continuous : .singleShot
    dataRate = UInt8(rawValue >> 5 & 0b111)
    comparator = UInt8(rawValue >> 2 & 0b111)
    queue = Queue(rawValue: UInt8(rawValue & 0b11)) ?? .disabled
  }

  /// The value as it is written, the most significant byte first.
  public var rawValue: UInt16 {
    let high = (isIdle ? 0x80 : 0) | multiplexer << 4 | fullScale.rawValue << 1 | mode.rawValue
    let low = dataRate << 5 | comparator << 2 | queue.rawValue
    return UInt16(high) << 8 | UInt16(low)
  }
}
