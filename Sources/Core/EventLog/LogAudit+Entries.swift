// SPDX-License-Identifier: Apache-2.0

import Seal

extension LogAudit {
  /// What is known of an entry from what comes after it.
  struct Proof {
    var sequence: UInt64
    /// The digest that it must have; nil where nobody says.
    var digest: Digest?
    /// Whether that comes from an entry that is itself proven.
    var isTrusted: Bool
    /// Whether it comes from an entry that is altered itself, perhaps in just these bytes.
    var isDoubtful = false
  }

  mutating func checkEntries(from end: Proof, _ found: (LogFinding) -> Void) {
    guard end.sequence >= result.oldest, result.oldest > 0 else { return }
    var proof = end
    while proof.sequence >= result.oldest {
      let anchored = anchoredDigest(proof.sequence)
      proof = judge(proof, anchored, found)
      proof.sequence -= 1
    }
  }

  /// Judges an entry; says what it tells of the one before.
  private mutating func judge(
    _ proof: Proof, _ anchored: Digest?, _ found: (LogFinding) -> Void
  ) -> Proof {
    let sequence = proof.sequence
    let nothing = Proof(sequence: sequence, digest: nil, isTrusted: false)
    guard let bytes = bytes(of: sequence) else {
      return reported(.truncated, nothing, found)
    }
    guard let entry = EventEntry(bytes) else {
      return reported(EntryFormat.isBlank(bytes) ? .dropped : .altered, nothing, found)
    }
    guard entry.sequence == sequence else {
      return reported(kind(of: entry.sequence, inPlaceOf: sequence), nothing, found)
    }
    let digest = EntryFormat.digest(bytes)
    var before = Proof(sequence: sequence, digest: entry.previous, isTrusted: true)
    if let anchored {
      if anchored == digest { return before }
    } else if proof.digest == digest {
      before.isTrusted = proof.isTrusted
      if !proof.isTrusted { result.unproven += 1 }
      return before
    } else if proof.digest == nil || proof.isDoubtful {
      before.isTrusted = false
      result.unproven += 1
      return before
    }
    before.isTrusted = false
    before.isDoubtful = true
    return reported(.altered, before, found)
  }

  private func kind(of number: UInt64, inPlaceOf sequence: UInt64) -> LogFinding.Kind {
    guard shape.place(number) == shape.place(sequence) else { return .swapped(number) }
    return number < sequence ? .replayed(number) : .newer(number)
  }

  private mutating func reported(
    _ kind: LogFinding.Kind, _ proof: Proof, _ found: (LogFinding) -> Void
  ) -> Proof {
    let place = shape.place(proof.sequence)
    report(LogFinding(kind: kind, sequence: proof.sequence, place: place), found)
    return proof
  }
}
