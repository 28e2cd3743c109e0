// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// What outlives a power cut: bindings, configured reporting, what clusters keep.
extension ZigBeeDevice {
  /// Unit: bytes. Room for what is kept.
  public static let keptBytesMax = 1280
  /// What is kept, of whatever length this version has.
  public typealias Kept = FixedBytes<1280>
  /// The layout: byte 0. What another version kept is not read.
  static let keptVersion: UInt8 = 1

  /// What must be kept now: asked for when `DeviceEffect.keepState` is wanted.
  public var kept: Kept {
    var bytes = InlineArray<1280, UInt8>(repeating: 0)
    var writer = ByteWriter(bytes.mutableSpan)
    writer.littleEndian(Self.keptVersion)
    bindings.keep(in: &writer)
    reporting.table.keep(in: &writer)
    clusters.keep(in: &writer)
    precondition(!writer.overflowed, "the parts are of constant length, and a test adds them up")
    let count = writer.position
    var kept = Kept()
    kept.append(bytes.span.extracting(0..<count))
    return kept
  }

  /// Takes back what was kept, before the radio is in a network.
  ///
  /// - Returns: false where it is of another version, or cut short: then all is as new.
  public mutating func restore(_ kept: Span<UInt8>) -> Bool {
    var reader = ByteReader(kept)
    guard kept.count == self.kept.count, reader.littleEndian(UInt8.self) == Self.keptVersion
    else { return false }
    bindings.restore(from: &reader)
    reporting.table.restore(from: &reader)
    clusters.restore(from: &reader)
    return true
  }
}
