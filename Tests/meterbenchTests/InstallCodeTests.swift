// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import meterbench

@Suite struct InstallCodeTests {
  // Code, checksum and key as zigpy's convert_install_code has them.
  @Test(
    "A code without its checksum gets it, one with it is checked, and the key follows",
    arguments: [
      ("83FED3407A93", "83FED3407A932B70", "CD4FA064773F46941EC986C09963D1A8"),
      ("83:fe:d3:40:7a:93:97:23", "83FED3407A93972397FC", "850BE0BF5B369AC441280A53265DB167"),
      ("83FED3407A939723+97FC", "83FED3407A93972397FC", "850BE0BF5B369AC441280A53265DB167"),
      (
        "83FED3407A939723A5C639B2", "83FED3407A939723A5C639B2AD8B",
        "C2B323EFC9FCA1D9657E32A0E5C2AAF3"
      ),
      (
        "83FE D340 7A93 9723 A5C6 39B2 6916 D505", "83FED3407A939723A5C639B26916D505C3B5",
        "66B6900981E1EE3CA4206B6B861C02BB"
      ),
    ])
  func sheet(input: String, code: String, key: String) throws {
    let sheet = try InstallCodeSheet(input)
    #expect(sheet.installCode == code)
    #expect(sheet.linkKey == key)
  }

  @Test("It is printed in groups of four digits, or as JSON")
  func printed() throws {
    let sheet = try InstallCodeSheet("83FED3407A93")
    #expect(
      sheet.text
        == "install code  83FE D340 7A93 2B70\nlink key      CD4FA064773F46941EC986C09963D1A8")
    let object =
      #"{"installCode":"83FED3407A932B70","linkKey":"CD4FA064773F46941EC986C09963D1A8"}"#
    #expect(try sheet.json() == object)
  }

  @Test("A random code has 16 bytes, its checksum, and is another each time")
  func random() throws {
    let sheets = try (0..<4).map { _ in try InstallCodeSheet.random() }
    #expect(Set(sheets.map(\.installCode)).count == 4)
    for sheet in sheets {
      #expect(sheet.installCode.count == 36)
      #expect(try InstallCodeSheet(sheet.installCode) == sheet)
    }
  }

  @Test(
    "What is no code is EX_DATAERR, and why is said",
    arguments: [
      ("", "bytes"), ("83FED3407A", "bytes"), ("83FED3407A9", "bytes"),
      ("83FED3407A939723A5C639B26916D505C3B500", "bytes"), ("83FED3407A9G", "digit"),
      ("83FED3407A93\u{FF11}\u{FF11}", "digit"), ("83FED3407A93972397FD", "checksum"),
    ])
  func refused(input: String, reason: String) {
    let error = benchError { _ = try InstallCodeSheet(input) }
    #expect(error?.kind.rawValue == 65)
    #expect(error?.what.contains(reason) == true)
  }

  @Test(
    "Bytes and --random exclude each other, and one is needed",
    arguments: [[], ["83", "--random"]] as [[String]])
  func either(arguments: [String]) {
    #expect(throws: (any Error).self) { try InstallCodeCommand.parse(arguments) }
  }
}
