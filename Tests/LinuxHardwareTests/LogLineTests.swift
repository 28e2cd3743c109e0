// SPDX-License-Identifier: Apache-2.0

import LinuxHardware
import Testing

@Suite("Lines that are made without heap")
struct LogLineTests {
  private static func text(_ line: LogLine) -> String {
    let bytes = line.span
    return String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
  }

  @Test(
    "Numbers have no zeros before them",
    arguments: [0, 1, 15, 16, 0x5678, 0x0013_A200_4C4D_0001, .max] as [UInt64])
  func numbers(_ value: UInt64) {
    var line = LogLine("")
    line.append(hexadecimal: value)
    line.append(" ")
    line.append(decimal: Int(truncatingIfNeeded: value))
    #expect(
      Self.text(line) == String(value, radix: 16) + " " + String(Int(truncatingIfNeeded: value)))
  }

  @Test("A piece that does not fit is left out whole, and the mark says so", arguments: 225...250)
  func cut(_ length: Int) {
    var line = LogLine("meterd: ")
    let path = String(repeating: "ä", count: length / 2)
    line.append(text: path)
    line.append(": no")
    let whole = "meterd: \(path): no"
    let most = 240 - 3
    if whole.utf8.count <= most {
      #expect(Self.text(line) == whole)
    } else if "meterd: \(path)".utf8.count <= most {
      #expect(Self.text(line) == "meterd: \(path)…")
    } else {
      #expect(Self.text(line) == "meterd: …")
    }
  }
}
