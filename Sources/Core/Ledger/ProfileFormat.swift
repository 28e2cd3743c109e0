// SPDX-License-Identifier: Apache-2.0

public import Bytes
import Quantities

/// The layout of an interval in the store; `SPEC.md` has it byte by byte.
public enum ProfileFormat {
  /// Bytes of one interval that mean something.
  public static let length = 84
  /// Bytes from one place to the next: none lies in two blocks of 128.
  public static let stride = 128
  /// "LMLP", least significant byte first.
  static let magic: UInt32 = 0x504C_4D4C
  static let version: UInt8 = 1
  /// CRC-32 of all bytes before it.
  static let checksumBytes = 4
  static let incomplete: UInt8 = 1

  /// Where the interval at a place begins in the store. Range: below `LoadProfile.intervalsMax`.
  public static func offset(place: Int) -> Int { StoreMap.profileOffset + place * stride }
}

/// What is to be written for an interval, and where.
public struct ProfileImage: Sendable {
  /// The interval's bytes.
  public let bytes: FixedBytes<84>
  /// Where they begin in the store.
  public let offset: Int

  /// Makes the image of an interval.
  public init(_ interval: ProfileInterval) {
    var bytes = FixedBytes<84>()
    bytes.append(littleEndian: ProfileFormat.magic)
    bytes.append(ProfileFormat.version)
    bytes.append(interval.period.rawValue)
    bytes.append(interval.isIncomplete ? ProfileFormat.incomplete : 0)
    bytes.append(0)
    bytes.append(littleEndian: interval.number)
    bytes.append(littleEndian: interval.energies.energyImport.value.raw)
    bytes.append(littleEndian: interval.energies.energyExport.value.raw)
    bytes.append(littleEndian: interval.start.energyImport.value.raw)
    bytes.append(littleEndian: interval.start.energyExport.value.raw)
    bytes.append(littleEndian: CRC32.of(bytes.span))
    self.bytes = bytes
    offset = ProfileFormat.offset(place: LoadProfile.place(interval.number))
  }
}

extension ProfileInterval {
  /// Reads what was kept at a place; nil where there is no whole interval.
  ///
  /// - Range: at least `ProfileFormat.length` bytes; those after it mean nothing.
  public init?(_ bytes: Span<UInt8>) {
    let checked = ProfileFormat.length - ProfileFormat.checksumBytes
    guard bytes.count >= ProfileFormat.length else { return nil }
    var tail = ByteReader(bytes.extracting(checked..<ProfileFormat.length))
    guard tail.littleEndian(UInt32.self) == CRC32.of(bytes.extracting(0..<checked)) else {
      return nil
    }
    var reader = ByteReader(bytes)
    guard reader.littleEndian(UInt32.self) == ProfileFormat.magic,
      reader.littleEndian(UInt8.self) == ProfileFormat.version,
      let period = reader.littleEndian(UInt8.self).flatMap(DemandPeriod.init(rawValue:)),
      let flags = reader.littleEndian(UInt8.self), flags <= ProfileFormat.incomplete,
      reader.littleEndian(UInt8.self) == 0,
      let number = reader.littleEndian(Int64.self), number >= 0,
      number < BookingTime.utcEnd / period.milliseconds,
      let imported = reader.energy(), let exported = reader.energy(),
      let startImport = reader.energy(), let startExport = reader.energy()
    else { return nil }
    self.init(
      number: number, period: period, isIncomplete: flags == ProfileFormat.incomplete,
      start: ActiveEnergies(startImport, startExport),
      energies: ActiveEnergies(imported, exported))
  }
}

extension ByteReader {
  /// An energy; nil where it is negative.
  fileprivate mutating func energy() -> Energy? {
    guard let raw = littleEndian(Int128.self), raw >= 0 else { return nil }
    return Energy(value: Q64_64(raw: raw))
  }
}
