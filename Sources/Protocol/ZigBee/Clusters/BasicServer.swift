// SPDX-License-Identifier: Apache-2.0

import Bytes

/// What the Basic cluster keeps: what somebody wrote about the place.
struct BasicState: Sendable {
  /// LocationDescription, at most `Basic.locationBytesMax` bytes.
  var location = AttributeValue.Text()
  /// PhysicalEnvironment; 0 is unspecified.
  var environment: UInt8 = 0
  /// All attributes of all clusters must have their defaults again.
  var wantsFactoryDefaults = false
}

extension BasicState: KeptSide {
  static let keptBytes = 2 + Basic.locationBytesMax

  func keep(in writer: inout ByteWriter) {
    writer.littleEndian(environment)
    writer.littleEndian(UInt8(truncatingIfNeeded: location.count))
    for index in 0..<Basic.locationBytesMax {
      writer.littleEndian(index < location.count ? location[index] : 0)
    }
  }

  mutating func restore(from reader: inout ByteReader) {
    guard let environment = reader.littleEndian(UInt8.self),
      let count = reader.littleEndian(UInt8.self)
    else { return }
    var location = AttributeValue.Text()
    for index in 0..<Basic.locationBytesMax {
      guard let byte = reader.littleEndian(UInt8.self) else { return }
      if index < Int(count) { location.append(byte) }
    }
    self.location = location
    if UInt64(environment) <= Basic.environmentMax { self.environment = environment }
  }
}

/// The server of the Basic cluster.
struct BasicServer: ClusterSide {
  static var receivedCommands: CommandList { CommandList([Basic.resetToFactoryDefaults]) }

  let identity: DeviceIdentity
  var state = BasicState()

  var attributeCount: Int { Basic.attributes.count }

  func attribute(at index: Int) -> Attribute { Basic.attributes[index] }

  func value(of attribute: Attribute) -> AttributeValue? {
    switch attribute.id {
    case 0x0000: return .unsigned(Basic.zclVersion)
    case 0x0001: return .unsigned(UInt64(identity.applicationVersion))
    case 0x0003: return .unsigned(UInt64(identity.hardwareVersion))
    case 0x0004: return .text(identity.manufacturerName)
    case 0x0005: return .text(identity.modelIdentifier)
    case 0x0006: return .text(identity.dateCode)
    case 0x0007: return .unsigned(Basic.mainsSinglePhase)
    case 0x000D: return identity.serialNumber.count > 0 ? .text(identity.serialNumber) : nil
    case 0x0010: return .text(state.location)
    case 0x0011: return .unsigned(UInt64(state.environment))
    case 0x4000: return identity.softwareIdentifier
    case 0xFFFD: return .unsigned(Basic.revision)
    default: return nil
    }
  }

  func check(_ value: AttributeValue, for attribute: Attribute) -> ZCLStatus {
    switch (attribute.id, value) {
    case (0x0010, .text(let text)):
      return text.count <= Basic.locationBytesMax ? .success : .invalidValue
    case (0x0011, .unsigned(let environment)):
      return environment <= Basic.environmentMax ? .success : .invalidValue
    case (0x0010, _), (0x0011, _): return .invalidDataType
    default: return .readOnly
    }
  }

  mutating func write(
    _ value: AttributeValue, to attribute: Attribute, _ context: inout DeviceContext
  ) {
    switch (attribute.id, value) {
    case (0x0010, .text(let text)): state.location = text
    case (0x0011, .unsigned(let environment)):
      state.environment = UInt8(truncatingIfNeeded: environment)
    default: return
    }
    context.want(.keepState)
  }

  /// Resets to factory defaults. Registers, bindings, reporting and the network are no attributes
  /// of clusters and stay. Source: [ZCL] 3.2.2.3.1 Reset to Factory Defaults Command.
  mutating func received(_ command: ClusterCommand, _ context: inout DeviceContext)
    -> CommandOutcome
  {
    guard command.id == Basic.resetToFactoryDefaults else { return .status(.unsupportedCommand) }
    guard context.origin?.isBroadcast == false else { return .silence }
    state.wantsFactoryDefaults = true
    context.want(.factoryDefaults)
    context.want(.keepState)
    return .status(.success)
  }
}
