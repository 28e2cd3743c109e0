// SPDX-License-Identifier: Apache-2.0

import ZigBee

/// An upgrade image of version 2 for this meter, typed from [ZCL] 11.4. The integrity codes were
/// computed with zigpy's `aes_mmo_hash`, and zigpy's `OTAImage` reads the whole.
struct UpgradeImage {
  var bytes: [UInt8]

  /// Header, an upgrade image of so many bytes 0, 7, 14 ..., an integrity code.
  init(count: Int, code: [UInt8], hardware: [UInt8] = []) {
    let size = UInt32(56 + hardware.count + 6 + count + 22)
    bytes = [0x1E, 0xF1, 0xEE, 0x0B, 0x00, 0x01, UInt8(56 + hardware.count), 0x00]
    bytes += [hardware.isEmpty ? 0x00 : 0x04, 0x00, 0x1E, 0x10, 0x01, 0x00, 2, 0, 0, 0, 2, 0]
    bytes += Array("LastMeter".utf8) + [UInt8](repeating: 0, count: 23) + bytes32(size) + hardware
    bytes += [0x00, 0x00] + bytes32(UInt32(count))
    bytes += (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
    bytes += [0x03, 0x00, 16, 0, 0, 0] + code
  }

  /// 124 bytes: three blocks.
  static let small = UpgradeImage(
    count: 40,
    code: [
      0x59, 0x79, 0x61, 0x15, 0xB8, 0xA6, 0xAD, 0x6B, 0x76, 0xB6, 0x6F, 0x29, 0x5D, 0x2E, 0x51,
      0xE5,
    ])
  /// 128 bytes, for hardware version 1 alone.
  static let hardware = UpgradeImage(
    count: 40,
    code: [
      0x4E, 0xC3, 0xF6, 0xF8, 0xB7, 0x10, 0x37, 0xD2, 0x53, 0xF3, 0x87, 0x78, 0xD4, 0x94, 0x8E,
      0x9A,
    ], hardware: [1, 0, 1, 0])
  /// 2,584 bytes.
  static let middle = UpgradeImage(
    count: 2500,
    code: [
      0x7B, 0x48, 0x6A, 0x40, 0xD4, 0x75, 0x86, 0x00, 0x16, 0x25, 0xE2, 0x2E, 0x00, 0x32, 0x26,
      0x16,
    ])
  /// 9,084 bytes: the hash of more than 8,191 bytes is padded in another way,
  /// which zigpy does not know; its code is from [ZigBee] B.6 and Python's `cryptography`.
  static let large = UpgradeImage(
    count: 9000,
    code: [
      0x04, 0x14, 0x45, 0xBA, 0x8E, 0x69, 0x9B, 0x19, 0x68, 0x96, 0x0F, 0x0F, 0xE5, 0xDD, 0xE9,
      0xD1,
    ])
}

extension ClientScene {
  /// Manufacturer 101E, image type 1.
  static let file: [UInt8] = [0x1E, 0x10, 0x01, 0x00]

  /// A meter whose clients have asked.
  static var upgrade: ClientScene {
    var scene = ClientScene()
    _ = scene.messages()
    return scene
  }

  /// QueryNextImageResponse with an image.
  @discardableResult
  mutating func offer(_ size: Int, version: UInt32 = 2, file: [UInt8] = ClientScene.file)
    -> [UInt8]?
  {
    command(0x0019, 0x02, [0x00] + file + bytes32(version) + bytes32(UInt32(size)))
  }

  /// ImageBlockResponse with up to 48 bytes of an image.
  @discardableResult
  mutating func block(_ bytes: [UInt8], at offset: Int, version: UInt32 = 2) -> [UInt8]? {
    let block = bytes.dropFirst(offset).prefix(48)
    return command(
      0x0019, 0x05,
      [0x00] + ClientScene.file + bytes32(version) + bytes32(UInt32(offset))
        + [UInt8(block.count)] + block)
  }

  /// The offset of the block asked for now, nil where none is.
  mutating func offsetAsked() -> Int? {
    let request = requests(of: 0x0019).first { $0[1] == 0x03 }
    return request.map { Int($0[11]) | Int($0[12]) << 8 | Int($0[13]) << 16 }
  }

  /// ImageUpgradeStatus as the meter answers it.
  var upgradeStatus: UInt8? {
    var scene = self
    return scene.receive(0x0019, [0x08, 0x2A, 0x00, 0x06, 0x00])?.last
  }

  /// Serves blocks while they are asked for, at most so many: how many were.
  @discardableResult
  mutating func serve(_ image: [UInt8], blocks: Int = 1000) -> Int {
    var served = 0
    while served < blocks, let offset = offsetAsked() {
      block(image, at: offset)
      gatherEffects()
      served += 1
    }
    return served
  }
}
