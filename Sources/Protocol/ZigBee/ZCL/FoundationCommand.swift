// SPDX-License-Identifier: Apache-2.0

/// Commands every cluster has. Source: [ZCL] 2.5 General commands.
public enum FoundationCommand: UInt8, Sendable {
  /// Asks for attributes.
  case readAttributes = 0x00
  /// Answers `readAttributes`.
  case readAttributesResponse = 0x01
  /// Writes what can be written.
  case writeAttributes = 0x02
  /// Writes all or nothing.
  case writeAttributesUndivided = 0x03
  /// Answers a write.
  case writeAttributesResponse = 0x04
  /// Writes what can be written, and wants no answer.
  case writeAttributesNoResponse = 0x05
  /// Says when attributes are to be reported.
  case configureReporting = 0x06
  /// Answers `configureReporting`.
  case configureReportingResponse = 0x07
  /// Asks when attributes are reported.
  case readReportingConfiguration = 0x08
  /// Answers `readReportingConfiguration`.
  case readReportingConfigurationResponse = 0x09
  /// Tells attributes unasked.
  case reportAttributes = 0x0A
  /// Tells how a command ended that has no answer of its own.
  case defaultResponse = 0x0B
  /// Asks which attributes there are.
  case discoverAttributes = 0x0C
  /// Answers `discoverAttributes`.
  case discoverAttributesResponse = 0x0D
  /// Asks which commands of the cluster are taken.
  case discoverCommandsReceived = 0x11
  /// Answers `discoverCommandsReceived`.
  case discoverCommandsReceivedResponse = 0x12
  /// Asks which commands of the cluster are sent.
  case discoverCommandsGenerated = 0x13
  /// Answers `discoverCommandsGenerated`.
  case discoverCommandsGeneratedResponse = 0x14
  /// Asks which attributes there are and what may be done with them.
  case discoverAttributesExtended = 0x15
  /// Answers `discoverAttributesExtended`.
  case discoverAttributesExtendedResponse = 0x16

  /// Whether it answers a command: nothing is ever sent back to one.
  var isAnswer: Bool {
    switch self {
    case .readAttributesResponse, .writeAttributesResponse, .configureReportingResponse,
      .readReportingConfigurationResponse, .defaultResponse, .discoverAttributesResponse,
      .discoverCommandsReceivedResponse, .discoverCommandsGeneratedResponse,
      .discoverAttributesExtendedResponse:
      return true
    default: return false
    }
  }

  /// Whether it is about the table of what is reported.
  var isOfReporting: Bool { self == .configureReporting || self == .readReportingConfiguration }
}

/// How a command or one record of it ended. Source: [ZCL] 2.6.3 Status enumerations; 0x82 to 0x84
/// as in revision 6, which the clusters here follow; revision 8 reads 0x81 for them.
public enum ZCLStatus: UInt8, Sendable {
  /// Done.
  case success = 0x00
  /// Not done, for no reason below.
  case failure = 0x01
  /// The sender may not.
  case notAuthorized = 0x7E
  /// The frame is cut short or contradicts itself.
  case malformedCommand = 0x80
  /// The device does not know this command of the cluster.
  case unsupportedCommand = 0x81
  /// The device does not know this general command.
  case unsupportedGeneralCommand = 0x82
  /// The device does not know this manufacturer's command of the cluster.
  case unsupportedManufacturerClusterCommand = 0x83
  /// The device does not know this manufacturer's general command.
  case unsupportedManufacturerGeneralCommand = 0x84
  /// A field has a value it cannot have.
  case invalidField = 0x85
  /// The device has no such attribute, or no value for it now.
  case unsupportedAttribute = 0x86
  /// The value is outside of the attribute's range.
  case invalidValue = 0x87
  /// The attribute cannot be written.
  case readOnly = 0x88
  /// A table is full.
  case insufficientSpace = 0x89
  /// What was asked for is not there.
  case notFound = 0x8B
  /// The attribute cannot be reported.
  case unreportableAttribute = 0x8C
  /// The type is not the attribute's.
  case invalidDataType = 0x8D
  /// The other side gave up, or this one does.
  case abort = 0x95
  /// The image is not one for this device.
  case invalidImage = 0x96
  /// The server has no data yet.
  case waitForData = 0x97
  /// There is no image.
  case noImageAvailable = 0x98
  /// More of the image is wanted.
  case requireMoreImage = 0x99
  /// The device has no such cluster on this endpoint.
  case unsupportedCluster = 0xC3
}
