// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import Ledger
import Seal

/// What the two copies of the parameter block said when the meter started.
public enum RestoredParameters: Equatable, Sendable {
  /// Both copies were blank: nobody ever set parameters.
  case none
  /// One copy is blank and the other torn: the very first save did not come to its end.
  case firstSaveTorn
  /// The block in this copy. `isOtherDamaged`: the other copy is not whole.
  case block(Slot, isOtherDamaged: Bool)
  /// Both copies are damaged.
  case lost
  /// Both copies are whole, of one counter, and say different things: no firmware writes that.
  case conflict
  /// The newest block is whole and this firmware does not understand it, as one of a newer
  /// firmware. The meter must not go on with an older one.
  case notUnderstood(Slot, ParameterFault)
}

/// What a change of parameters starts from.
public enum ParameterStanding: Equatable, Sendable {
  /// Nothing was ever in force.
  case neverSet
  /// This block is in force.
  case inForce(ParameterMark)
  /// Something was, and cannot be known; the next counter comes after this one.
  case lost(after: UInt64)
  /// A block that this firmware does not understand; it is not replaced.
  case notUnderstood
}

/// Why a save was refused; nothing is to be written.
public enum ParameterSaveError: Error, Equatable, Sendable {
  /// The save before has neither been confirmed nor given up.
  case saveOutstanding
  /// The bytes are not the block that was adopted, or what is in force changed since.
  case notAdopted
}

/// Keeps the parameter block through power cuts: two copies, written in turn.
///
/// Sans-I/O, as the ledger's `StateBlock` is. Allocates: never.
public struct ParameterBlock: Sendable {
  /// What the next change starts from.
  public private(set) var standing: ParameterStanding
  /// Where the next save goes.
  public private(set) var nextCopy: Slot
  /// The mark of the save under way, or nil.
  public private(set) var outstanding: ParameterMark?

  /// Nothing ever kept.
  public static let empty = ParameterBlock(.neverSet, nextCopy: .a)

  private init(_ standing: ParameterStanding, nextCopy: Slot) {
    self.standing = standing
    self.nextCopy = nextCopy
    outstanding = nil
  }

  /// What both copies hold, and the block to go on with.
  ///
  /// Copies that are blank are lost where the meter knows that a block was in force; a whole one is
  /// beside one that is not, where the meter knows another: older parameters do not come into
  /// force by themselves. Where nobody knows, the first block needs the open seal.
  ///
  /// - Range: `ParameterFormat.lengthMax` bytes of each copy; fewer are never blank.
  public static func restore(
    copyA: Span<UInt8>, copyB: Span<UInt8>, known: KnownParameters
  ) -> (RestoredParameters, ParameterBlock) {
    let (found, block) = restore(copyA, copyB)
    switch (found, known, block.standing) {
    case (.none, .never, _), (.firstSaveTorn, .never, _): break
    case (.none, .unknown, _), (.firstSaveTorn, .unknown, _):
      return (found, ParameterBlock(.lost(after: 0), nextCopy: .a))
    case (.none, .inForce, _), (.firstSaveTorn, .inForce, _):
      return (.lost, ParameterBlock(.lost(after: 0), nextCopy: .a))
    case (.block(let copy, isOtherDamaged: true), .inForce(let digest), .inForce(let mark))
    where mark.digest != digest && mark.counter < .max:
      // The lost one had the next number.
      return (.lost, ParameterBlock(.lost(after: mark.counter + 1), nextCopy: copy.other))
    default: break
    }
    return (found, block)
  }

  private static func restore(
    _ copyA: Span<UInt8>, _ copyB: Span<UInt8>
  ) -> (RestoredParameters, ParameterBlock) {
    switch (CopyContent(copyA), CopyContent(copyB)) {
    case (.blank, .blank): (.none, .empty)
    case (.blank, .damaged), (.damaged, .blank): (.firstSaveTorn, .empty)
    case (.damaged, .damaged): (.lost, ParameterBlock(.lost(after: 0), nextCopy: .a))
    case (.whole(let a), .whole(let b)):
      if a.counter == b.counter, a.digest != b.digest {
        (.conflict, ParameterBlock(.lost(after: a.counter), nextCopy: .a))
      } else {
        a.counter >= b.counter ? found(.a, a, .blank) : found(.b, b, .blank)
      }
    case (.notUnderstood(let counter, let fault), let other):
      newest(.a, counter, fault, other)
    case (let other, .notUnderstood(let counter, let fault)):
      newest(.b, counter, fault, other)
    case (.whole(let mark), let other): found(.a, mark, other)
    case (let other, .whole(let mark)): found(.b, mark, other)
    }
  }

