// SPDX-License-Identifier: Apache-2.0

/// The control characters of the messages. Source: [IEC 62056-21]; ISO/IEC 646.
public enum ControlCharacter {
  /// Before a command.
  public static let soh: UInt8 = 0x01
  /// Before data.
  public static let stx: UInt8 = 0x02
  /// After data or a command.
  public static let etx: UInt8 = 0x03
  /// Before an option select, or alone.
  public static let ack: UInt8 = 0x06
  /// End of a line.
  public static let lf: UInt8 = 0x0A
  /// Before the end of a line.
  public static let cr: UInt8 = 0x0D
  /// Tell it again.
  public static let nak: UInt8 = 0x15
}
