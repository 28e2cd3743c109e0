// SPDX-License-Identifier: Apache-2.0

import Bytes

/// What the meter gives the Metering cluster; nil while it does not know, and then nothing is
/// told: never a placeholder.
public struct MeteringValues: Equatable, Sendable {
  /// Unit: Wh, rounded down.
  public var currentSummationDelivered_Wh: UInt64?
  /// Unit: Wh, rounded down.
  public var currentSummationReceived_Wh: UInt64?
  /// Unit: W, negative while energy is received from the customer.
  public var instantaneousDemand_W: Int64?
  /// Unit: percent, -100 to 100.
  public var powerFactor_percent: Int8?
  /// Bit 0 check meter, 1 low battery, 2 tamper, 3 power failure, 4 power quality, 5 leak, 6
  /// service disconnect open. Source: [ZCL] Metering, Status for electricity meters.
  public var status: UInt8?

  /// Makes values nobody knows.
  public init() {}
}

/// The server of the Metering cluster.
struct MeteringServer: ClusterServer {
  let values: MeteringValues
  let serialNumber: AttributeValue.Text

  var attributeCount: Int { Metering.attributes.count }

  func attribute(at index: Int) -> Attribute { Metering.attributes[index] }

  func value(of attribute: Attribute) -> AttributeValue? {
    switch attribute.id {
    case 0x0000: return values.currentSummationDelivered_Wh.map { .unsigned($0) }
    case 0x0001: return values.currentSummationReceived_Wh.map { .unsigned($0) }
    case 0x0006: return values.powerFactor_percent.map { .signed(Int64($0)) }
    case 0x0200: return values.status.map { .unsigned(UInt64($0)) }
    case 0x0308: return serialNumber.count > 0 ? .text(serialNumber) : nil
    case 0x0400: return values.instantaneousDemand_W.map { .signed($0) }
    default: return constant(attribute.id)
    }
  }

  private func constant(_ id: UInt16) -> AttributeValue? {
    switch id {
    case 0x0300: return .unsigned(Metering.kilowattHours)
    case 0x0301: return .unsigned(Metering.multiplierValue)
    case 0x0302: return .unsigned(Metering.divisorValue)
    case 0x0303: return .unsigned(Metering.summationFormatting)
    case 0x0304: return .unsigned(Metering.demandFormatting)
    case 0x0306: return .unsigned(Metering.electricMetering)
    case 0xFFFD: return .unsigned(Metering.revision)
    default: return nil
    }
  }
}

/// The highest summations told so far: none ever goes down again, whatever the meter says.
struct SummationFloor: Sendable {
  private var delivered_Wh: UInt64 = 0
  private var received_Wh: UInt64 = 0

  /// The values as they may be told.
  mutating func hold(_ values: MeteringValues) -> MeteringValues {
    var held = values
    if let delivered = values.currentSummationDelivered_Wh {
      delivered_Wh = max(delivered_Wh, delivered)
      held.currentSummationDelivered_Wh = delivered_Wh
    }
    if let received = values.currentSummationReceived_Wh {
      received_Wh = max(received_Wh, received)
      held.currentSummationReceived_Wh = received_Wh
    }
    return held
  }
}
