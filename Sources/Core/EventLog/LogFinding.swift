// SPDX-License-Identifier: Apache-2.0

/// Something that an audit found.
public struct LogFinding: Equatable, Sendable {
  /// What is wrong.
  public enum Kind: Equatable, Sendable {
    // Of an entry.
    /// Its bytes are not those that were written.
    case altered
    /// Its place holds nothing.
    case dropped
    /// Its place holds another entry, of this number, that belongs elsewhere.
    case swapped(UInt64)
    /// Its place holds an older entry, of this number, that had gone.
    case replayed(UInt64)
    /// Its place holds a newer entry, of this number, than the head knows.
    case newer(UInt64)
    /// The store ends before its place.
    case truncated
    /// It is beyond the head and does not continue the chain.
    case notContinuing

    // Of an anchor, by the entry that it is about.
    /// Its bytes are not those that were signed, or its entry is another.
    case anchorAltered
    /// It was signed with another key than the meter's, or that is not known.
    case anchorOfOtherKey
    /// There should be one in this place by now.
    case anchorMissing
    /// Its place is another one.
    case anchorMisplaced
    /// It is about an entry that the log does not have any more at its end.
    case endMissing

    // Of the head, by the entry that it names.
    /// Neither copy is whole, or both contradict each other.
    case headLost
    /// A copy is older than it should be, or entries are beyond it.
    case headReplayed
    /// A copy names an entry with another digest than it has.
    case headAltered

    // What a cut of the supply leaves, too.
    /// A copy of the head is not whole.
    case headTorn
    /// An anchor's place is not whole.
    case anchorTorn
    /// The place of the next entry is not whole.
    case nextTorn
    /// One entry is safe that the head does not name yet.
    case beyondHead
  }

  /// What is wrong.
  public let kind: Kind
  /// The number of the entry it is about; 0 where there is none.
  public let sequence: UInt64
  /// The place: of an entry, an anchor, or a copy of the head (0 or 1).
  public let place: UInt64

  /// Makes a finding.
  public init(kind: Kind, sequence: UInt64, place: UInt64) {
    self.kind = kind
    self.sequence = sequence
    self.place = place
  }

  /// Whether a cut of the supply leaves the same: nothing speaks for anybody's hand.
  public var isNormalAfterCut: Bool {
    switch kind {
    case .headTorn, .anchorTorn, .nextTorn, .beyondHead: true
    default: false
    }
  }
}

/// What an audit found in sum.
public struct LogAuditResult: Equatable, Sendable {
  /// The oldest entry of the log; 0 where there is none.
  public internal(set) var oldest: UInt64 = 0
  /// The newest entry; 0 where there is none.
  public internal(set) var newest: UInt64 = 0
  /// The newest entry under a signature; those after it are under the head alone.
  public internal(set) var signedTo: UInt64 = 0
  /// Anchors with a valid signature.
  public internal(set) var anchors: UInt64 = 0
  /// Entries that are whole while nothing proves them, because a later one is not.
  public internal(set) var unproven: UInt64 = 0
  /// Findings that a cut of the supply does not leave.
  public internal(set) var wrong: UInt64 = 0
  /// Findings that a cut of the supply leaves, too.
  public internal(set) var normal: UInt64 = 0
  /// Whether the log was never written.
  public internal(set) var isBlank = false

  /// Whether nothing is wrong.
  public var isWhole: Bool { wrong == 0 }
}
