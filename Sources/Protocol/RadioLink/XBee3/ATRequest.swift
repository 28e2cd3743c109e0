// SPDX-License-Identifier: Apache-2.0

import Bytes

/// One AT command with its value, before it has a frame identifier.
struct ATRequest: Sendable {
  /// "ZigBeeAlliance09": the default global trust centre link key of ZigBee 3.0 networks.
  static var allianceLinkKey: StaticString { "ZigBeeAlliance09" }

  let command: ATCommand
  var value = FixedBytes<16>()

  static func read(_ command: ATCommand) -> ATRequest { ATRequest(command: command) }

  static func set(_ command: ATCommand, _ byte: UInt8) -> ATRequest {
    var request = ATRequest(command: command)
    request.value.append(byte)
    return request
  }

  static func setLinkKey(_ key: StaticString) -> ATRequest {
    var request = ATRequest(command: .linkKey)
    key.withUTF8Buffer { for byte in $0 { request.value.append(byte) } }
    return request
  }

  /// The data of frame 0x08.
  func content(identifier: UInt8) -> APIFrame.Content {
    var content = APIFrame.Content()
    content.append(APIFrame.Kind.atCommand.rawValue)
    content.append(identifier)
    content.append(UInt8(truncatingIfNeeded: command.rawValue >> 8))
    content.append(UInt8(truncatingIfNeeded: command.rawValue))
    content.append(value.span)
    return content
  }
}
