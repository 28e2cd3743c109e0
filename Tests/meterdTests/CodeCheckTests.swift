// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities
import Seal
import Testing

@testable import meterd

/// The hash of the program, piece by piece.
@Suite("The check of the program's code")
struct CodeCheckTests {
  /// The first result of a round, and after how many pieces it came.
  private static func round(_ check: inout CodeCheck) -> (hasFailed: Bool, pieces: Int)? {
    check.begin(at: .zero)
    for pieces in 1..<100 {
      if let hasFailed = check.advance() { return (hasFailed, pieces) }
    }
    return nil
  }

  @Test(
    "A round takes a piece at a time; a changed byte fails it, wherever it lies",
    arguments: [1, CodeCheck.pieceBytes, 2 * CodeCheck.pieceBytes + 1])
  func rounds(bytes: Int) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "code-\(UUID())")
    defer { try? FileManager.default.removeItem(at: file) }
    let content = (0..<bytes).map { UInt8(truncatingIfNeeded: $0) }
    try Data(content).write(to: file)
    var check = CodeCheck(path: file.path)
    let digest = check.digest
    #expect(digest == SHA256.of(content.span))
    let pieces = (bytes + CodeCheck.pieceBytes - 1) / CodeCheck.pieceBytes
    for _ in 0..<2 {
      let whole = Self.round(&check)
      #expect(whole?.hasFailed == false && whole?.pieces == pieces)
    }
    let handle = try FileHandle(forUpdating: file)
    try handle.seek(toOffset: UInt64(bytes - 1))
    try handle.write(contentsOf: Data([content[bytes - 1] ^ 1]))
    try handle.close()
    let changed = Self.round(&check)
    #expect(changed?.hasFailed == true)
  }

  @Test("A file that is not there has no hash, and no round begins by itself")
  func missing() {
    var check = CodeCheck(path: "/nowhere/at/all")
    let digest = check.digest
    let result = check.advance()
    #expect(digest == nil && result == nil)
  }
}
