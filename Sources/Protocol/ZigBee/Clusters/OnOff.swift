// SPDX-License-Identifier: Apache-2.0

import Bytes

/// On/Off cluster 0x0006: the supply relay. Source: [ZCL] 3.8 On/Off.
public enum OnOff {
  /// The cluster.
  public static let id: UInt16 = 0x0006

  /// OnOff: what the relay's contact says.
  static var onOff: Attribute { Attribute(0x0000, .bool, .readReport) }
  /// StartUpOnOff.
  static var startUpOnOff: Attribute { Attribute(0x4003, .enum8, .readWrite) }

  /// Commands taken.
  static let off: UInt8 = 0x00
  static let on: UInt8 = 0x01
  static let toggle: UInt8 = 0x02

  /// What the relay does when the meter starts. Source: [ZCL] 3.8.2.2.6 StartUpOnOff.
  enum StartUp: UInt8 {
    case off = 0x00
    case on = 0x01
    case toggle = 0x02
    case previous = 0xFF
  }

  /// ClusterRevision: what revision 6 of the library describes, and nothing beyond.
  static let revision: UInt64 = 1
}

/// What the On/Off cluster keeps.
struct OnOffState: Sendable {
  /// What the relay does when the meter starts.
  var startUp = OnOff.StartUp.previous
  private var hasStarted = false

  /// Once, when the relay's contact is first known: drives it as `startUp` says.
  mutating func tick(_ isSupplyOn: Bool?, _ context: inout DeviceContext) {
    guard !hasStarted, let isSupplyOn else { return }
    hasStarted = true
    let isWanted =
      switch startUp {
      case .off: false
      case .on: true
      case .toggle: !isSupplyOn
      case .previous: isSupplyOn
      }
    if startUp != .previous { context.want(.switchSupply(isWanted, .startUp)) }
  }
}

extension OnOffState: KeptSide {
  static let keptBytes = 1

  func keep(in writer: inout ByteWriter) { writer.littleEndian(startUp.rawValue) }

  mutating func restore(from reader: inout ByteReader) {
    startUp = reader.littleEndian(UInt8.self).flatMap { OnOff.StartUp(rawValue: $0) } ?? .previous
  }
}

/// The server of the On/Off cluster.
///
/// A house must not go dark because somebody switched off all lamps: what may have come to more
/// than this device is refused, and so is what the meter's arming or its key says no to.
struct OnOffServer: ClusterSide {
  static var receivedCommands: CommandList { CommandList([OnOff.off, OnOff.on, OnOff.toggle]) }

  let isSupplyOn: Bool?
  let isArmed: Bool
  let needsLinkKey: Bool
  var state: OnOffState

  var attributeCount: Int { 3 }

  func attribute(at index: Int) -> Attribute {
    switch index {
    case 0: OnOff.onOff
    case 1: OnOff.startUpOnOff
    default: .clusterRevision
    }
  }

  func value(of attribute: Attribute) -> AttributeValue? {
    switch attribute.id {
    case 0x0000: return isSupplyOn.map { .unsigned($0 ? 1 : 0) }
    case 0x4003: return .unsigned(UInt64(state.startUp.rawValue))
    default: return .unsigned(OnOff.revision)
    }
  }

  func check(_ value: AttributeValue, for attribute: Attribute) -> ZCLStatus {
    // What may not switch the relay may not say how it starts; a write does not tell its key.
    guard isArmed, !needsLinkKey else { return .notAuthorized }
    guard case .unsigned(let written) = value,
      OnOff.StartUp(rawValue: UInt8(truncatingIfNeeded: written)) != nil
    else { return .invalidValue }
    return .success
  }

  mutating func write(
    _ value: AttributeValue, to attribute: Attribute, _ context: inout DeviceContext
  ) {
    guard case .unsigned(let written) = value,
      let startUp = OnOff.StartUp(rawValue: UInt8(truncatingIfNeeded: written))
    else { return }
    state.startUp = startUp
    context.want(.keepState)
  }

  mutating func received(_ command: ClusterCommand, _ context: inout DeviceContext)
    -> CommandOutcome
  {
    switch command.id {
    case OnOff.off: return switchSupply(false, &context)
    case OnOff.on: return switchSupply(true, &context)
    case OnOff.toggle: return switchSupply(nil, &context)
    default: return .status(.unsupportedCommand)
    }
  }

  private func switchSupply(_ wanted: Bool?, _ context: inout DeviceContext) -> CommandOutcome {
    guard let origin = context.origin else { return .silence }
    if let refusal = refusal(origin) {
      context.want(.refusedSupply(wanted, origin, refusal))
      return .status(refusal == .notFitted ? .failure : .notAuthorized)
    }
    guard let isOn = wanted ?? isSupplyOn.map({ !$0 }) else { return .status(.failure) }
    context.want(.switchSupply(isOn, origin))
    return .status(.success)
  }

  private func refusal(_ origin: CommandOrigin) -> SupplyRefusal? {
    if isSupplyOn == nil { return .notFitted }
    if origin.isBroadcast { return .broadcast }
    if needsLinkKey, !origin.isAPSEncrypted { return .notEncrypted }
    return isArmed ? nil : .notArmed
  }
}
