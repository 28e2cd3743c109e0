// SPDX-License-Identifier: Apache-2.0

/// Commands every cluster has. Source: [ZCL] 2.5 General commands.
public enum FoundationCommand: UInt8, Sendable {
  /// Asks for attributes.
  case readAttributes = 0x00
  /// Answers `readAttributes`.
  case readAttributesResponse = 0x01
  /// Answers a write.
  case writeAttributesResponse = 0x04
  /// Answers Configure Reporting.
  case configureReportingResponse = 0x07
  /// Answers Read Reporting Configuration.
  case readReportingConfigurationResponse = 0x09
  /// Tells attributes unasked.
  case reportAttributes = 0x0A
  /// Tells how a command ended that has no answer of its own.
  case defaultResponse = 0x0B
  /// Asks which attributes there are.
  case discoverAttributes = 0x0C
  /// Answers `discoverAttributes`.
  case discoverAttributesResponse = 0x0D

  /// Whether it answers a command: nothing is ever sent back to one.
  var isAnswer: Bool {
    switch self {
    case .readAttributesResponse, .writeAttributesResponse, .configureReportingResponse,
      .readReportingConfigurationResponse, .defaultResponse, .discoverAttributesResponse:
      return true
    case .readAttributes, .reportAttributes, .discoverAttributes: return false
    }
  }
}

/// How a command or one record of it ended. Source: [ZCL] 2.6.3 Status enumerations; 0x81 stands
/// for 0x82 to 0x84 too, which revision 8 deprecates.
public enum ZCLStatus: UInt8, Sendable {
  /// Done.
  case success = 0x00
  /// The frame is cut short or contradicts itself.
  case malformedCommand = 0x80
  /// The device does not know this command.
  case unsupportedCommand = 0x81
  /// The device has no such attribute, or no value for it now.
  case unsupportedAttribute = 0x86
  /// The device has no such cluster on this endpoint.
  case unsupportedCluster = 0xC3
}
