// SPDX-License-Identifier: Apache-2.0

import Seal

extension LogAudit {
  mutating func checkAnchors(_ found: (LogFinding) -> Void) {
    for place in 0..<shape.anchorPlaces {
      guard let bytes = bytes(anchorPlace: place), !EntryFormat.isBlank(bytes) else { continue }
      guard let anchor = LogAnchor(bytes) else {
        report(LogFinding(kind: .anchorTorn, sequence: 0, place: place), found)
        continue
      }
      judge(anchor, place, found)
    }
    checkFirstAnchors(found)
  }

  private mutating func judge(
    _ anchor: LogAnchor, _ place: UInt64, _ found: (LogFinding) -> Void
  ) {
    let kind: LogFinding.Kind?
    if !anchor.isSigned {
      kind = .anchorAltered
    } else if anchor.key != key {
      kind = .anchorOfOtherKey
    } else if place != shape.anchorPlace(anchor.sequence, onDemand: place % 2 == 1) {
      kind = .anchorMisplaced
    } else if anchor.sequence > result.newest {
      kind = .endMissing
    } else {
      kind = nil
      result.anchors += 1
      result.signedTo = max(result.signedTo, anchor.sequence)
    }
    if let kind {
      report(LogFinding(kind: kind, sequence: anchor.sequence, place: place), found)
    }
  }

  /// The first anchor of a stretch is there as soon as the stretch has a second entry.
  mutating func checkFirstAnchors(_ found: (LogFinding) -> Void) {
    guard result.newest > 0 else { return }
    for stretch in shape.stretch(result.oldest)...shape.stretch(result.newest) {
      let first = shape.firstEntry(stretch: stretch)
      guard first >= result.oldest, first < result.newest else { continue }
      let place = shape.anchorPlace(first, onDemand: false)
      guard let bytes = bytes(anchorPlace: place) else { continue }
      let isOther = LogAnchor(bytes).map { shape.stretch($0.sequence) != stretch && $0.isSigned }
      // one that is torn or altered was told of already
      if isOther ?? EntryFormat.isBlank(bytes) {
        report(LogFinding(kind: .anchorMissing, sequence: first, place: place), found)
      }
    }
  }

  /// The digest that the meter's signature says an entry has; nil where none does.
  func anchoredDigest(_ sequence: UInt64) -> Digest? {
    anchoredDigest(sequence, onDemand: false) ?? anchoredDigest(sequence, onDemand: true)
  }

  private func anchoredDigest(_ sequence: UInt64, onDemand: Bool) -> Digest? {
    let place = shape.anchorPlace(sequence, onDemand: onDemand)
    guard let bytes = bytes(anchorPlace: place),
      LogAnchor.sequence(bytes) == sequence, let anchor = LogAnchor(bytes),
      anchor.isSigned, anchor.key == key
    else { return nil }
    return anchor.digest
  }
}
