// SPDX-License-Identifier: Apache-2.0

import Bytes

/// One of the two places where registers are kept.
public enum Slot: UInt8, Sendable {
  /// The first place.
  case a = 0
  /// The second place.
  case b = 1

  /// Where it starts in the store; far enough apart that no erase block or sector holds both.
  /// Unit: bytes.
  public var offset: Int { Int(rawValue) * SlotFormat.stride }

  /// The other place.
  public var other: Slot { self == .a ? .b : .a }
}

extension Registers {
  /// These registers as a whole slot.
  public func slotBytes(sequence: UInt64) -> SlotFormat.Bytes {
    var bytes = SlotFormat.Bytes(repeating: 0)
    var writer = ByteWriter(bytes.mutableSpan)
    writer.littleEndian(SlotFormat.magic)
    writer.littleEndian(SlotFormat.version.rawValue)
    writer.littleEndian(UInt16(SlotFormat.length))
    writer.littleEndian(sequence)
    write(to: &writer)
    bytes.seal()
    return bytes
  }
}
