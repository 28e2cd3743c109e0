// SPDX-License-Identifier: Apache-2.0

import Bytes
import RadioLink
import Testing

private func bytes(_ text: String) -> [UInt8] {
  let digits = Array(text)
  return stride(from: 0, to: digits.count, by: 2).compactMap {
    UInt8(String(digits[$0...$0 + 1]), radix: 16)
  }
}

private func block(_ text: String) -> AES128.Block {
  let values = bytes(text)
  return AES128.Block { values[$0] }
}

private func text(_ block: AES128.Block) -> String {
  (0..<16).flatMap { [block[$0] >> 4, block[$0] & 15] }
    .map { String($0, radix: 16, uppercase: true) }.joined()
}

private func read(_ text: String) throws(InstallCode.Failure) -> InstallCode {
  let characters = Array(text.utf8)
  return try InstallCode(text: characters.span)
}

@Suite struct InstallCodeTests {
  @Test(
    "AES-128 encrypts the examples of FIPS-197",
    arguments: [
      // Appendix B; appendix C.1.
      (
        "2B7E151628AED2A6ABF7158809CF4F3C", "3243F6A8885A308D313198A2E0370734",
        "3925841D02DC09FBDC118597196A0B32"
      ),
      (
        "000102030405060708090A0B0C0D0E0F", "00112233445566778899AABBCCDDEEFF",
        "69C4E0D86A7B0430D8CDB78070B4C55A"
      ),
    ])
  func cipher(key: String, plain: String, expected: String) {
    let result = AES128.encrypt(block(plain), key: block(key))
    #expect(text(result) == expected)
  }

  // The first two: [ZigBee] annex C.5. The others: zigpy's hash, lengths at the block's edges.
  @Test(
    "The hash is that of the specification and of zigpy",
    arguments: [
      ("C0", "AE3A102A28D43EE0D4A09E22788B206C"),
      ("C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF", "A7977E88BC0B61E8210827109A228F2D"),
      ("", "BAD78E726C1EC02B7EBFE92B23D9EC34"),
      (String(repeating: "00", count: 13), "848B026EF82CC97B16C40D5F29C72797"),
      (String(repeating: "00", count: 14), "CAE834F2590D5A315202FE982A81DBEA"),
      (String(repeating: "00", count: 15), "31CB60BA3FC572E68E7D41E9BB179547"),
      (String(repeating: "00", count: 29), "9443360ABA2F27B61053534263D865C2"),
      (String(repeating: "00", count: 30), "1975BA69BA02AB3B69C587DBF8552B78"),
      (String(repeating: "00", count: 32), "D4CC7A7DB766F8F4EF0702406D5973AA"),
    ])
  func hash(message: String, expected: String) {
    let values = bytes(message)
    #expect(text(MMOHash.of(values.span)) == expected)
  }

  // The last is the specification's vector; all agree with zigpy's convert_install_code.
  @Test(
    "A code of 6, 8, 12 or 16 bytes gives the key that zigpy gives",
    arguments: [
      ("83FED3407A932B70", "CD4FA064773F46941EC986C09963D1A8"),
      ("83FED3407A93972397FC", "850BE0BF5B369AC441280A53265DB167"),
      ("83FED3407A939723A5C639B2AD8B", "C2B323EFC9FCA1D9657E32A0E5C2AAF3"),
      ("83FED3407A939723A5C639B26916D505C3B5", "66B6900981E1EE3CA4206B6B861C02BB"),
    ])
  func key(code: String, expected: String) throws {
    let code = try read(code)
    #expect(text(code.linkKey.bytes) == expected)
  }

  @Test(
    "A label is read with spaces, dashes, colons, a plus and small letters",
    arguments: [
      "83FE D340 7A93 9723 A5C6 39B2 6916 D505 C3B5", "83FED3407A939723A5C639B26916D505+C3B5",
      "83fe-d340-7a93-9723-a5c6-39b2-6916-d505-c3b5",
      " 83:FE:D3:40:7A:93:97:23:A5:C6:39:B2:69:16:D5:05:C3:B5 ",
    ])
  func label(text label: String) throws {
    let code = try read(label)
    #expect(text(code.linkKey.bytes) == "66B6900981E1EE3CA4206B6B861C02BB")
  }

  @Test(
    "What is no code is refused by name",
    arguments: [
      ("", InstallCode.Failure.wrongLength), ("8", .wrongLength), ("83FED3407A932B7", .wrongLength),
      ("83FED3407A932B7000", .wrongLength),
      ("83FED3407A939723A5C639B26916D505C3B500", .wrongLength),
      (String(repeating: "00", count: 500), .wrongLength), ("83FED3407A932B7G", .notHexadecimal),
      ("83FED3407A93_2B70", .notHexadecimal), ("83FED3407A93702B", .wrongChecksum),
      ("83FED3407A939723A5C639B26916D505C3B4", .wrongChecksum),
    ])
  func refused(label: String, expected: InstallCode.Failure) {
    var failure: InstallCode.Failure?
    do { _ = try read(label) } catch { failure = error }
    #expect(failure == expected)
  }

  @Test("Each single wrong bit of a code is noticed")
  func damage() {
    let good = bytes("83FED3407A939723A5C639B26916D505C3B5")
    for index in good.indices {
      for bit in 0..<8 {
        var code = good
        code[index] ^= 1 << UInt8(bit)
        var isTaken = true
        do { _ = try InstallCode(code.span) } catch { isTaken = false }
        #expect(!isTaken, "byte \(index) bit \(bit)")
      }
    }
  }
}
