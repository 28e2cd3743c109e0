// SPDX-License-Identifier: Apache-2.0

import Bytes
public import Seal

/// Checks a whole log: each entry against the one after it, the newest against the head, and all
/// against the anchors.
///
/// It goes backwards, because what proves an entry is the digest that a later one, an anchor or the
/// head has of it. Allocates: never.
public struct LogAudit: ~Escapable {
  private let log: Span<UInt8>
  /// The shape that the head names, else the given one.
  public let shape: LogShape
  let key: VerifyingKey?
  var result = LogAuditResult()
  let a: HeadContent
  let b: HeadContent

  /// Takes both areas, as long as the store has them. Without a key it is the one kept in the log.
  @_lifetime(copy log)
  public init(
    heads: Span<UInt8>, log: Span<UInt8>, key: VerifyingKey? = nil, shape: LogShape = .standard
  ) {
    self.log = log
    a = HeadContent(Self.copy(heads, .a))
    b = HeadContent(Self.copy(heads, .b))
    let shape = HeadContent.newest(a, b)?.head.shape ?? shape
    self.shape = shape
    self.key = key ?? Self.keptKey(log, shape)
  }

  /// The key that anchors are checked with; nil where none is known.
  public var verifyingKey: VerifyingKey? { key }

  /// Checks everything, and says each finding: of heads, of anchors, then of entries from the
  /// newest to the oldest.
  public mutating func run(_ found: (LogFinding) -> Void) -> LogAuditResult {
    result = LogAuditResult()
    if isBlank {
      result.isBlank = true
      return result
    }
    let head = checkHeads(found)
    let (newest, end) = findEnd(head, found)
    result.newest = newest
    result.oldest = newest == 0 ? 0 : newest - min(newest, shape.entriesMax) + 1
    checkAnchors(found)
    checkEntries(from: end, found)
    return result
  }

  /// The entry of a number; nil where its place does not hold it.
  public func entry(_ sequence: UInt64) -> EventEntry? {
    guard let bytes = bytes(of: sequence), let entry = EventEntry(bytes),
      entry.sequence == sequence
    else { return nil }
    return entry
  }

  var isBlank: Bool {
    guard a == .blank, b == .blank else { return false }
    for place in 0..<shape.places where !isBlank(place: place) { return false }
    // anchors without what they are about: somebody wiped that
    for place in 0..<shape.anchorPlaces {
      if let bytes = bytes(anchorPlace: place), !EntryFormat.isBlank(bytes) { return false }
    }
    return true
  }

  // MARK: - Bytes

  /// The bytes of a place for entries; nil where the store ends before.
  @_lifetime(copy self)
  func bytes(of sequence: UInt64) -> Span<UInt8>? { piece(at: shape.offset(entry: sequence)) }

  /// The bytes of a place for anchors; nil where the store ends before.
  @_lifetime(copy self)
  func bytes(anchorPlace place: UInt64) -> Span<UInt8>? {
    piece(at: shape.offset(anchorPlace: place))
  }

  func isBlank(place: UInt64) -> Bool {
    guard let bytes = bytes(of: place) else { return true }
    return EntryFormat.isBlank(bytes)
  }

  @_lifetime(copy self)
  private func piece(at offset: Int) -> Span<UInt8>? {
    let end = offset + EntryFormat.length
    guard end <= log.count else { return nil }
    return log.extracting(offset..<end)
  }

  @_lifetime(copy heads)
  private static func copy(_ heads: Span<UInt8>, _ copy: LogCopy) -> Span<UInt8> {
    let end = min(heads.count, copy.offset + HeadFormat.length)
    return heads.extracting(min(copy.offset, end)..<end)
  }

  private static func keptKey(_ log: Span<UInt8>, _ shape: LogShape) -> VerifyingKey? {
    keptKey(log, at: shape.offset(key: .a)) ?? keptKey(log, at: shape.offset(key: .b))
  }

  private static func keptKey(_ log: Span<UInt8>, at offset: Int) -> VerifyingKey? {
    guard offset + KeyFormat.length <= log.count else { return nil }
    return KeyFormat.verifyingKey(log.extracting(offset..<offset + KeyFormat.length))
  }

  mutating func report(_ finding: LogFinding, _ found: (LogFinding) -> Void) {
    if finding.isNormalAfterCut { result.normal += 1 } else { result.wrong += 1 }
    found(finding)
  }
}
