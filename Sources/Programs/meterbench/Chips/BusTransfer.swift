// SPDX-License-Identifier: Apache-2.0

import Bytes

/// One transfer on an I2C bus of a board in a virtual machine: messages with a repeated START
/// between. `Board/Image/busforward.c` has the format byte by byte.
struct BusTransfer: Equatable {
  enum Message: Equatable {
    case write([UInt8], address: UInt16)
    case read(Int, address: UInt16)
  }

  /// What i2c-dev takes [Linux include/uapi/linux/i2c-dev.h, drivers/i2c/i2c-dev.c].
  static let messagesMax = 42
  static let messageBytesMax = 8_192
  /// A request or an answer, its length left out, is no longer.
  static let bytesMax = 12 + 65_536

  var sequence: UInt16
  /// When the board put START on the bus, on its own clock. Unit: nanoseconds.
  var startNanoseconds: UInt64
  var messages: [Message]
}

extension BusTransfer {
  /// Reads what follows the length of a request; nil where it is none.
  init?(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes.span)
    guard let sequence = reader.littleEndian(UInt16.self),
      let count = reader.littleEndian(UInt16.self),
      let start = reader.littleEndian(UInt64.self),
      (1...Self.messagesMax).contains(Int(count))
    else { return nil }
    self.init(sequence: sequence, startNanoseconds: start, messages: [])
    for _ in 0..<count {
      guard let message = Self.message(&reader, bytes) else { return nil }
      messages.append(message)
    }
    guard reader.remaining == 0 else { return nil }
  }

  private static func message(_ reader: inout ByteReader, _ bytes: [UInt8]) -> Message? {
    guard let address = reader.littleEndian(UInt16.self),
      let flags = reader.littleEndian(UInt16.self),
      let length = reader.littleEndian(UInt16.self), length <= messageBytesMax
    else { return nil }
    if flags == 1 { return .read(Int(length), address: address) }
    let begin = reader.position
    guard flags == 0, reader.skip(Int(length)) else { return nil }
    return .write(Array(bytes[begin..<reader.position]), address: address)
  }

  /// The answer to this transfer, its length before it.
  func answer(_ result: Result<[UInt8], BusFailure>) -> [UInt8] {
    let (code, bytes): (UInt16, [UInt8]) =
      switch result {
      case .success(let bytes): (0, bytes)
      case .failure(let failure): (failure.rawValue, [])
      }
    let length = UInt32(4 + bytes.count)
    let head = [length, UInt32(sequence) | UInt32(code) << 16]
    return head.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
      + bytes
  }
}

/// Why a transfer failed: the error's number on the board [Linux errno-base.h].
enum BusFailure: UInt16, Error {
  /// ENXIO: nobody acknowledged.
  case notAcknowledged = 6
  /// EAGAIN: another master won the bus.
  case arbitrationLost = 11
  /// EOPNOTSUPP: messages that the simulated chips do not know.
  case notSupported = 95
  /// ETIMEDOUT: the bus did not come free.
  case timeout = 110
}
