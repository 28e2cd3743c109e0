// SPDX-License-Identifier: Apache-2.0

import Bytes

/// One AT command with its value, before it has a frame identifier.
struct ATRequest: Sendable {
  let command: ATCommand
  var value = FixedBytes<16>()

  static func read(_ command: ATCommand) -> ATRequest { ATRequest(command: command) }

  /// Sets a number of so many bytes, most significant first.
  static func set(_ command: ATCommand, _ value: UInt64, bytes: Int = 1) -> ATRequest {
    var request = ATRequest(command: command)
    for index in 0..<bytes {
      request.value.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * (bytes - 1 - index))))
    }
    return request
  }

  static func setLinkKey(_ key: LinkKey) -> ATRequest {
    var request = ATRequest(command: .linkKey)
    for index in 0..<16 { request.value.append(key.bytes[index]) }
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
