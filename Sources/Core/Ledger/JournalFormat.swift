// SPDX-License-Identifier: Apache-2.0

import Bytes

/// The layout of the journal; `SPEC.md` has it byte by byte.
public enum JournalFormat {
  /// The longest record: less than what 20 ms of an I2C bus at 400 kHz carry.
  /// Source: [UM10204] 9 clocks a byte: 8,000 clocks are 885 bytes and their addresses.
  public static let recordBytesMax = 768
  /// Bytes from one record to the next.
  public static let stride = 1024
  /// Places of records: the first four lie in one block of 4,096 bytes, the others in another.
  public static let places = 8
  /// Bytes of the whole journal.
  public static let length = places * stride
  /// "LMLJ", least significant byte first.
  static let magic: UInt32 = 0x4A4C_4D4C
  static let version: UInt16 = 1
  /// Magic, version, length, sequence, base and count.
  static let headBytes = 26
  /// CRC-32 of all bytes before it.
  static let checksumBytes = 4

  /// Where a place begins in the journal: those that follow each other lie in different blocks.
  static func offset(_ place: UInt8) -> Int {
    Int(place & 1) * (places / 2) * stride + Int(place >> 1) * stride
  }
}

/// What differs between registers and those of a slot.
struct JournalRecord {
  /// The number of this save.
  let sequence: UInt64
  /// The number of the save that lies in the slot.
  let base: UInt64
  /// Where its rows begin, and end.
  private let rows: Range<Int>

  /// Reads the head of a record; nil where there is no whole one.
  init?(_ bytes: Span<UInt8>) {
    var reader = ByteReader(bytes)
    guard reader.littleEndian(UInt32.self) == JournalFormat.magic,
      reader.littleEndian(UInt16.self) == JournalFormat.version,
      let length = reader.littleEndian(UInt16.self).map(Int.init),
      length >= JournalFormat.headBytes + JournalFormat.checksumBytes,
      length <= JournalFormat.recordBytesMax, length <= bytes.count,
      let sequence = reader.littleEndian(UInt64.self), let base = reader.littleEndian(UInt64.self),
      CRC32.isAtEnd(of: bytes.extracting(0..<length))
    else { return nil }
    (self.sequence, self.base) = (sequence, base)
    rows = JournalFormat.headBytes..<length - JournalFormat.checksumBytes
  }

  /// Changes registers to those that were saved; false, and they mean nothing, where a row is none,
  /// or out of its range.
  func apply(to registers: inout Registers, _ bytes: Span<UInt8>) -> Bool {
    var (energies, counters, words) = (registers.energies, registers.counters, registers.words)
    var reader = ByteReader(bytes.extracting(rows))
    while reader.remaining > 0 {
      guard let row = reader.littleEndian(UInt16.self).map(Int.init) else { return false }
      if row < energies.count {
        guard let energy = reader.energy() else { return false }
        energies[row] = energy
        continue
      }
      guard let word = reader.littleEndian(bytes: 8) else { return false }
      let place = row - energies.count
      if place < counters.count {
        counters[place] = word
      } else if place - counters.count < words.count {
        words[place - counters.count] = Int64(bitPattern: word)
      } else {
        return false
      }
    }
    return registers.take(energies, counters, words)
  }

  /// The bytes of a record; nil where it would be too long.
  static func encode(
    _ registers: Registers, sequence: UInt64, base: Registers, baseSequence: UInt64
  ) -> FixedBytes<2732>? {
    var bytes = FixedBytes<2732>()
    let length = length(registers, base)
    guard length.bytes <= JournalFormat.recordBytesMax else { return nil }
    bytes.append(littleEndian: JournalFormat.magic)
    bytes.append(littleEndian: JournalFormat.version)
    bytes.append(littleEndian: UInt16(length.bytes))
    bytes.append(littleEndian: sequence)
    bytes.append(littleEndian: baseSequence)
    bytes.append(littleEndian: UInt16(length.rows))
    append(registers, base, &bytes)
    bytes.append(littleEndian: CRC32.of(bytes.span))
    return bytes
  }

  private static func append(
    _ registers: Registers, _ base: Registers, _ bytes: inout FixedBytes<2732>
  ) {
    let (energies, energiesBefore) = (registers.energies, base.energies)
    for row in energies.indices where energies[row] != energiesBefore[row] {
      bytes.append(littleEndian: UInt16(row))
      bytes.append(littleEndian: energies[row])
    }
    let (counters, countersBefore) = (registers.counters, base.counters)
    for row in counters.indices where counters[row] != countersBefore[row] {
      bytes.append(littleEndian: UInt16(energies.count + row))
      bytes.append(littleEndian: counters[row])
    }
    let (words, wordsBefore) = (registers.words, base.words)
    for row in words.indices where words[row] != wordsBefore[row] {
      bytes.append(littleEndian: UInt16(energies.count + counters.count + row))
      bytes.append(littleEndian: words[row])
    }
  }

  private static func length(_ registers: Registers, _ base: Registers) -> (bytes: Int, rows: Int) {
    var (wide, narrow) = (0, 0)
    let (energies, energiesBefore) = (registers.energies, base.energies)
    for row in energies.indices where energies[row] != energiesBefore[row] { wide += 1 }
    let (counters, countersBefore) = (registers.counters, base.counters)
    for row in counters.indices where counters[row] != countersBefore[row] { narrow += 1 }
    let (words, wordsBefore) = (registers.words, base.words)
    for row in words.indices where words[row] != wordsBefore[row] { narrow += 1 }
    let rows = wide * (2 + 16) + narrow * (2 + 8)
    return (JournalFormat.headBytes + rows + JournalFormat.checksumBytes, wide + narrow)
  }
}
