// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LinuxHardware

@Suite("A file that was not there")
struct NewFileTests {
  @Test("It holds what was written, in the order in which it was")
  func order() throws {
    let folder = try Folder()
    var file = try NewFile(path: folder.file("a"))
    for bytes: [UInt8] in [[1, 2], [], [3]] { try file.append(bytes.span) }
    #expect(try folder.bytes(of: "a") == [1, 2, 3])
  }

  @Test("One that is there is refused, and left as it is")
  func there() throws {
    let folder = try Folder()
    try folder.write([7], to: "a")
    let found = failure { () throws(LinuxFailure) in _ = try NewFile(path: folder.file("a")) }
    #expect(found?.kind == .alreadyThere)
    #expect(try folder.bytes(of: "a") == [7])
  }

  @Test("A folder that is not there is told by name")
  func noFolder() throws {
    let folder = try Folder()
    let found = failure { () throws(LinuxFailure) in _ = try NewFile(path: folder.file("b/a")) }
    #expect(found?.kind == .noSuchDevice)
  }
}
