// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing

@Suite struct MatyasMeyerOseasTests {
  @Test("An install code with its checksum makes the link key that gateways make of it")
  func installCode() {
    var code: [UInt8] = [0x83, 0xFE, 0xD3, 0x40, 0x7A, 0x93, 0x97, 0x23, 0xA5, 0xC6, 0x39, 0xB2]
    code += [0x69, 0x16, 0xD5, 0x05, 0xC3, 0xB5]
    #expect(MatyasMeyerOseas.of(code.span).hex == "66b6900981e1ee3ca4206b6b861c02bb")
  }

  @Test("One byte and one block make the hashes of the specification's examples")
  func specification() {
    #expect(MatyasMeyerOseas.of([0xC0].span).hex == "ae3a102a28d43ee0d4a09e22788b206c")
    let block = (0..<16).map { UInt8(0xC0 + $0) }
    #expect(MatyasMeyerOseas.of(block.span).hex == "a7977e88bc0b61e8210827109a228f2d")
  }

  // Made with another AES: Python's cryptography package.
  @Test(
    "The padding is right on both sides of a block and of the length in 16 bits",
    arguments: [
      (0, "bad78e726c1ec02b7ebfe92b23d9ec34"), (13, "3ef02c344cb836f76abcfacdc80c5ed4"),
      (14, "d2d987af392a74aa2350be20253b9e18"), (15, "f688be4220fb747774fadf5f71cc0db2"),
      (16, "a85c3815c209171c854b4c3fc21af55b"), (8191, "24ec2fe75bbffcb34789bc0610e7f165"),
      (8192, "dc6b0687f09f8607131c170b3bd31591"), (8193, "21fecadecd1af7c33ae5be9c3a584bb5"),
      (100_000, "e947df967354aa89314e76edc2770f5e"),
    ])
  func padding(count: Int, expected: String) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    #expect(MatyasMeyerOseas.of(bytes.span).hex == expected)
  }

  @Test("A hash goes on where it was kept, at every byte of a block", arguments: 0...33)
  func keptBetween(split: Int) throws {
    let bytes = (0..<33).map { UInt8($0) }
    var hash = MatyasMeyerOseas()
    for byte in bytes[..<split] { hash.update(byte) }
    var bytesKept = [UInt8](repeating: 0, count: MatyasMeyerOseas.stateBytes)
    var writer = ByteWriter(bytesKept.mutableSpan)
    hash.write(to: &writer)
    let isWritten = !writer.overflowed && writer.remaining == 0
    #expect(isWritten)
    var reader = ByteReader(bytesKept.span)
    let kept = MatyasMeyerOseas(&reader)
    var taken = try #require(kept)
    for byte in bytes[split...] { taken.update(byte) }
    #expect(taken.value.hex == MatyasMeyerOseas.of(bytes.span).hex)
  }

  @Test("A kept hash that is cut short is none")
  func cutShort() {
    let kept = [UInt8](repeating: 0, count: MatyasMeyerOseas.stateBytes - 1)
    var reader = ByteReader(kept.span)
    let hash = MatyasMeyerOseas(&reader)
    #expect(hash == nil)
  }
}
