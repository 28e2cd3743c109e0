// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// The numbers of the format. Source: SPEC.md of this target.
public enum RecordingFormat {
  /// The version this code writes, and the only one it reads.
  public static let version: UInt16 = 1
  /// The bytes before the version: a high bit, three letters, a line end of each kind.
  public static let signature: InlineArray<6, UInt8> = [0x89, 0x4C, 0x4D, 0x52, 0x0D, 0x0A]
  /// Signature and version.
  public static let prefixBytes = 8
  /// Kind, payload length and sequence number.
  public static let frameHeadBytes = 8
  /// The checksum after the payload.
  public static let checksumBytes = 4
  /// Sets in one samples frame: one longest burst of the converter.
  public static let setsMax = 1_365
  /// Payload of one frame: two stamps, a count and `setsMax` sets of three 4-byte codes.
  public static let payloadBytesMax = 18 + setsMax * 12
  /// Everything the writer puts out in one call: the prefix and the longest frame.
  public static let frameBytesMax =
    prefixBytes + frameHeadBytes + payloadBytesMax + checksumBytes
  /// The station's name. Unit: bytes of UTF-8.
  public static let stationBytesMax = 64
  /// State that somebody else keeps. Unit: bytes.
  public static let keptBytesMax = 1_280
  /// Places of the load profile in one frame. Unit: bytes.
  public static let profileBytesMax = 1_024
  /// The largest |code| [SampleSet].
  public static let codeMax: Int32 = 1 << 23
}

/// Room for whatever the writer puts out in one call: `RecordingFormat.frameBytesMax`.
public typealias RecordingFrameBytes = FixedBytes<16_418>

/// The first byte of a frame.
enum FrameCode: UInt8 {
  case head = 1
  case samples = 2
  case received = 3
  case tick = 4
  case restored = 5
  case edge = 6
  case end = 7
  case temperature = 8
  case saved = 9
  case kept = 10
  case profile = 11
}

/// How many bytes hold one code, two's complement, least significant first.
public enum SampleWidth: UInt8, Sendable {
  /// 16 bits.
  case two = 2
  /// 24 bits: -2²³ ... 2²³ - 1.
  case three = 3
  /// 32 bits, of which the metrology takes |x| ≤ 2²³.
  case four = 4

  /// The largest |code| it holds in both directions.
  public var codeMax: Int32 {
    switch self {
    case .two: 0x7FFF
    case .three: 0x7F_FFFF
    case .four: RecordingFormat.codeMax
    }
  }

  /// Whether it holds the code.
  func holds(_ code: Int32) -> Bool {
    switch self {
    case .two: code >= -0x8000 && code <= 0x7FFF
    case .three: code >= -0x80_0000 && code <= 0x7F_FFFF
    case .four: code >= -RecordingFormat.codeMax && code <= RecordingFormat.codeMax
    }
  }
}
