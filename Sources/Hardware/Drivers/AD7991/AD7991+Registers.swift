// SPDX-License-Identifier: Apache-2.0

/// The configuration register: one byte, write only, 0xF0 at power-up.
///
/// - Source: [AD7991] Rev. B, tables 9, 10 and 11.
public struct AD7991Configuration: Equatable, Sendable {
  /// Where the converter takes its reference from (REF_SEL, D3).
  public enum Reference: UInt8, Sendable {
    /// The supply: a converter of four channels.
    case supply = 0
    /// The pin VIN3/VREF: a converter of three channels.
    case external = 1
  }

  /// CH3 to CH0 (D7 to D4): bit n selects VINn; the sequencer takes the lowest first.
  public var channels: UInt8
  /// REF_SEL (D3).
  public var reference: Reference
  /// FLTR (D2): whether the filters of SDA and SCL are bypassed.
  public var filterBypassed: Bool
  /// D1: whether bit trials no longer wait for a quiet bus.
  public var bitTrialDelayOff: Bool
  /// D0: whether the sample instant no longer waits for a quiet bus; the wait is jitter.
  public var sampleDelayOff: Bool

  /// What the chip has after power-up: four channels, supply as reference, delays on.
  public static let powerUp = AD7991Configuration(rawValue: 0xF0)

  /// Makes the fields of a register value.
  public init(rawValue: UInt8) {
    channels = rawValue >> 4
    reference = rawValue & 0x08 == 0 ? .supply : .external
    filterBypassed = rawValue & 0x04 != 0
    bitTrialDelayOff = rawValue & 0x02 != 0
    sampleDelayOff = rawValue & 0x01 != 0
  }

  /// The byte as it is written.
  public var rawValue: UInt8 {
    channels << 4 | reference.rawValue << 3 | (filterBypassed ? 0x04 : 0)
      | (bitTrialDelayOff ? 0x02 : 0) | (sampleDelayOff ? 0x01 : 0)
  }
}

/// One word of the conversion result register, most significant byte first.
///
/// - Source: [AD7991] Rev. B, tables 12 and 13.
public struct AD7991Result: Equatable, Sendable {
  /// Two leading bits (D15, D14): always 0.
  public let leading: UInt8
  /// CHID1, CHID0 (D13, D12): which input was converted.
  public let channel: UInt8
  /// D11 to D0: straight binary.
  public let code: UInt16

  /// Makes the fields of the two bytes as they were read.
  public init(_ first: UInt8, _ second: UInt8) {
    leading = first >> 6
    channel = first >> 4 & 0x03
    code = UInt16(first & 0x0F) << 8 | UInt16(second)
  }
}
