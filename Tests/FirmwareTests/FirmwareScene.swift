// SPDX-License-Identifier: Apache-2.0

import Bytes
import Firmware
import HardwareInterface
import Seal
import SimulatedHardware
import Testing
import ZigBee

/// The file of the slots, images in it, and starts of the firmware that is built in.
struct FirmwareScene {
  /// The version that is built in.
  static let builtIn: UInt32 = 10
  static let seed = [UInt8](repeating: 7, count: 32)

  var block = MemoryBlock(capacity: FirmwareSlot.capacity)

  static func key(_ seed: [UInt8] = seed) throws -> VerifyingKey {
    try signingKey(seed).verifyingKey
  }

  private static func signingKey(_ seed: [UInt8]) throws -> SigningKey {
    // A noncopyable value is nothing for #require.
    guard let key = SigningKey(seed: seed.span) else { throw NoKey() }
    return key
  }

  private struct NoKey: Error {}

  /// An image, typed from [ZCL] 11.4 and SPEC.md.
  static func image(
    version: UInt32, program: [UInt8] = [0x7F, 0x45, 0x4C, 0x46], seed: [UInt8] = seed,
    imageType: UInt8 = 1
  ) throws -> [UInt8] {
    func number(_ value: Int) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var bytes: [UInt8] = [0x1E, 0xF1, 0xEE, 0x0B, 0x00, 0x01, 56, 0x00, 0x00, 0x00]
    bytes += [0x1E, 0x10, imageType, 0x00] + number(Int(version)) + [2, 0]
    bytes += [UInt8](repeating: 0x4C, count: 32) + number(56 + 6 + program.count + 92)
    bytes += [0x00, 0x00] + number(program.count) + program
    let signed = Array("LastMeter firmware image, version 1".utf8)
    let digest = SHA256.of(bytes.span).bytes
    let message = signed + digest.indices.map { digest[$0] }
    let key = try signingKey(seed)
    let signature = key.signature(of: message.span).bytes
    bytes += [0x00, 0xF0] + number(64) + signature.indices.map { signature[$0] }
    bytes += [0x03, 0x00] + number(16)
    let hash = MatyasMeyerOseas.of(bytes.span)
    return bytes + hash.indices.map { hash[$0] }
  }

  /// Puts an image into a slot, due to be started.
  func put(_ image: [UInt8], in slot: FirmwareSlot, version: UInt32) throws {
    var store = block.store
    try store.write(image.span, at: slot.offset + 64)
    let head = StagingFormat.head(.due, version: version, size: UInt32(image.count))
    try store.write(head.span, at: slot.offset)
    try store.sync()
  }

  /// What a start of the firmware that is built in starts.
  @discardableResult
  func start() throws -> FirmwareFound? {
    var identity = OTAIdentity()
    identity.fileVersion = Self.builtIn
    var start = FirmwareStart(block.store, identity, key: try Self.key())
    return start.choose()
  }

  var record: FirmwareRecord {
    var store = block.store
    return FirmwareRecord(in: &store)
  }

  /// As the running firmware does it.
  func confirm() throws {
    var store = block.store
    var record = FirmwareRecord(in: &store)
    record.confirm()
    let (offset, bytes) = record.next()
    try store.write(bytes.span, at: offset)
    try store.sync()
  }
}
