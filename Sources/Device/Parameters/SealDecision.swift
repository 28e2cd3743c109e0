// SPDX-License-Identifier: Apache-2.0

public import Seal

/// A change of the parameters that may be made: its old and new hash are for the trail.
public struct Adoption: Equatable, Sendable {
  /// What the change starts from.
  public let standing: ParameterStanding
  /// The counter and hash of the block that comes into force.
  public let mark: ParameterMark

  /// The hash of the block in force until now; zeros where there was none, or it is lost.
  public var oldDigest: Digest {
    if case .inForce(let mark) = standing { mark.digest } else { .zero }
  }
}

/// Why a candidate does not come into force.
public enum ParameterRefusal: Equatable, Sendable {
  /// The seal is closed, and this is not the first block.
  case sealClosed
  /// It says of itself that it is not newer than the block in force; or no counter is left.
  case olderCounter
  /// Its bytes are no block that this firmware takes.
  case unreadable(ParameterFault)
  /// What is in force is of a newer firmware: it is not replaced by an older one.
  case inForceNotUnderstood
}

/// Whether a parameter block that somebody brings comes into force.
public enum SealDecision: Equatable, Sendable {
  /// It says what is in force already: nothing is to be done.
  case same
  /// It comes into force with the next counter, once it is saved.
  case adopt(Adoption)
  /// It does not.
  case refused(ParameterRefusal)

  /// Judges a candidate. The first refusal that is so is the answer: unreadable, in force not
  /// understood, older counter, seal closed.
  ///
  /// - Parameters: the candidate's bytes; what it would replace; whether the seal switch is open.
  /// - Range: a candidate of counter 0 does not say which block it is newer than.
  public init(candidate: Span<UInt8>, standing: ParameterStanding, isSealOpen: Bool) {
    do throws(ParameterFault) {
      let mark = try SealedParameters(candidate).mark
      self = Self.judge(mark, standing, isSealOpen)
    } catch {
      self = .refused(.unreadable(error))
    }
  }

  private static func judge(
    _ candidate: ParameterMark, _ standing: ParameterStanding, _ isSealOpen: Bool
  ) -> SealDecision {
    let last: UInt64
    switch standing {
    case .notUnderstood: return .refused(.inForceNotUnderstood)
    case .inForce(let mark) where mark.digest == candidate.digest: return .same
    case .neverSet: last = 0
    case .inForce(let mark): last = mark.counter
    // What is lost may have had any number up to the one that this says.
    case .lost(let counter): last = max(counter, candidate.counter - min(candidate.counter, 1))
    }
    let isOlder = candidate.counter != 0 && candidate.counter <= last
    guard !isOlder, last < .max else { return .refused(.olderCounter) }
    guard isSealOpen || standing == .neverSet else { return .refused(.sealClosed) }
    let mark = ParameterMark(counter: last + 1, digest: candidate.digest)
    return .adopt(Adoption(standing: standing, mark: mark))
  }
}
