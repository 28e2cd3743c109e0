// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

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

/// What is to be written, and where.
public struct SlotImage: Sendable {
  /// The slot's bytes.
  public let bytes: SlotFormat.Bytes
  /// The place they belong to.
  public let slot: Slot
  /// The number of this save.
  public let sequence: UInt64
  let registers: Registers

  init(_ registers: Registers, slot: Slot, sequence: UInt64) {
    self.registers = registers
    self.slot = slot
    self.sequence = sequence
    self.bytes = Self.encode(registers, sequence)
  }

  private static func encode(_ registers: Registers, _ sequence: UInt64) -> SlotFormat.Bytes {
    var bytes = SlotFormat.Bytes(repeating: 0)
    let whole = bytes.mutableSpan
    var writer = ByteWriter(whole)
    writer.littleEndian(SlotFormat.magic)
    writer.littleEndian(SlotFormat.version.rawValue)
    writer.littleEndian(UInt16(SlotFormat.length))
    writer.littleEndian(sequence)
    let (energies, counters, words) = (registers.energies, registers.counters, registers.words)
    for index in energies.indices { writer.littleEndian(energies[index]) }
    for index in counters.indices { writer.littleEndian(counters[index]) }
    for index in words.indices { writer.littleEndian(words[index]) }
    let checkedBytes = SlotFormat.length - SlotFormat.checksumBytes
    let crc = CRC32.of(bytes.span.extracting(0..<checkedBytes))
    for index in 0..<SlotFormat.checksumBytes {
      bytes[checkedBytes + index] = UInt8(truncatingIfNeeded: crc >> UInt32(8 * index))
    }
    return bytes
  }
}
