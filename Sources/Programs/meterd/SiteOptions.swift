// SPDX-License-Identifier: Apache-2.0

import Bytes
import Meter
import RadioLink
import ZigBee

/// What is said of one meter and the place where it is installed.
struct SiteOptions {
  var join = JoinParameters()
  var isSupplyArmed = true
  var supplyNeedsLinkKey = false
  var serialNumber = AttributeValue.Text()
  var pointOfDelivery = AttributeValue.Text()
  var contract = SupplyContract()

  static func isKnown(_ option: Argument) -> Bool {
    switch option {
    case "--network", "--install-code", "--supply", "--serial", "--delivery-point",
      "--available-power", "--power-threshold":
      true
    default: false
    }
  }

  /// Enters what the meter is made from.
  func enter(in parameters: inout MeterParameters) {
    parameters.join = join
    parameters.isSupplyArmed = isSupplyArmed
    parameters.supplyNeedsLinkKey = supplyNeedsLinkKey
    parameters.identity.serialNumber = serialNumber
    parameters.identity.pointOfDelivery = pointOfDelivery
    parameters.identity.contract = contract
  }

  mutating func set(_ option: String, to value: String) throws(UsageError) {
    switch Argument(text: option) {
    case "--network": join.extendedPAN = try Self.identifier(value, option)
    case "--install-code": join.key = try Self.key(value, option)
    case "--supply": try setSupply(value, option)
    case "--serial": serialNumber = try Self.text(value, 24, option)
    case "--delivery-point": pointOfDelivery = try Self.text(value, 16, option)
    case "--available-power": contract.availablePower_W = try Self.watts(value, option)
    case "--power-threshold": contract.powerThreshold_W = try Self.watts(value, option)
    default: throw .unknown(option)
    }
  }

  private mutating func setSupply(_ value: String, _ option: String) throws(UsageError) {
    switch Argument(text: value) {
    case "armed": (isSupplyArmed, supplyNeedsLinkKey) = (true, false)
    case "link-key": (isSupplyArmed, supplyNeedsLinkKey) = (true, true)
    case "unarmed": (isSupplyArmed, supplyNeedsLinkKey) = (false, false)
    default: throw .badValue(option, value, "armed, link-key or unarmed")
    }
  }

  /// 0 would take any network.
  private static func identifier(_ value: String, _ option: String) throws(UsageError) -> UInt64 {
    guard value.utf8.count == 16, let number = UInt64(value, radix: 16), number != 0 else {
      throw .badValue(option, value, "16 hexadecimal digits, not all 0")
    }
    return number
  }

  private static func key(_ value: String, _ option: String) throws(UsageError) -> JoinKey {
    let digits = Array(value.utf8)
    do throws(InstallCode.Failure) {
      return .own(try InstallCode(text: digits.span).linkKey)
    } catch {
      throw .badValue(option, value, error.advice)
    }
  }

  /// Characters that every gateway shows: ASCII without controls.
  private static func text(
    _ value: String, _ bytesMax: Int, _ option: String
  ) throws(UsageError) -> AttributeValue.Text {
    var text = AttributeValue.Text()
    guard value.utf8.count <= bytesMax, value.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) else {
      throw .badValue(option, value, bytesMax == 24 ? "up to 24 characters" : "up to 16 characters")
    }
    for byte in value.utf8 { text.append(byte) }
    return text
  }

  /// Range: what a signed number of 24 bits holds.
  private static func watts(_ value: String, _ option: String) throws(UsageError) -> UInt32 {
    guard let watts = UInt32(value), watts > 0, watts < 1 << 23 else {
      throw .badValue(option, value, "1 to 8388607 watts")
    }
    return watts
  }
}

extension InstallCode.Failure {
  /// What an install code must be, where this one is not.
  var advice: StaticString {
    switch self {
    case .notHexadecimal: "hexadecimal digits"
    case .wrongLength: "6, 8, 12 or 16 bytes and a checksum of 2"
    case .wrongChecksum: "a code whose last four digits are its checksum"
    }
  }
}
