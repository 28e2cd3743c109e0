// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Parameters
import Seal
import Testing

@Suite("Parameter block: two copies")
struct ParameterBlockTests {
  static let blank = [UInt8](repeating: 0, count: ParameterFormat.lengthMax)

  static func padded(_ block: [UInt8]) -> [UInt8] {
    block + [UInt8](repeating: 0xA5, count: ParameterFormat.lengthMax - block.count)
  }

  /// A copy of a counter; another delivery point is another content.
  static func copy(_ counter: UInt64, other: Bool = false, version: UInt16 = 1) -> [UInt8] {
    var block = Golden.smallBlock
    block.counter = counter
    block.version = version
    return padded((other ? block.changing(10) { $0 = [2] } : block).bytes)
  }

  static func mark(_ counter: UInt64, other: Bool = false) throws -> ParameterMark {
    try SealedParameters(copy(counter, other: other).span).mark
  }

  static func restore(
    _ a: [UInt8], _ b: [UInt8], known: KnownParameters = .never
  ) -> (RestoredParameters, ParameterBlock) {
    ParameterBlock.restore(copyA: a.span, copyB: b.span, known: known)
  }

  static func adoption(_ candidate: [UInt8], _ block: ParameterBlock) throws -> Adoption {
    let decision = SealDecision(
      candidate: candidate.span, standing: block.standing, isSealOpen: true)
    guard case .adopt(let adoption) = decision else {
      Issue.record("\(decision)")
      throw ParameterSaveError.notAdopted
    }
    return adoption
  }

  @Test("What the two copies are together, and where the next save goes")
  func pairs() throws {
    let erased = [UInt8](repeating: 0xFF, count: ParameterFormat.lengthMax)
    let torn = Self.padded(Array(Golden.smallBlock.bytes.dropLast()))
    let (old, new) = (Self.copy(7, other: true), Self.copy(8))
    let inForce = ParameterStanding.inForce(try Self.mark(8))
    let strange = Self.copy(1, version: 2)
    var refused = Golden.smallBlock.changing(10) { $0 = [3] }
    refused.counter = 7
    let range = Self.padded(refused.bytes)
    let fault = ParameterFault.outOfRange(.supplyArming)
    let lost = ParameterStanding.lost(after: 0)
    let cases: [([UInt8], [UInt8], RestoredParameters, ParameterStanding, Slot)] = [
      (Self.blank, Self.blank, .none, .neverSet, .a),
      (erased, Self.blank, .none, .neverSet, .a),
      (Self.blank, torn, .firstSaveTorn, .neverSet, .a),
      (torn, erased, .firstSaveTorn, .neverSet, .a), (torn, torn, .lost, lost, .a),
      (old, new, .block(.b, isOtherDamaged: false), inForce, .a),
      (new, old, .block(.a, isOtherDamaged: false), inForce, .b),
      (new, new, .block(.a, isOtherDamaged: false), inForce, .b),
      (new, Self.blank, .block(.a, isOtherDamaged: false), inForce, .b),
      (Self.blank, new, .block(.b, isOtherDamaged: false), inForce, .a),
      (new, torn, .block(.a, isOtherDamaged: true), inForce, .b),
      (torn, new, .block(.b, isOtherDamaged: true), inForce, .a),
      (new, Self.copy(8, other: true), .conflict, .lost(after: 8), .a),
      (new, strange, .notUnderstood(.b, .unknownVersion(2)), .notUnderstood, .a),
      (strange, new, .notUnderstood(.a, .unknownVersion(2)), .notUnderstood, .b),
      (strange, torn, .notUnderstood(.a, .unknownVersion(2)), .notUnderstood, .b),
      (Self.blank, strange, .notUnderstood(.b, .unknownVersion(2)), .notUnderstood, .a),
      (range, new, .block(.b, isOtherDamaged: true), inForce, .a),
      (new, range, .block(.a, isOtherDamaged: true), inForce, .b),
      (range, old, .notUnderstood(.a, fault), .notUnderstood, .b),
      (Self.copy(6), range, .notUnderstood(.b, fault), .notUnderstood, .a),
      ([], [], .lost, lost, .a), (Array(Self.blank.dropLast()), torn, .lost, lost, .a),
    ]
    for (index, (a, b, restored, standing, next)) in cases.enumerated() {
      let (found, block) = Self.restore(a, b)
      #expect(found == restored, "case \(index)")
      #expect(block.standing == standing, "case \(index)")
      #expect(block.nextCopy == next, "case \(index)")
      #expect(block.outstanding == nil)
    }
  }

  @Test("What the meter knows of its parameters makes blank copies lost, and an older one no heir")
  func known() throws {
    let torn = Self.padded(Array(Golden.smallBlock.bytes.dropLast()))
    let (old, new) = (Self.copy(7, other: true), Self.copy(8))
    let (oldMark, newMark) = (try Self.mark(7, other: true), try Self.mark(8))
    let (knowsOld, knowsNew) = (
      KnownParameters.inForce(oldMark.digest), KnownParameters.inForce(newMark.digest)
    )
    let lost = ParameterStanding.lost(after: 0)
    let cases: [([UInt8], [UInt8], KnownParameters, RestoredParameters, ParameterStanding)] = [
      (Self.blank, Self.blank, .unknown, .none, lost),
      (Self.blank, torn, .unknown, .firstSaveTorn, lost),
      (Self.blank, Self.blank, knowsNew, .lost, lost), (Self.blank, torn, knowsNew, .lost, lost),
      (torn, old, knowsNew, .lost, .lost(after: 8)),
      (torn, old, knowsOld, .block(.b, isOtherDamaged: true), .inForce(oldMark)),
      (torn, old, .unknown, .block(.b, isOtherDamaged: true), .inForce(oldMark)),
      (new, old, knowsOld, .block(.a, isOtherDamaged: false), .inForce(newMark)),
      (new, torn, knowsNew, .block(.a, isOtherDamaged: true), .inForce(newMark)),
    ]
    for (index, (a, b, known, restored, standing)) in cases.enumerated() {
      let (found, block) = Self.restore(a, b, known: known)
      #expect(found == restored, "case \(index)")
      #expect(block.standing == standing, "case \(index)")
    }
    let (_, block) = Self.restore(torn, old, known: knowsNew)
    #expect(block.nextCopy == .a, "what is whole is not written over")
  }

