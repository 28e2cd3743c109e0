// SPDX-License-Identifier: Apache-2.0

public import Bytes
import Quantities

/// The layout of an interval in the store; `SPEC.md` has it byte by byte.
public enum ProfileFormat {
  /// Bytes of one interval that mean something.
  public static let length = 108
  /// Bytes from one place to the next.
  public static let stride = 128
  /// Intervals kept: the quarters of an hour of two years and two days. The oldest make room.
  public static let places = 70_400
  /// "LMPE", least significant byte first.
  static let magic: UInt32 = 0x4550_4D4C
  static let version: UInt8 = 1
  /// CRC-32 of all bytes before it.
  static let checksumBytes = 4
  /// Stands for a channel that records nothing.
  static let noChannel: UInt8 = 0xFF
  /// Stands for a price that is not known.
  static let noPrice = UInt32.max

  /// Where the interval of a number begins in the store.
  public static func offset(_ index: UInt64) -> Int {
    StoreMap.profileOffset + Int(index % UInt64(places)) * stride
  }
}

/// What is to be written for an interval, and where.
public struct ProfileImage: Sendable {
  /// The interval's bytes.
  public let bytes: FixedBytes<108>
  /// Where they begin in the store.
  public let offset: Int

  /// Makes the image of an interval.
  public init(_ entry: ProfileEntry) {
    var bytes = FixedBytes<108>()
    bytes.append(littleEndian: ProfileFormat.magic)
    bytes.append(ProfileFormat.version)
    bytes.append(entry.minutes)
    bytes.append(littleEndian: entry.status.rawValue)
    bytes.append(littleEndian: entry.index)
    bytes.append(littleEndian: entry.start?.milliseconds ?? -1)
    bytes.append(littleEndian: entry.duration)
    bytes.append(entry.tier)
    bytes.append(entry.price?.trailingDigits ?? 0)
    bytes.append(littleEndian: entry.price?.currency ?? 0)
    bytes.append(littleEndian: entry.price?.value ?? ProfileFormat.noPrice)
    for index in entry.channels.indices {
      bytes.append(entry.channels[index]?.rawValue ?? ProfileFormat.noChannel)
    }
    for index in entry.energies.indices { bytes.append(littleEndian: entry.energies[index].raw) }
    bytes.append(littleEndian: CRC32.of(bytes.span))
    self.bytes = bytes
    offset = ProfileFormat.offset(entry.index)
  }
}

extension ProfileEntry {
  /// Reads what was kept at a place; nil where there is no whole interval.
  ///
  /// - Range: at least `ProfileFormat.length` bytes; those after it mean nothing.
  public init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= ProfileFormat.length,
      CRC32.isAtEnd(of: bytes.extracting(0..<ProfileFormat.length))
    else { return nil }
    var reader = ByteReader(bytes)
    guard reader.littleEndian(UInt32.self) == ProfileFormat.magic,
      reader.littleEndian(UInt8.self) == ProfileFormat.version,
      let minutes = reader.littleEndian(UInt8.self), ProfileParameters.isLength(minutes),
      let status = reader.littleEndian(UInt16.self).map(ProfileStatus.init(rawValue:)),
      status.rawValue & ~ProfileStatus.all.rawValue == 0,
      let index = reader.littleEndian(UInt64.self),
      let start = reader.littleEndian(Int64.self), start >= -1, start < BookingTime.utcEnd,
      let duration = reader.littleEndian(UInt32.self),
      let tier = reader.littleEndian(UInt8.self), tier <= TariffRegisters.tiersMax,
      let price = reader.price()
    else { return nil }
    self.init(index: index, minutes: minutes, channels: InlineArray(repeating: nil))
    (self.status, self.duration, self.tier, self.price) = (status, duration, tier, price)
    self.start = start < 0 ? nil : UTC(milliseconds: start)
    guard takeEnergies(&reader) else { return nil }
  }

  private mutating func takeEnergies(_ reader: inout ByteReader) -> Bool {
    for index in channels.indices {
      guard let number = reader.littleEndian(UInt8.self) else { return false }
      channels[index] = ProfileChannel(rawValue: number)
      if channels[index] == nil, number != ProfileFormat.noChannel { return false }
    }
    for index in energies.indices {
      guard let raw = reader.energy(), raw >= 0 else { return false }
      energies[index] = Q64_64(raw: raw)
    }
    return true
  }
}

extension ByteReader {
  /// A price or none; nothing where bytes are missing, or stand for none in another way than
  /// `SPEC.md` has it.
  fileprivate mutating func price() -> IntervalPrice?? {
    guard let digits = littleEndian(UInt8.self), let currency = littleEndian(UInt16.self),
      let value = littleEndian(UInt32.self)
    else { return nil }
    if value == ProfileFormat.noPrice { return digits == 0 && currency == 0 ? .some(nil) : nil }
    return IntervalPrice(value: value, trailingDigits: digits, currency: currency)
  }
}
