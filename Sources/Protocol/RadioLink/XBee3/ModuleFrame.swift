// SPDX-License-Identifier: Apache-2.0

import Bytes

/// A frame from the module, its fields read.
///
/// Source: [Digi 90001539] Frame descriptions. Multi-byte fields most significant byte first.
public enum ModuleFrame: Sendable {
  /// 0x88: frame identifier, the command's two letters, status (0 good), and the value's last
  /// 8 bytes with the count of bytes it had.
  ///
  ///     88 01 41 49 00 00     AI, frame 1, good: 0
  case atResponse(ATResponse)
  /// 0x8A: 0 reset, 1 watchdog, 2 joined, 3 disassociated, 6 coordinator started, 7 network key
  /// updated, 3F and 40 PAN identifier changed.
  case modemStatus(UInt8)
  /// 0x8B: frame identifier and delivery status.
  ///
  ///     8B 01 7D 84 00 00 01  frame 1 to 7D84, no retry, delivered, address discovery
  case transmitStatus(UInt8, DeliveryStatus)
  /// 0x91: a message. Receive options: 01 acknowledged, 02 broadcast, 20 APS encrypted; the
  /// address it came to is not told, so a groupcast cannot be told from a unicast without
  /// acknowledgement.
  case received(RadioMessage)

  /// Reads the data of a frame.
  ///
  /// - Errors: nil for a type this project does not speak, a frame cut short, and a message
  ///   with more than `RadioMessage.payloadBytesMax` bytes.
  public static func parse(_ content: Span<UInt8>) -> ModuleFrame? {
    var reader = ByteReader(content)
    guard let type = reader.bigEndian(UInt8.self), let kind = APIFrame.Kind(rawValue: type)
    else { return nil }
    switch kind {
    case .atResponse: return atResponse(&reader)
    case .modemStatus: return reader.bigEndian(UInt8.self).map { .modemStatus($0) }
    case .transmitStatus: return transmitStatus(&reader)
    case .explicitReceive: return explicitReceive(&reader)
    case .atCommand, .explicitTransmit: return nil
    }
  }

  private static func atResponse(_ reader: inout ByteReader) -> ModuleFrame? {
    guard let identifier = reader.bigEndian(UInt8.self),
      let command = reader.bigEndian(UInt16.self), let status = reader.bigEndian(UInt8.self)
    else { return nil }
    var response = ATResponse(identifier: identifier, command: command, status: status)
    while let byte = reader.bigEndian(UInt8.self) {
      response.value = response.value << 8 | UInt64(byte)
      response.valueBytes += 1
    }
    return .atResponse(response)
  }

  private static func transmitStatus(_ reader: inout ByteReader) -> ModuleFrame? {
    guard let identifier = reader.bigEndian(UInt8.self), reader.skip(3),
      let status = reader.bigEndian(UInt8.self), reader.skip(1)
    else { return nil }
    return .transmitStatus(identifier, DeliveryStatus(rawValue: status))
  }

  private static func explicitReceive(_ reader: inout ByteReader) -> ModuleFrame? {
    guard let eui64 = reader.bigEndian(UInt64.self), let source = reader.bigEndian(UInt16.self),
      let sourceEndpoint = reader.bigEndian(UInt8.self),
      let endpoint = reader.bigEndian(UInt8.self), let cluster = reader.bigEndian(UInt16.self),
      let profile = reader.bigEndian(UInt16.self), let options = reader.bigEndian(UInt8.self),
      reader.remaining <= RadioMessage.payloadBytesMax
    else { return nil }
    var message = RadioMessage()
    message.source = source
    message.peerEUI64 = eui64 == UInt64.max ? nil : eui64
    message.sourceEndpoint = sourceEndpoint
    message.destinationEndpoint = endpoint
    message.cluster = cluster
    message.profile = profile
    message.destination = options & 0x02 != 0 ? RadioMessage.allDevices : 0
    message.isAcknowledged = options & 0x01 != 0
    message.isAPSEncrypted = options & 0x20 != 0
    while let byte = reader.bigEndian(UInt8.self) { message.payload.append(byte) }
    return .received(message)
  }
}

/// The fields of an AT response.
public struct ATResponse: Equatable, Sendable {
  /// The frame identifier of the command.
  public var identifier: UInt8
  /// The command's two letters.
  public var command: UInt16
  /// 0 good, 1 error, 2 invalid command, 3 invalid parameter.
  public var status: UInt8
  /// The value, its last 8 bytes, most significant byte first.
  public var value: UInt64 = 0
  /// How many bytes the value had; 0 for the answer to a set command.
  public var valueBytes = 0
}
