// SPDX-License-Identifier: Apache-2.0

import Quantities

/// A price of one tier, in force from when it is told until the next.
struct PriceNotice {
  /// Unit: seconds from 1970 to 2000.
  private static let epochSeconds: Int64 = 946_684_800

  /// Of the registers, 1 to 8.
  var tier: UInt8
  /// Tells it from other prices; a repetition has the same.
  var event: UInt32
  /// By the server's clock.
  var utc: UTC

  /// PublishPrice, without the fields from PriceRatio on. Source: [ZCL] 10.2.4.2.1.
  var frame: [UInt8] {
    let time = UInt32(clamping: utc.milliseconds / 1000 - Self.epochSeconds)
    return [0x19, UInt8(truncatingIfNeeded: event), 0x00]
      + Self.bytes(1, 4)  // ProviderID
      + [0]  // RateLabel
      + Self.bytes(event, 4) + Self.bytes(time, 4)
      + [0x00] + Self.bytes(978, 2)  // kWh, EUR
      + [0x20 | tier, 0x40 | tier]  // two digits after the point; of four tiers
      + Self.bytes(0, 4) + Self.bytes(0xFFFF, 2)  // from now on, until changed
      + Self.bytes(20 + UInt32(tier), 4)
  }

  private static func bytes(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
