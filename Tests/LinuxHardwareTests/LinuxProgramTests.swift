// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LinuxHardware

@Suite struct LinuxProgramTests {
  /// Sanitizers let no program lock memory.
  private static let hasNoSanitizer =
    dlsym(nil, "__tsan_init") == nil && dlsym(nil, "__asan_init") == nil

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

  @Test("Memory is locked, or the right to it is missing", .enabled(if: hasNoSanitizer))
  func locking() async {
    await #expect(processExitsWith: .success) {
      let found = failure { () throws(LinuxFailure) in try LinuxProgram.lockMemory() }
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmLck:") })
      let isLocked = line.split { !$0.isNumber }.first.flatMap { Int($0) } ?? 0 > 0
      #expect(found == nil ? isLocked : found?.kind == .notPermitted)
    }
  }

  @Test("Without the right to lock memory, that is said", .enabled(if: hasNoSanitizer))
  func lockingWithoutTheRight() async {
    await #expect(processExitsWith: .success) {
      var none = rlimit(rlim_cur: 0, rlim_max: 0)
      setrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &none)
      try #require(setuid(65534) == 0 || getuid() != 0)
      let found = failure { () throws(LinuxFailure) in try LinuxProgram.lockMemory() }
      #expect(found?.kind == .notPermitted)
    }
  }
}
