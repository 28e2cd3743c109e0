// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// The name of a value: medium, channel, quantity, processing, tariff.
///
/// Source: [IEC 62056-61]. The sixth group, the billing period, is always the present one.
public struct OBISCode: Equatable, Sendable {
  /// Group A: 0 abstract, 1 electricity.
  public let medium: UInt8
  /// Group B.
  public let channel: UInt8
  /// Group C.
  public let quantity: UInt8
  /// Group D.
  public let processing: UInt8
  /// Group E.
  public let tariff: UInt8

  /// Makes a code, groups A to E.
  public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, _ e: UInt8) {
    (medium, channel, quantity, processing, tariff) = (a, b, c, d, e)
  }

  /// The same value of a tariff.
  public func of(tariff: Int) -> OBISCode {
    OBISCode(medium, channel, quantity, processing, UInt8(truncatingIfNeeded: tariff))
  }

  /// As in a P1 telegram: `1-0:1.8.1`.
  public func append<let capacity: Int>(to text: inout FixedBytes<capacity>) {
    text.append(decimal: Int64(medium))
    text.append("-")
    text.append(decimal: Int64(channel))
    text.append(":")
    appendGroups(to: &text)
  }

  /// As in a readout: `1.8.1`, with the letters C and F for 96 and 97; the error code is `F.F`.
  ///
  /// Source: [IEC 62056-61] reduced ID codes.
  public func appendReduced<let capacity: Int>(to text: inout FixedBytes<capacity>) {
    switch quantity {
    case 96: text.append("C")
    case 97 where processing == 97: return _ = text.append("F.F")
    default: text.append(decimal: Int64(quantity))
    }
    appendProcessing(to: &text)
  }

  private func appendGroups<let capacity: Int>(to text: inout FixedBytes<capacity>) {
    text.append(decimal: Int64(quantity))
    appendProcessing(to: &text)
  }

  private func appendProcessing<let capacity: Int>(to text: inout FixedBytes<capacity>) {
    text.append(".")
    text.append(decimal: Int64(processing))
    text.append(".")
    text.append(decimal: Int64(tariff))
  }
}
