// SPDX-License-Identifier: Apache-2.0

import Bytes

/// The registers as bytes, as they lie in a slot and in a snapshot.
extension Registers {
  /// Bytes of all rows.
  static let rowBytes = 16 * Energies.count + 8 * (Counters.count + Words.count)

  /// Writes all rows, energies first.
  func write(to writer: inout ByteWriter) {
    let (energies, counters, words) = (energies, counters, words)
    for index in energies.indices { writer.energy(energies[index]) }
    for index in counters.indices { writer.littleEndian(counters[index], bytes: 8) }
    for index in words.indices {
      writer.littleEndian(UInt64(bitPattern: words[index]), bytes: 8)
    }
  }

  /// Reads the rows of a version; false, and the registers mean nothing, where one is missing or
  /// out of its range. What the version does not keep has counted nothing.
  mutating func read(_ reader: inout ByteReader, _ version: SlotVersion) -> Bool {
    var energies = Energies(repeating: 0)
    for index in 0..<version.energies {
      guard let energy = reader.energy() else { return false }
      energies[index] = energy
    }
    var counters = Counters(repeating: 0)
    for index in 0..<version.counters {
      guard let counter = reader.littleEndian(bytes: 8) else { return false }
      counters[index] = counter
    }
    var words = Self.noWords
    var words3 = version == .three ? words : Self.noWords
    for index in 0..<version.words {
      guard let word = reader.littleEndian(bytes: 8) else { return false }
      words3[index] = Int64(bitPattern: word)
    }
    if version == .three {
      guard words3[5] != 0 || words3[4] == 0 else { return false }
      Self.carryOver(&energies, from3: words3, to: &words)
    } else if version == .four {
      words = words3
    }
    return take(energies, counters, words)
  }

  /// Puts the rows of version 3 where they are now.
  private static func carryOver(
    _ energies: inout Energies, from3 old: Words, to words: inout Words
  ) {
    let three = energies
    for index in EnergyRow.tiers..<SlotVersion.three.energies { energies[index] = 0 }
    for tier in 0..<TariffRegisters.tiersMax {
      energies.put(three.active(at: 10 + 2 * tier), at: EnergyRow.tiers + 10 * tier)
    }
    if old[5] != 0 {
      energies.put(
        three.active(at: 26), at: EnergyRow.demand + 2 * DemandRegisters.place(old[4]))
    }
    energies.put(three.active(at: 28), at: EnergyRow.today)
    energies.put(three.active(at: 30), at: EnergyRow.yesterday)
    for index in 0..<4 { words[index] = old[index] }
    for index in 4..<8 { words[WordRow.interval + index - 4] = old[index] }
  }
}

extension ByteReader {
  /// An energy with its residual, in two integers: a generic one of 16 bytes is slow.
  mutating func energy() -> Int128? {
    guard let low = littleEndian(bytes: 8), let high = littleEndian(bytes: 8) else { return nil }
    return Int128(Int64(bitPattern: high)) << 64 | Int128(low)
  }
}

extension ByteWriter {
  /// An energy with its residual, as it is read.
  mutating func energy(_ raw: Int128) {
    littleEndian(UInt64(truncatingIfNeeded: raw), bytes: 8)
    littleEndian(UInt64(truncatingIfNeeded: raw >> 64), bytes: 8)
  }
}

extension InlineArray<2732, UInt8> {
  /// Puts the checksum of all bytes before it at the end.
  mutating func seal() {
    let checkedBytes = count - SlotFormat.checksumBytes
    let crc = CRC32.of(span.extracting(0..<checkedBytes))
    for index in 0..<SlotFormat.checksumBytes {
      self[checkedBytes + index] = UInt8(truncatingIfNeeded: crc >> UInt32(8 * index))
    }
  }
}
