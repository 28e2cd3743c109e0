// SPDX-License-Identifier: Apache-2.0

public import Bytes
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

/// The layout of a slot; `SPEC.md` has it byte by byte.
public enum SlotFormat {
  /// Bytes from one slot to the next.
  public static let stride = 4096
  /// Bytes of a slot that mean something.
  public static let length = 68
  /// What a store must hold. Unit: bytes.
  public static let capacity = stride + length
  /// "LMLR", least significant byte first.
  static let magic: UInt32 = 0x524C_4D4C
  static let version: UInt16 = 1
  static let checkedBytes: Int = length - 4
}

/// What is to be written, and where.
public struct SlotImage: Sendable {
  /// The slot's bytes, `SlotFormat.length` of them.
  public let bytes: FixedBytes<68>
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

  private static func encode(_ registers: Registers, _ sequence: UInt64) -> FixedBytes<68> {
    var buffer = InlineArray<68, UInt8>(repeating: 0)
    let full = buffer.mutableSpan
    var writer = ByteWriter(full)
    writer.littleEndian(SlotFormat.magic)
    writer.littleEndian(SlotFormat.version)
    writer.littleEndian(UInt16(SlotFormat.length))
    writer.littleEndian(sequence)
    append(registers.energyImport, to: &writer)
    append(registers.energyExport, to: &writer)
    writer.littleEndian(registers.gapNanoseconds)
    writer.littleEndian(registers.operatingSeconds)
    let crc = CRC32.of(buffer.span.extracting(0..<SlotFormat.checkedBytes))
    var bytes = FixedBytes<68>()
    bytes.append(buffer.span.extracting(0..<SlotFormat.checkedBytes))
    for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: crc >> UInt32(8 * shift))) }
    return bytes
  }

  private static func append(_ energy: Energy, to writer: inout ByteWriter) {
    writer.littleEndian(energy.residual)
    writer.littleEndian(UInt64(truncatingIfNeeded: energy.value.raw >> 64))
  }
}

/// What a slot was found to hold.
enum SlotContent: Equatable {
  /// Never written: all bytes 0x00 or all 0xFF.
  case blank
  /// Written, but not what a save leaves.
  case damaged
  /// A whole save of a format this firmware does not know.
  case unknownVersion(UInt16)
  /// A whole save.
  case valid(Registers, sequence: UInt64)

  init(_ bytes: Span<UInt8>) {
    guard bytes.count >= SlotFormat.length else {
      self = .damaged
      return
    }
    let slot = bytes.extracting(0..<SlotFormat.length)
    self = Self.isBlank(slot) ? .blank : Self.decode(slot)
  }

  private static func isBlank(_ bytes: Span<UInt8>) -> Bool {
    guard bytes[0] == 0x00 || bytes[0] == 0xFF else { return false }
    for index in bytes.indices where bytes[index] != bytes[0] { return false }
    return true
  }

  private static func decode(_ bytes: Span<UInt8>) -> SlotContent {
    var tail = ByteReader(bytes.extracting(SlotFormat.checkedBytes..<SlotFormat.length))
    let crc = CRC32.of(bytes.extracting(0..<SlotFormat.checkedBytes))
    guard tail.littleEndian(UInt32.self) == crc else { return .damaged }
    var reader = ByteReader(bytes)
    guard reader.littleEndian(UInt32.self) == SlotFormat.magic,
      let version = reader.littleEndian(UInt16.self)
    else { return .damaged }
    guard version == SlotFormat.version else { return .unknownVersion(version) }
    guard reader.littleEndian(UInt16.self) == UInt16(SlotFormat.length),
      let sequence = reader.littleEndian(UInt64.self),
      let energyImport = energy(&reader), let energyExport = energy(&reader),
      let gap = reader.littleEndian(UInt64.self), let seconds = reader.littleEndian(UInt64.self)
    else { return .damaged }
    let registers = Registers(
      energyImport: energyImport, energyExport: energyExport,
      gapNanoseconds: gap, operatingSeconds: seconds)
    return .valid(registers, sequence: sequence)
  }

  private static func energy(_ reader: inout ByteReader) -> Energy? {
    guard let low = reader.littleEndian(UInt64.self),
      let high = reader.littleEndian(UInt64.self), high <= UInt64(Int64.max)
    else { return nil }
    return Energy(value: Q64_64(raw: Int128(high) << 64 | Int128(low)))
  }
}
