// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// API frames of the XBee 3, operating mode 2 (with escapes): bytes, types and limits.
///
///     7E  00 04  08 01 41 49  6C      read AI, frame 1
///     |   |      |            checksum: 0xFF less the sum of the frame data
///     |   |      frame data, first its type
///     |   length of the frame data, most significant byte first
///     start delimiter
///
/// After the delimiter 7E, 7D, 11 and 13 are sent as 7D and the byte XOR 20.
/// Source: [Digi 90001539] API frame format.
public enum APIFrame {
  /// Begins a frame, and nothing else.
  public static let delimiter: UInt8 = 0x7E
  /// Announces a byte that was XORed.
  public static let escape: UInt8 = 0x7D
  /// What an escaped byte is XORed with.
  public static let escapeMask: UInt8 = 0x20
  /// Unit: bytes of frame data. An explicit receive indicator has 18 before its payload.
  public static let dataBytesMax = 18 + RadioMessage.payloadBytesMax + 14
  /// The frame data, its type first, without length and checksum.
  public typealias Content = FixedBytes<160>

  /// The types this project speaks.
  public enum Kind: UInt8, Sendable {
    /// Host to module: a local AT command, applied at once.
    case atCommand = 0x08
    /// Host to module: transmit with endpoints, cluster and profile.
    case explicitTransmit = 0x11
    /// Module to host: the answer to 0x08.
    case atResponse = 0x88
    /// Module to host: reset, joined, left.
    case modemStatus = 0x8A
    /// Module to host: the fate of a transmission.
    case transmitStatus = 0x8B
    /// Module to host: a message with endpoints, cluster and profile.
    case explicitReceive = 0x91
  }

  /// Whether a byte must be escaped.
  @inline(__always)
  static func isSpecial(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == escape || byte == 0x11 || byte == 0x13
  }
}