  /// What is to be written so that an adopted block comes into force.
  ///
  /// - Parameters: the candidate's bytes, and what `SealDecision` said of them.
  public mutating func save(
    _ candidate: Span<UInt8>, _ adoption: Adoption
  ) throws(ParameterSaveError) -> ParameterImage {
    guard outstanding == nil else { throw .saveOutstanding }
    guard adoption.standing == standing, let head = try? ParameterHead(candidate),
      head.mark.digest == adoption.mark.digest
    else { throw .notAdopted }
    let content = head.content(of: candidate)
    guard SHA256.of(content) == adoption.mark.digest else { throw .notAdopted }
    outstanding = adoption.mark
    return ParameterImage(
      bytes: ParameterHead.block(adoption.mark, content), copy: nextCopy, mark: adoption.mark)
  }

  /// The image has been written and synced: it is in force.
  public mutating func confirm(_ image: borrowing ParameterImage) {
    guard outstanding == image.mark else { return }
    outstanding = nil
    standing = .inForce(image.mark)
    nextCopy = image.copy.other
  }

  /// The image could not be written or synced; the next save takes its place.
  public mutating func giveUp(_ image: borrowing ParameterImage) {
    if outstanding == image.mark { outstanding = nil }
  }

  private static func found(
    _ copy: Slot, _ mark: ParameterMark, _ other: CopyContent
  ) -> (RestoredParameters, ParameterBlock) {
    (
      .block(copy, isOtherDamaged: other.isDamaged),
      ParameterBlock(.inForce(mark), nextCopy: copy.other)
    )
  }

  /// A copy that is not understood counts where the other is not a newer whole one.
  private static func newest(
    _ copy: Slot, _ counter: UInt64, _ fault: ParameterFault, _ other: CopyContent
  ) -> (RestoredParameters, ParameterBlock) {
    if case .whole(let mark) = other, mark.counter > counter {
      return found(copy.other, mark, .damaged)
    }
    return (
      .notUnderstood(copy, fault), ParameterBlock(.notUnderstood, nextCopy: copy.other)
    )
  }
}

/// What is to be written, and where.
public struct ParameterImage: Sendable {
  /// The copy's bytes, no more than the block has.
  public let bytes: ParameterBytes
  /// The copy they belong to.
  public let copy: Slot
  /// Counter and hash of the block.
  public let mark: ParameterMark
}

/// What a copy was found to hold.
private enum CopyContent {
  /// Never written: all bytes 0x00 or all 0xFF.
  case blank
  /// Written, but not what a save leaves.
  case damaged
  /// A whole block.
  case whole(ParameterMark)
  /// A block whose checksum and hash hold, and which this firmware refuses. One of an unknown
  /// version counts as the newest there can be.
  case notUnderstood(counter: UInt64, ParameterFault)

  init(_ bytes: Span<UInt8>) {
    guard !Self.isBlank(bytes) else {
      self = .blank
      return
    }
    do throws(ParameterFault) {
      self = .whole(try SealedParameters(bytes).mark)
    } catch {
      switch error {
      case .damaged: self = .damaged
      default:
        let counter = (try? ParameterHead(bytes))?.mark.counter
        self = .notUnderstood(counter: counter ?? .max, error)
      }
    }
  }

  var isDamaged: Bool { if case .damaged = self { true } else { false } }

  private static func isBlank(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= ParameterFormat.lengthMax, bytes[0] == 0x00 || bytes[0] == 0xFF else {
      return false
    }
    for index in 0..<ParameterFormat.lengthMax where bytes[index] != bytes[0] { return false }
    return true
  }
}
