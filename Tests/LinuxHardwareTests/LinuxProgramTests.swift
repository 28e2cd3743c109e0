// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LinuxHardware

@Suite struct LinuxProgramTests {
  @Test("A whole file is lent, an empty one too", arguments: [0, 1, 5000])
  func file(count: Int) throws {
    let folder = try Folder()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    try folder.write(bytes, to: "a")
    let lent = try LinuxProgram.withFile(folder.file("a")) { span in
      span.indices.map { span[$0] }
    }
    #expect(lent == bytes)
  }

  @Test(
    "What is no file is refused by name",
    arguments: [
      ("/dev/no-such-file", LinuxFailure.Kind.noSuchDevice), ("/dev", .notAFile),
      ("/dev/null", .notAFile),
    ])
  func refused(path: String, kind: LinuxFailure.Kind) {
    let found = failure { () throws(LinuxFailure) in try LinuxProgram.withFile(path) { _ in } }
    #expect(found?.kind == kind)
  }
}