  @Test("A save writes the adopted content under the next counter, to the other copy")
  func saves() throws {
    var (_, block) = Self.restore(Self.copy(7, other: true), Self.blank)
    let candidate = Golden.smallBlock.changing(10) { _ in }
    let bytes = TypedBlock(counter: 0, sections: candidate.sections).bytes
    let image = try block.save(bytes.span, try Self.adoption(bytes, block))
    #expect(Self.padded(array(image.bytes.span)) == Self.copy(8))
    #expect(image.copy == .b)
    #expect(image.mark == (try Self.mark(8)))
    #expect(block.standing == .inForce(try Self.mark(7, other: true)))
    block.confirm(image)
    #expect(block.standing == .inForce(try Self.mark(8)))
    #expect(block.nextCopy == .a)
  }

  @Test("A second save is refused until the first is confirmed or given up")
  func outstanding() throws {
    var block = ParameterBlock.empty
    let bytes = Golden.smallBlock.bytes
    let adoption = try Self.adoption(bytes, block)
    let first = try block.save(bytes.span, adoption)
    #expect(first.copy == .a)
    #expect(throws: ParameterSaveError.saveOutstanding) { _ = try block.save(bytes.span, adoption) }
    block.giveUp(first)
    let second = try block.save(bytes.span, adoption)
    #expect((second.mark, second.copy) == (first.mark, first.copy))
    block.confirm(second)
    #expect(block.standing == .inForce(try Self.mark(1)))
    block.giveUp(second)
    block.confirm(first)
    #expect(block.nextCopy == .b)
  }

  @Test("Other bytes than were adopted, or an adoption of before another change, are refused")
  func notAdopted() throws {
    var (_, block) = Self.restore(Self.copy(7, other: true), Self.blank)
    let bytes = Golden.smallBlock.bytes
    let adoption = try Self.adoption(Array(Self.copy(0)), block)
    var other = Golden.smallBlock
    other.sections[0].bytes[9] ^= 1
    for wrong in [other.bytes, Array(bytes.dropLast()), []] {
      #expect(throws: ParameterSaveError.notAdopted) { _ = try block.save(wrong.span, adoption) }
    }
    // A head that claims the adopted hash over another content.
    var forged = Array(bytes.dropLast(4))
    forged[60] ^= 1
    let sealed = TypedBlock.checked(forged)
    #expect(throws: ParameterSaveError.notAdopted) { _ = try block.save(sealed.span, adoption) }
    let image = try block.save(bytes.span, adoption)
    block.confirm(image)
    #expect(throws: ParameterSaveError.notAdopted) { _ = try block.save(bytes.span, adoption) }
    #expect(block.outstanding == nil)
  }

  @Test("Torn at any byte, a save leaves the old block or the new one, and never another")
  func torn() throws {
    let candidate = Golden.fullBlock.sections
    let bytes = TypedBlock(counter: 0, sections: candidate).bytes
    for saves in 0..<3 {
      var copies = [Self.blank, Self.blank]
      var block = ParameterBlock.empty
      for save in 0..<saves { try Self.keep(save, &block, &copies) }
      let image = try block.save(bytes.span, try Self.adoption(bytes, block))
      let written = array(image.bytes.span)
      let target = Int(image.copy.rawValue)
      for cut in 0...written.count {
        for isReversed in [false, true] {
          var after = copies
          let places = isReversed ? written.count - cut..<written.count : 0..<cut
          for index in places { after[target][index] = written[index] }
          let note: Comment = "saves \(saves), byte \(cut), \(isReversed)"
          // The first bytes of every block are the same: without them it may be whole already.
          let isWhole = after[target].starts(with: written)
          try expectOldOrNew(after, block.standing, image.mark, isWhole: isWhole, note)
        }
      }
    }
  }

  private func expectOldOrNew(
    _ copies: [[UInt8]], _ old: ParameterStanding, _ new: ParameterMark, isWhole: Bool,
    _ note: Comment
  ) throws {
    let (restored, block) = Self.restore(copies[0], copies[1])
    if isWhole {
      #expect(block.standing == .inForce(new), note)
    } else {
      #expect(block.standing == old, note)
      if old == .neverSet { #expect(restored == .none || restored == .firstSaveTorn, note) }
    }
  }

  /// Adopts another content each time.
  private static func keep(
    _ step: Int, _ block: inout ParameterBlock, _ copies: inout [[UInt8]]
  ) throws {
    let sections = Golden.smallBlock.changing(10) { $0 = [UInt8(step % 3)] }.sections
    let bytes = TypedBlock(counter: 0, sections: sections).bytes
    let image = try block.save(bytes.span, try adoption(bytes, block))
    copies[Int(image.copy.rawValue)] = padded(array(image.bytes.span))
    block.confirm(image)
  }
}
