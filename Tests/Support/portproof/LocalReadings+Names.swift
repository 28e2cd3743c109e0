// SPDX-License-Identifier: Apache-2.0

import Bytes
import LocalPort
import Quantities

/// Readings by name: that of the property without its unit, `.0` to `.8` behind it for a total and
/// its tariffs. A time is `SECONDS,OFFSET,S|W`: since 1970, minutes ahead of UTC, whether daylight
/// is saved. A demand is `WATTS` or `WATTS@TIME`.
extension LocalReadings {
  private static let numbers: [String: WritableKeyPath<LocalReadings, UInt64?> & Sendable] = [
    "reactiveImport": \.reactiveImport_varh, "reactiveExport": \.reactiveExport_varh,
    "quadrantI": \.quadrantI_varh, "quadrantII": \.quadrantII_varh,
    "quadrantIII": \.quadrantIII_varh, "quadrantIV": \.quadrantIV_varh,
    "apparentImport": \.apparentImport_VAh, "apparentExport": \.apparentExport_VAh,
    "tariffInForce": \.tariffInForce, "powerImport": \.powerImport_W,
    "powerExport": \.powerExport_W, "rmsVoltage": \.rmsVoltage_mV, "rmsCurrent": \.rmsCurrent_mA,
    "frequency": \.frequency_mHz, "powerFactor": \.powerFactor_thousandths,
    "demandResets": \.demandResets, "powerFailures": \.powerFailures,
    "longPowerFailures": \.longPowerFailures, "sags": \.sags, "swells": \.swells,
  ]
  private static let texts: [String: WritableKeyPath<LocalReadings, LocalText?> & Sendable] = [
    "serialNumber": \.serialNumber, "firmware": \.firmware, "legalSoftware": \.legalSoftware,
  ]

  /// False for a name or a value it does not know.
  mutating func set(_ name: String, _ value: String) -> Bool {
    if let number = Self.numbers[name] {
      self[keyPath: number] = UInt64(value)
    } else if let text = Self.texts[name] {
      self[keyPath: text] = fixed(value)
    } else {
      return setOther(name, value)
    }
    return true
  }

  private mutating func setOther(_ name: String, _ value: String) -> Bool {
    let parts = name.split(separator: ".")
    let tariff = parts.count == 2 ? Int(parts[1]) ?? -1 : -1
    switch parts.first {
    case "activeImport": activeImport_Wh[tariff] = UInt64(value)
    case "activeExport": activeExport_Wh[tariff] = UInt64(value)
    case "maximumDemandImport": maximumDemandImport[tariff] = DemandReading(value)
    case "maximumDemandExport": maximumDemandExport[tariff] = DemandReading(value)
    case "time": time = LocalTime(value)
    case "message": message = fixed(value)
    case "status": status = UInt32(value, radix: 16)
    case "supply": supply = UInt8(value).flatMap(SupplyState.init)
    case "eventLogPublicKey":
      var key = FixedBytes<32>()
      let digits = value.compactMap(\.hexDigitValue)
      for index in stride(from: 0, to: digits.count - 1, by: 2) {
        key.append(UInt8(digits[index] << 4 | digits[index + 1]))
      }
      eventLogPublicKey = key
    default: return false
    }
    return true
  }
}

extension LocalTime {
  fileprivate init?(_ text: String) {
    let parts = text.split(separator: ",")
    guard parts.count == 3, let seconds = Int64(parts[0]), let offset = Int16(parts[1]) else {
      return nil
    }
    self.init(
      utc: UTC(milliseconds: seconds * 1_000), offsetMinutes: offset,
      isDaylightSaving: parts[2] == "S")
  }
}

extension DemandReading {
  fileprivate init?(_ text: String) {
    let parts = text.split(separator: "@")
    guard let watts = parts.first.flatMap({ UInt64($0) }) else { return nil }
    self.init(power_W: watts, end: parts.count == 2 ? LocalTime(String(parts[1])) : nil)
  }
}
