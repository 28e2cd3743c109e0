// SPDX-License-Identifier: Apache-2.0

import Testing

/// Each rule catches a bad sample and passes a good one.
@Suite struct RuleTests {
  private func swift(_ text: String, _ path: String = "Sources/Core/Bytes/Sample.swift")
    -> SourceText
  {
    SourceText(path, text)
  }

  @Test("A file is too long with line 301", arguments: [(300, 0), (301, 1)])
  func fileSize(lines: Int, findings: Int) {
    let text = String(repeating: "let a = 1\n", count: lines)
    #expect(Rules.fileSize(swift(text)).count == findings)
  }

  @Test(
    "A line is too long with character 101, whatever its bytes", arguments: [(100, 0), (101, 1)])
  func lineLength(characters: Int, findings: Int) {
    let text = "ok\n" + String(repeating: "µ", count: characters) + "\n"
    #expect(Rules.lineLength(swift(text)).count == findings)
  }

  @Test("A function is too long with line 51", arguments: [(48, 0), (49, 1)])
  func functionSize(body: Int, findings: Int) {
    let text = """
      struct A {
        func none()
        public static func long(
          a: Int, b: [Int]
        ) throws {
      \(String(repeating: "    if a { b() }  // }\n", count: body - 2))  }
      }
      """
    #expect(Rules.functionSize(swift(text)).count == findings)
  }

  @Test(
    "Functions, initialisers and deinitialisers are found, requirements without a body are not",
    arguments: [
      ("func a() { b() }", [1]), ("init?(a: Int) {\n  b()\n}", [3]), ("deinit { b() }", [1]),
      ("protocol P {\n  func a()\n  func b()\n}", []), ("@Test func a() {\n}", [2]),
      ("public mutating func a(\n  b: Int\n) -> Int {\n  1\n}", [5]),
      ("let text = \"func a() {\"", []), ("// func a() { }", []),
    ])
  func functions(text: String, lines: [Int]) {
    #expect(Rules.functions(in: swift(text)).map(\.lines) == lines)
  }

  @Test("Work left over is found as a word, in comments too")
  func words() {
    for word in Rules.bannedWords {
      #expect(Rules.words(swift("// \(word): later")).count == 1)
      #expect(Rules.words(swift("let a\(word)b = 1")).isEmpty)
    }
    for place in Rules.bannedPlaces {
      #expect(Rules.words(SourceText("README.md", "see \(place)x")).count == 1)
    }
  }

  @Test(
    "A name that says nothing is found",
    arguments: [
      ("struct PulseManager {}", 1), ("enum BusHelper {}", 1), ("final class MeterData {}", 1),
      ("func process(a: Int) {}", 1), ("func handleByte() {}", 1), ("func handlers() {}", 0),
      ("FileManager.default.x()", 0), ("struct DataRate {}", 0), ("// struct AManager", 0),
    ])
  func names(text: String, findings: Int) {
    #expect(Rules.names(swift(text)).count == findings)
  }

  @Test(
    "A licence line is first, or second after a tools version or #!",
    arguments: [
      ("// SPDX-License-Identifier: Apache-2.0\n", 0), ("import A\n", 1), ("", 1),
      ("\n// SPDX-License-Identifier: Apache-2.0\n", 1), ("// SPDX-License-Identifier: MIT\n", 1),
      ("#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n", 0), ("#!/bin/sh\nls\n", 1),
    ])
  func licence(text: String, findings: Int) {
    #expect(Rules.licence(swift(text)).count == findings)
  }

  @Test(
    "An import that is not written above is found",
    arguments: [
      ("import Bytes", "Core/Ledger", 0), ("public import Bytes", "Core/Ledger", 0),
      ("import Foundation", "Core/Ledger", 1), ("import Drivers", "Core/Ledger", 1),
      ("@preconcurrency import Foundation", "Device/Meter", 1),
      ("import struct Foundation.Date", "Device/Meter", 1),
      ("import Foundation", "Hardware/SimulatedHardware", 0),
      ("import ArgumentParser", "Hardware/SimulatedHardware", 1),
      ("import Foundation", "Programs/meterbench", 0), ("import Foundation", "Programs/meterd", 1),
      ("import Bytes", "Core/NoSuchTarget", 1),
    ])
  func imports(text: String, folder: String, findings: Int) {
    let source = swift(text, "Sources/\(folder)/Sample.swift")
    #expect(Rules.imports(source, Repository.manifest).count == findings)
  }

  @Test(
    "Unsafe code is found outside its folders, not in words about it",
    arguments: [
      ("let a: UnsafePointer<Int>", "Sources/Core/Bytes/A.swift", 1),
      ("a.withUnsafeBytes { }", "Tests/BytesTests/A.swift", 1),
      ("final class A: @unchecked Sendable {}", "Sources/Core/Bytes/A.swift", 1),
      ("// unsafe", "Sources/Core/Bytes/A.swift", 0),
      ("let a: UnsafePointer<Int>", "Sources/Hardware/LinuxHardware/A.swift", 0),
    ])
  func unsafeCode(text: String, path: String, findings: Int) {
    #expect(Rules.unsafeCode(swift(text, path)).count == findings)
  }

  @Test("A file of comments alone is empty", arguments: [("// a\n/* b */\n", 1), ("let a = 1", 0)])
  func emptiness(text: String, findings: Int) {
    #expect(Rules.emptiness(swift(text)).count == findings)
    #expect(Rules.emptiness(swift(text, "Sources/A/Placeholder.swift")).count == 1)
  }

  @Test("A stranger at the top is found, a dot-file is not")
  func top() {
    #expect(Rules.top(["README.md", ".ci/run", "Sources/A.swift", "notes.txt"]) == ["notes.txt"])
  }

  @Test("Commands are read from fenced blocks alone")
  func commands() {
    let text = """
      Board/none
      ```
      $ Board/run --fast
      swift run -c release meterbench replay FILE
      swift run meterd --help
      ls
      ```
      """
    let commands = Rules.commands(in: SourceText("README.md", text))
    #expect(
      commands == [
        .script("Board/run"), .program("meterbench", "replay"), .program("meterd", nil),
      ])
  }

  @Test("Stages are read from the rows of their own table alone")
  func stages() {
    let text = """
      | `other` | in no section |
      ## Stages
      | Stage | What it proves |
      |---|---|
      | `format` | the layout of `sources` |
      | `cortex-m4` | bits |
      ## Toolsets
      | `arm64` | a tool |
      """
    #expect(Rules.stages(in: SourceText("README.md", text)) == ["format", "cortex-m4"])
    #expect(Rules.stages(in: SourceText("README.md", "| `format` | row |")) == [])
  }

  @Test("A target that uses a name from below is found")
  func manifest() {
    let manifest = Manifest(
      """
      let everyday: [Target.Dependency] = ["Bytes"]
        targets: [
          // Core
          core("Bytes", ["Ledger"]),
          core("Ledger", ["Bytes"], documents: ["SPEC.md"]),
          layer(
            "Device", "Meter", ["Ledger"] + everyday),
          .target(name: "CPart", path: "Tests/Support/CPart"),
          tests("MeterTests", ["Meter"], resources: ["Recordings"]),
        ],
        swiftLanguageModes: [.v6]
      """)
    #expect(
      manifest.declarations.map(\.name) == ["Bytes", "Ledger", "Meter", "CPart", "MeterTests"])
    #expect(manifest.declaration("Meter")?.uses == ["Ledger", "Bytes"])
    #expect(manifest.declaration("CPart")?.folder == "Tests/Support/CPart")
    #expect(manifest.usesFromBelow == ["Bytes uses Ledger"])
  }
}
