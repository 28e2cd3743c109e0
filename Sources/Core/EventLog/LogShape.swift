// SPDX-License-Identifier: Apache-2.0

/// How many entries a log keeps, and where they lie; `SPEC.md` has it byte by byte.
///
/// Offsets of entries, anchors and keys are relative to the log area, those of heads to the head
/// area: where these begin is the store's owner's to say.
public struct LogShape: Equatable, Sendable {
  /// Places for entries. One of them is the next entry's, so the log has one entry fewer.
  public let places: UInt64
  /// An anchor is due where the sequence number has reached another multiple of this.
  public let entriesPerAnchor: UInt64

  /// What a meter has.
  public static let standard = LogShape(places: 8192, entriesPerAnchor: 1024)

  /// Makes a shape; for a meter `standard`, for tests smaller.
  ///
  /// - Range: at least 8 places, at most 2²⁰; an anchor for each quarter of them or more often.
  public init(places: UInt64, entriesPerAnchor: UInt64) {
    precondition(places >= 8 && places <= 1 << 20)
    precondition(entriesPerAnchor >= 1 && entriesPerAnchor <= places / 4)
    self.places = places
    self.entriesPerAnchor = entriesPerAnchor
  }

  /// Nil where the numbers are out of range.
  init?(found places: UInt32, _ entriesPerAnchor: UInt32) {
    guard places >= 8, places <= 1 << 20, entriesPerAnchor >= 1, entriesPerAnchor <= places / 4
    else { return nil }
    self.init(places: UInt64(places), entriesPerAnchor: UInt64(entriesPerAnchor))
  }

  /// How many entries the log has when it is full.
  public var entriesMax: UInt64 { places - 1 }
  /// Stretches of `entriesPerAnchor` entries that have a place for anchors.
  var stretches: UInt64 { places / entriesPerAnchor + 2 }
  /// Places for anchors: for each stretch its first anchor, and the last one on demand.
  public var anchorPlaces: UInt64 { 2 * stretches }

  /// The place of an entry.
  public func place(_ sequence: UInt64) -> UInt64 { sequence % places }
  /// Where an entry begins in the log area. Unit: bytes.
  public func offset(entry sequence: UInt64) -> Int {
    Int(place(sequence)) * EntryFormat.length
  }

  /// The stretch of an entry.
  func stretch(_ sequence: UInt64) -> UInt64 { sequence / entriesPerAnchor }
  /// The first entry of a stretch.
  func firstEntry(stretch: UInt64) -> UInt64 { max(1, stretch * entriesPerAnchor) }
  /// The place of an anchor.
  func anchorPlace(_ sequence: UInt64, onDemand: Bool) -> UInt64 {
    2 * (stretch(sequence) % stretches) + (onDemand ? 1 : 0)
  }
  /// Where an anchor's place begins in the log area. Unit: bytes.
  public func offset(anchorPlace place: UInt64) -> Int {
    (Int(places) + Int(place)) * EntryFormat.length
  }

  /// Where the first copy of the key begins in the log area. Unit: bytes.
  public var keyOffset: Int {
    let end = offset(anchorPlace: anchorPlaces)
    return (end + Self.stride - 1) / Self.stride * Self.stride
  }
  /// Where a copy of the key begins in the log area. Unit: bytes.
  public func offset(key copy: LogCopy) -> Int { keyOffset + copy.offset }
  /// What the log area must hold. Unit: bytes.
  public var capacity: Int { keyOffset + 2 * Self.stride }

  /// Bytes from one copy to the next: no sector or erase block holds both.
  public static let stride = 4096
  /// What the head area must hold. Unit: bytes.
  public static let headCapacity = 2 * stride
}

/// One of two places for the same thing.
public enum LogCopy: UInt8, Sendable {
  /// The first place.
  case a = 0
  /// The second place.
  case b = 1

  /// Where it begins in its area. Unit: bytes.
  public var offset: Int { Int(rawValue) * LogShape.stride }
  /// The other place.
  public var other: LogCopy { self == .a ? .b : .a }
}
