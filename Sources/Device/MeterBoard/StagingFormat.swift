// SPDX-License-Identifier: Apache-2.0

import Bytes

/// The layout of the staging store: a head that says what is behind it, then the image.
///
///     4C 4D 55 50     magic, "LMUP"
///     vv vv vv vv     version of the image
///     ss ss ss ss     bytes of the image
///     st 00 00 00     state
///     cc cc cc cc     CRC-32 of all before
///
/// Numbers are least significant byte first. Whoever activates an image checks it again.
public enum StagingFormat {
  /// Where the image begins. Unit: bytes.
  public static let imageOffset = 64
  /// What a staging store must hold: the largest image, 8 MiB, and the head. Unit: bytes.
  public static let capacity = imageOffset + 8 << 20

  /// How far an image has come.
  enum State: UInt8 {
    case none = 0
    case downloading = 1
    case complete = 2
  }

  static let magic: UInt32 = 0x5055_4D4C

  /// The head's bytes.
  static func head(_ state: State, version: UInt32, size: UInt32) -> FixedBytes<20> {
    var head = FixedBytes<20>()
    head.append(littleEndian: magic)
    head.append(littleEndian: version)
    head.append(littleEndian: size)
    head.append(littleEndian: UInt32(state.rawValue))
    head.append(littleEndian: CRC32.of(head.span))
    return head
  }
}
