// SPDX-License-Identifier: Apache-2.0

import Bytes
import Parameters
import Recording
import Testing

@Suite("Parameter block: bytes")
struct ParameterFormatTests {
  /// Why a block was refused; nil where it was not.
  static func fault(_ bytes: [UInt8]) -> ParameterFault? {
    do throws(ParameterFault) {
      _ = try SealedParameters(bytes.span)
      return nil
    } catch {
      return error
    }
  }

  static func fault(_ block: TypedBlock) -> ParameterFault? { fault(block.bytes) }

  private static func written(_ settings: MeterSettings, _ counter: UInt64) throws -> [UInt8] {
    array(try settings.block(counter: counter).span)
  }

  @Test("The example of SPEC.md is what the settings are written as, and says them")
  func small() throws {
    let example = try Golden.specification()
    #expect(try Self.written(Golden.small, 1) == example)
    #expect(Golden.smallBlock.bytes == example)
    let read = try SealedParameters(example.span)
    #expect(read.mark.counter == 1)
    expectSame(read.settings, Golden.small)
  }

  @Test("A block with every section is written as typed, and read again")
  func full() throws {
    let typed = Golden.fullBlock.bytes
    #expect(try Self.written(try Golden.full(), 0x0102_0304_0506_0708) == typed)
    #expect(
      Array(typed[16..<48])
        == hexadecimal(
          """
          62 85 F0 C3 1B 93 0E 5C BE 4B 36 C1 B7 BA BA DE
          34 62 EF DE 98 26 E0 E8 41 12 7A 50 6C 01 2A 5A
          """))
    #expect(Array(typed.suffix(4)) == hexadecimal("66 02 C1 96"))
    let read = try SealedParameters(typed.span)
    #expect(read.mark.counter == 0x0102_0304_0506_0708)
    expectSame(read.settings, try Golden.full())
  }

  @Test("Every flipped bit of a block is damage; so is every shorter one")
  func flipped() throws {
    for block in [Golden.smallBlock.bytes, Golden.fullBlock.bytes] {
      for index in block.indices {
        for bit in 0..<8 {
          var wrong = block
          wrong[index] ^= 1 << UInt8(bit)
          #expect(Self.fault(wrong) == .damaged, "byte \(index), bit \(bit)")
        }
        #expect(Self.fault(Array(block[..<index])) == .damaged, "\(index) bytes")
      }
    }
  }

  @Test("What comes after a block means nothing")
  func trailing() throws {
    let padded = Golden.fullBlock.bytes + [UInt8](repeating: 0xA5, count: 9_000)
    #expect(Self.fault(padded) == nil)
    #expect(try SealedParameters(padded.span).mark.counter == Golden.fullBlock.counter)
  }

  @Test("A content that is not the hash's is damage though its checksum holds")
  func hash() throws {
    for index in 16..<48 {
      var wrong = Array(Golden.smallBlock.bytes.dropLast(4))
      wrong[index] ^= 1
      #expect(Self.fault(TypedBlock.checked(wrong)) == .damaged, "byte \(index)")
    }
    var wrong = Array(Golden.smallBlock.bytes.dropLast(4))
    wrong[60] ^= 1
    #expect(Self.fault(TypedBlock.checked(wrong)) == .damaged)
  }

  @Test("A version that is not known is told where its checksum holds, and only there")
  func version() {
    for version in [0, 2, 0xFFFF] as [UInt16] {
      var block = Golden.smallBlock
      block.version = version
      #expect(Self.fault(block) == .unknownVersion(version))
    }
    // A later version may have a shorter head.
    let short = TypedBlock.checked(hexadecimal("4C 4D 50 42 02 00 0C 00"))
    #expect(Self.fault(short) == .unknownVersion(2))
    let empty = TypedBlock.checked(hexadecimal("4C 4D 50 42 01 00 0C 00"))
    #expect(Self.fault(empty) == .damaged)
  }

  @Test("A section is missing, twice, out of order or unknown: the fault names its tag")
  func order() {
    let whole = Golden.fullBlock
    for index in whole.sections.indices {
      let tag = whole.sections[index].tag
      var missing = whole
      missing.sections.remove(at: index)
      if tag == 6 || tag == 9 || tag == 14 {
        #expect(Self.fault(missing) == nil, "optional \(tag)")
      } else if tag == 7 {
        #expect(Self.fault(missing) == .outOfRange(.activationTime))
      } else {
        #expect(Self.fault(missing) == .malformed(tag), "without \(tag)")
      }
      var twice = whole
      twice.sections.insert(twice.sections[index], at: index)
      let next = index + 1 < whole.sections.count ? nextNeeded(after: tag) : tag
      #expect(Self.fault(twice) == .malformed(next), "twice \(tag)")
      for unknown in [0, 15, 255] as [UInt8] {
        var strange = whole
        strange.sections.insert((unknown, [1]), at: index)
        #expect(Self.fault(strange) == .unknownSection(unknown), "\(unknown) before \(tag)")
      }
    }
    var after = whole
    after.sections.append((15, []))
    #expect(Self.fault(after) == .unknownSection(15))
  }

  /// The section that must follow.
  private func nextNeeded(after tag: UInt8) -> UInt8 {
    switch tag {
    case 5, 6, 7: 8
    case 8, 9: 10
    // Nothing must follow.
    case 13: 13
    default: tag + 1
    }
  }

  @Test("A section with a byte too many or too few is malformed, or names what it cut")
  func lengths() {
    for section in Golden.fullBlock.sections {
      let tag = section.tag
      let longer = Golden.fullBlock.changing(tag) { $0.append(0) }
      let shorter = Golden.fullBlock.changing(tag) { $0.removeLast() }
      let isCalendar = tag == 6 || tag == 7
      let key: ParameterKey = tag == 6 ? .activeCalendar : .passiveCalendar
      let wanted: ParameterFault = isCalendar ? .outOfRange(key) : .malformed(tag)
      #expect(Self.fault(longer) == wanted, "\(tag)")
      // The front end names the field that its end cut off.
      let cut: ParameterFault = tag == 1 ? .outOfRange(.frontEnd(.curve)) : wanted
      #expect(Self.fault(shorter) == cut, "\(tag)")
    }
  }

  @Test("A section that runs beyond the content, or has no length, is malformed")
  func beyond() {
    for cut in 1...2 {
      let content = [UInt8](repeating: 1, count: cut)
      #expect(Self.fault(TypedBlock.sealed(content, counter: 1)) == .malformed(1))
    }
    #expect(Self.fault(TypedBlock.sealed([], counter: 1)) == .malformed(1))
    #expect(Self.fault(TypedBlock.sealed([1, 1, 0], counter: 1)) == .malformed(1))
  }

  @Test("What could be said in two ways is read in one only")
  func canonical() {
    let cases: [(UInt8, (inout [UInt8]) -> Void)] = [
      (1, { $0[0] = 3 }),  // codes of 24 bits
      (
        1,
        {
          $0.insert(0x41, at: $0.count); $0[3] = 1
        }
      ),  // a station's name
      (8, { $0[16] = 1 }),  // seconds of no reconnection
      (8, { $0[29] = 1 }),  // the number of no emergency profile
      (8, { $0[35] = 1 }),  // the threshold of no emergency profile
    ]
    for (index, (tag, change)) in cases.enumerated() {
      let block = Golden.smallBlock.changing(tag, change)
      #expect(Self.fault(block) == .malformed(tag), "case \(index)")
    }
    // A fine calibration that says nothing.
    let fine = Golden.smallBlock.changing(1) {
      $0[1] |= 4
      $0 += hexadecimal("D8 59 00 00") + [UInt8](repeating: 0, count: 8 + 2 * 17)
    }
    #expect(Self.fault(fine) == .malformed(1))
  }

  @Test("The longest settings there can be fit a copy")
  func longest() throws {
    #expect(ParameterFormat.lengthMax == 8_192)
    let block = try Golden.full().block(counter: .max)
    #expect(block.count == 608)
  }
}
