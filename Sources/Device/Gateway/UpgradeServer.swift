// SPDX-License-Identifier: Apache-2.0

import ZigBee

/// Offers devices one image, as a server of the OTA Upgrade cluster. It keeps nothing of them: each
/// request says all.
///
///     11 2A 01  00 1E 10 01 00 00 00 01 00             the client has 0001 0000: is there another?
///     19 2A 02  00 1E 10 01 00 02 00 01 00 10 27 00 00   yes, 0001 0002, of 10,000 bytes
///     11 2B 03  00 1E 10 01 00 02 00 01 00 60 00 00 00 30   from byte 96 on, up to 48
///     11 2C 06  00 1E 10 01 00 02 00 01 00             it is here, and right
///     19 2C 07  1E 10 01 00 02 00 01 00 00 00 00 00 00 00 00 00   run it now
///
/// Source: [ZCL] 11.13 Commands of the OTA Upgrade cluster.
struct UpgradeServer: Sendable {
  /// There is none, or none that is newer.
  private static let noImage = ZCLStatus.noImageAvailable.rawValue

  private let image: [UInt8]

  /// Nil where it cannot be the image of an upgrade.
  init?(_ image: [UInt8]) {
    guard image.count >= Int(OTAUpgrade.imageBytesMin) else { return nil }
    self.image = image
  }

  /// Tells a client that there is an image: payload type 0, and no chance that it does not ask.
  static var notice: [UInt8] { frame(OTAUpgrade.imageNotify, sequence: 0, [0x00, 100]) }

  /// Manufacturer, image type and version of its header [ZCL 11.4.2].
  private var file: [UInt8] { Array(image[10..<18]) }

  /// The frame that answers one of a client; nil for what asks nothing of a server.
  func answer(_ frame: [UInt8]) -> [UInt8]? {
    guard frame.count > 3, frame[0] & 0x0F == 0x01 else { return nil }
    let body = Array(frame.dropFirst(3))
    switch frame[2] {
    case OTAUpgrade.queryNextImage where body.count >= 9:
      return Self.frame(
        OTAUpgrade.queryNextImageResponse, sequence: frame[1], offer(to: Array(body[1..<9])))
    case OTAUpgrade.imageBlock where body.count >= 14:
      return Self.frame(OTAUpgrade.imageBlockResponse, sequence: frame[1], block(body))
    case OTAUpgrade.upgradeEnd where body.first == 0 && body.count >= 9:
      // The current time and that of the upgrade: now.
      return Self.frame(
        OTAUpgrade.upgradeEndResponse, sequence: frame[1],
        Array(body[1..<9]) + [UInt8](repeating: 0, count: 8))
    default: return nil
    }
  }

  /// What a client said at the end of a download; nil where the frame is not that.
  static func end(_ frame: [UInt8]) -> UInt8? {
    frame.count > 3 && frame[0] & 0x0F == 0x01 && frame[2] == OTAUpgrade.upgradeEnd
      ? frame[3] : nil
  }

  private func offer(to client: [UInt8]) -> [UInt8] {
    guard client.prefix(4) == file.prefix(4), Self.number(client[4...]) < Self.number(file[4...])
    else { return [Self.noImage] }
    return [0x00] + file + (0..<4).map { UInt8(truncatingIfNeeded: image.count >> (8 * $0)) }
  }

  private func block(_ body: [UInt8]) -> [UInt8] {
    let offset = Self.number(body[9..<13])
    guard Array(body[1..<9]) == file, offset < image.count else { return [Self.noImage] }
    let bytes = image.dropFirst(offset).prefix(Int(min(body[13], OTAUpgrade.blockBytes)))
    return [0x00] + file + body[9..<13] + [UInt8(bytes.count)] + bytes
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// From the server, without a default response.
  private static func frame(_ command: UInt8, sequence: UInt8, _ body: [UInt8]) -> [UInt8] {
    [0x19, sequence, command] + body
  }
}
