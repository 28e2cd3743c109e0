// SPDX-License-Identifier: Apache-2.0

import CLinux
import Foundation
import Quantities
import Testing

@testable import LinuxHardware

@Suite struct LinuxBellTests {
  /// Longer than any test: a wait that lasts so long did not end.
  private static let never: UInt64 = 600_000_000_000

  @Test("What comes at a descriptor that is watched ends one wait; a ring is told as such")
  func watched() throws {
    let bell = try LinuxBell()
    let other = Pipe()
    try bell.watch(other.fileHandleForReading.fileDescriptor)
    other.fileHandleForWriting.write(Data([1]))
    let isRung = bell.wait(nanoseconds: Self.never)
    #expect(!isRung)
    // Nobody read it: it ends no other wait.
    let isRungAgain = bell.wait(nanoseconds: 20_000_000)
    #expect(!isRungAgain)
    bell.ring()
    let isRungAtLast = bell.wait(nanoseconds: Self.never)
    #expect(isRungAtLast)
    // What is new ends a wait again, and a ring at the same time is not lost.
    other.fileHandleForWriting.write(Data([2]))
    bell.ring()
    let isRungWithIt = bell.wait(nanoseconds: Self.never)
    #expect(isRungWithIt)
  }

  @Test("A descriptor that hangs up ends one wait, not all")
  func hungUp() throws {
    let bell = try LinuxBell()
    let other = Pipe()
    try bell.watch(other.fileHandleForReading.fileDescriptor)
    try other.fileHandleForWriting.close()
    let isRung = bell.wait(nanoseconds: Self.never)
    var clock = LinuxClock()
    let before = clock.now()
    let isRungAgain = bell.wait(nanoseconds: 20_000_000)
    // The clock that times waits may be slewed by 500 ppm.
    #expect(!isRung && !isRungAgain && clock.now().since(before) >= 19_900_000)
  }

  @Test("What cannot be watched is refused: no descriptor, a file, one that is watched already")
  func refused() throws {
    let bell = try LinuxBell()
    let pipe = Pipe().fileHandleForReading
    try bell.watch(pipe.fileDescriptor)
    let folder = try Folder()
    try folder.write([], to: "file")
    let file = try #require(FileHandle(forReadingAtPath: folder.file("file")))
    for descriptor in [-1, file.fileDescriptor, pipe.fileDescriptor] {
      let found = failure { () throws(LinuxFailure) in try bell.watch(descriptor) }
      #expect(found != nil)
    }
  }
}
