// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import Quantities

/// All registers as they stood when a billing period ended.
public struct BillingSnapshot: Equatable, Sendable {
  /// Snapshots kept: two and a half years of months. The oldest make room.
  public static let places = 32
  /// Bytes of one in the store.
  public static let length = headBytes + Registers.rowBytes + SlotFormat.checksumBytes
  /// Magic, version, length, number, time, reason.
  static let headBytes = 28
  /// "LMBS", least significant byte first.
  static let magic: UInt32 = 0x5342_4D4C
  static let version: UInt16 = 1

  /// Its number: the first of a meter is 1.
  public var number: UInt64
  /// When it was taken; nil where the clock was not known.
  public var time: UTC?
  /// Why it was taken.
  public var reason: SnapshotReason
  /// The registers of then; they count it already.
  public var registers: Registers

  /// Where the snapshot of a number begins in the store. Unit: bytes.
  public static func offset(_ number: UInt64) -> Int {
    StoreMap.snapshotOffset + Int((number &- 1) % UInt64(places)) * StoreMap.stride
  }

  /// What is to be written for it.
  public var bytes: FixedBytes<2744> {
    var bytes = InlineArray<2740, UInt8>(repeating: 0)
    var writer = ByteWriter(bytes.mutableSpan)
    writer.littleEndian(Self.magic)
    writer.littleEndian(Self.version)
    writer.littleEndian(UInt16(Self.length))
    writer.littleEndian(number)
    writer.littleEndian(time?.milliseconds ?? -1)
    writer.littleEndian(UInt32(reason.rawValue))
    registers.write(to: &writer)
    var whole = FixedBytes<2744>()
    whole.append(bytes.span)
    whole.append(littleEndian: CRC32.of(whole.span))
    return whole
  }

  /// Takes a snapshot: the registers count it, and where a period ends the maxima begin anew.
  public init(
    of registers: inout Registers, at time: UTC?, _ reason: SnapshotReason,
    endsPeriod: Bool = true
  ) {
    registers.billing.snapshots = registers.billing.snapshots.addingSaturating(1)
    (number, self.time, self.reason) = (registers.billing.snapshots, time, reason)
    self.registers = registers
    if endsPeriod { registers.demand.reset() }
  }

  /// Reads what was kept at a place; nil where there is no whole snapshot.
  ///
  /// - Range: at least `length` bytes; those after it mean nothing.
  public init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= Self.length, CRC32.isAtEnd(of: bytes.extracting(0..<Self.length)) else {
      return nil
    }
    var reader = ByteReader(bytes)
    guard reader.littleEndian(UInt32.self) == Self.magic,
      reader.littleEndian(UInt16.self) == Self.version,
      reader.littleEndian(UInt16.self) == UInt16(Self.length),
      let number = reader.littleEndian(UInt64.self), number > 0,
      let time = reader.littleEndian(Int64.self), time >= -1,
      let reason = reader.littleEndian(UInt32.self).flatMap({ UInt8(exactly: $0) })
        .flatMap(SnapshotReason.init(rawValue:))
    else { return nil }
    var registers = Registers.zero
    guard registers.read(&reader, .four) else { return nil }
    (self.number, self.reason, self.registers) = (number, reason, registers)
    self.time = time < 0 ? nil : UTC(milliseconds: time)
  }
}
