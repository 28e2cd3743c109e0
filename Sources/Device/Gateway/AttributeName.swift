// SPDX-License-Identifier: Apache-2.0

/// Names of attributes as the ZigBee cluster library prints them, in lower camel case.
enum AttributeName {
  // swift-format-ignore
  /// Cluster, attribute, name, and what a Metering value measures.
  private static let table: [(cluster: UInt16, id: UInt16, name: String, measures: Quantity)] = [
    (0x0000, 0x0000, "zclVersion",                .number),
    (0x0000, 0x0004, "manufacturerName",          .number),
    (0x0000, 0x0005, "modelIdentifier",           .number),
    (0x0000, 0x4000, "swBuildID",                 .number),
    (0x0702, 0x0000, "currentSummationDelivered", .energy),
    (0x0702, 0x0001, "currentSummationReceived",  .energy),
    (0x0702, 0x0006, "powerFactor",               .number),
    (0x0702, 0x0200, "status",                    .number),
    (0x0702, 0x0300, "unitOfMeasure",             .number),
    (0x0702, 0x0301, "multiplier",                .number),
    (0x0702, 0x0302, "divisor",                   .number),
    (0x0702, 0x0400, "instantaneousDemand",       .power),
  ]

  /// What a value measures.
  enum Quantity {
    case number
    case energy
    case power
  }

  /// The name, or cluster and attribute in hexadecimal where it has none here.
  static func name(_ cluster: UInt16, _ id: UInt16) -> String {
    row(cluster, id)?.name ?? "0x\(hexadecimal(cluster))/0x\(hexadecimal(id))"
  }

  /// What the attribute measures.
  static func measures(_ cluster: UInt16, _ id: UInt16) -> Quantity {
    row(cluster, id)?.measures ?? .number
  }

  private static func row(_ cluster: UInt16, _ id: UInt16)
    -> (cluster: UInt16, id: UInt16, name: String, measures: Quantity)?
  {
    table.first { $0.cluster == cluster && $0.id == id }
  }
}

/// All digits of an integer in hexadecimal.
func hexadecimal(_ value: some FixedWidthInteger & UnsignedInteger) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: value.bitWidth / 4 - digits.count) + digits
}
