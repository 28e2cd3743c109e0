// SPDX-License-Identifier: Apache-2.0

import Bytes

/// What is kept through a power cut, least significant bytes first:
///
///     01                       version
///     nn                       rows in use
///     48 rows of 16            cluster, attribute, minimum, maximum: 2 each; change: 8; else 00
///     cc cc cc cc              CRC-32 of all before
extension ReportingTable: KeptSide {
  private static let version: UInt8 = 1

  static var keptBytes: Int { 2 + 16 * entriesMax + 4 }

  func keep(in writer: inout ByteWriter) {
    var crc = CRC32()
    crc.update(Self.version)
    crc.update(UInt8(count))
    writer.littleEndian(Self.version)
    writer.littleEndian(UInt8(count))
    for index in 0..<Self.entriesMax {
      let entry = index < count ? entries[index] : nil
      let head = entry.map { $0.keptHead } ?? 0
      let change = entry.map { $0.rule.reportableChange } ?? 0
      crc.update(littleEndian: head)
      crc.update(littleEndian: change)
      writer.littleEndian(head)
      writer.littleEndian(change)
    }
    writer.littleEndian(crc.value)
  }

  /// Takes back what was kept; damaged bytes change nothing.
  mutating func restore(from reader: inout ByteReader) {
    guard reader.remaining >= Self.keptBytes, let version = reader.littleEndian(UInt8.self),
      let kept = reader.littleEndian(UInt8.self)
    else { return }
    var crc = CRC32()
    crc.update(version)
    crc.update(kept)
    var restored = self
    restored.forget()
    var isWhole = version == Self.version && kept <= UInt8(Self.entriesMax)
    for index in 0..<Self.entriesMax {
      guard let head = reader.littleEndian(UInt64.self),
        let change = reader.littleEndian(UInt64.self)
      else { return }
      crc.update(littleEndian: head)
      crc.update(littleEndian: change)
      if index < Int(kept) { isWhole = restored.take(head, change) && isWhole }
    }
    guard isWhole, reader.littleEndian(UInt32.self) == crc.value else { return }
    restored.isChanged = false
    self = restored
  }

  private mutating func take(_ head: UInt64, _ change: UInt64) -> Bool {
    let rule = ReportingRule(
      minimumSeconds: UInt16(truncatingIfNeeded: head >> 32),
      maximumSeconds: UInt16(truncatingIfNeeded: head >> 48), reportableChange: change)
    guard rule.isPossible, !rule.isReset else { return false }
    return configure(
      UInt16(truncatingIfNeeded: head), UInt16(truncatingIfNeeded: head >> 16), rule)
  }
}

extension ReportingEntry {
  /// Cluster, attribute, minimum and maximum, in one number.
  fileprivate var keptHead: UInt64 {
    UInt64(cluster) | UInt64(id) << 16 | UInt64(rule.minimumSeconds) << 32
      | UInt64(rule.maximumSeconds) << 48
  }
}

extension CRC32 {
  fileprivate mutating func update(littleEndian value: UInt64) {
    for shift in 0..<8 { update(UInt8(truncatingIfNeeded: value >> UInt64(8 * shift))) }
  }
}
