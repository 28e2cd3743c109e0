// SPDX-License-Identifier: Apache-2.0

/// What a radio counted since its start, and how it heard the last message; nil for what it
/// cannot know.
public struct RadioDiagnostics: Equatable, Sendable {
  /// Messages received that were no broadcasts.
  public var unicastsReceived: UInt64?
  /// Messages to one device that were delivered.
  public var unicastsDelivered: UInt64?
  /// Messages to one device that were not.
  public var unicastsFailed: UInt64?
  /// Joins, those again into the same network included.
  public var joins: UInt64?
  /// Link quality of the last message, 0 to 255.
  public var lastMessageLQI: UInt8?
  /// Unit: dBm. The strength of the last message over its last hop.
  public var lastMessageRSSI_dBm: Int8?

  /// Makes diagnostics of a radio that knows nothing.
  public init() {}
}

extension XBee3 {
  /// What it counted since its start; an XBee tells no LQI.
  public var diagnostics: RadioDiagnostics {
    var known = RadioDiagnostics()
    known.unicastsReceived = UInt64(UInt(bitPattern: counts.unicastsReceived))
    known.unicastsDelivered = UInt64(UInt(bitPattern: counts.unicastsDelivered))
    known.unicastsFailed = UInt64(UInt(bitPattern: counts.unicastsFailed))
    known.joins = UInt64(UInt(bitPattern: counts.joins))
    known.lastMessageRSSI_dBm = lastMessageRSSI_dBm
    return known
  }
}
