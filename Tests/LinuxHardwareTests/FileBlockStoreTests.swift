// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import Testing

@testable import LinuxHardware

private func read(
  _ store: inout FileBlockStore, at offset: Int, _ count: Int
) throws(LinuxFailure) -> [UInt8] {
  var bytes = [UInt8](repeating: 0xAA, count: count)
  var span = bytes.mutableSpan
  try store.read(at: offset, into: &span)
  return bytes
}

@Suite struct FileBlockStoreTests {
  @Test("An absent file is created at its size, full of zeros, and nothing is left beside it")
  func creation() throws {
    let folder = try Folder()
    var store = try FileBlockStore(path: folder.file("registers"), capacity: 5000)
    let bytes = try read(&store, at: 0, 5000)
    #expect(bytes.allSatisfy { $0 == 0 })
    #expect(try folder.bytes(of: "registers").count == 5000)
    #expect(try folder.names() == ["registers"])
  }

  @Test("What was written is there after the store was opened again")
  func persistence() throws {
    let folder = try Folder()
    let bytes: [UInt8] = [1, 2, 3]
    do {
      var store = try FileBlockStore(path: folder.file("a"), capacity: 10)
      try store.write(bytes.span, at: 7)
      try store.sync()
    }
    var store = try FileBlockStore(path: folder.file("a"), capacity: 10)
    #expect(try read(&store, at: 6, 4) == [0, 1, 2, 3])
    #expect(try folder.bytes(of: "a") == [0, 0, 0, 0, 0, 0, 0, 1, 2, 3])
  }

  @Test("A file cut short is made whole, and its bytes are kept", arguments: [0, 1, 4095, 4999])
  func cutShort(count: Int) throws {
    let folder = try Folder()
    let old = [UInt8](repeating: 0x5A, count: count)
    try folder.write(old, to: "a")
    var store = try FileBlockStore(path: folder.file("a"), capacity: 5000)
    let bytes = try read(&store, at: 0, 5000)
    #expect(bytes == old + [UInt8](repeating: 0, count: 5000 - count))
    #expect(try folder.names() == ["a"])
  }

  @Test("A half-made file from before a power cut does not disturb")
  func leftOver() throws {
    let folder = try Folder()
    try folder.write([UInt8](repeating: 0xFF, count: 9000), to: "a.new")
    var store = try FileBlockStore(path: folder.file("a"), capacity: 10)
    #expect(try read(&store, at: 0, 10) == [UInt8](repeating: 0, count: 10))
    #expect(try folder.names() == ["a"])
  }

  @Test("A larger file is not touched")
  func tooLarge() throws {
    let folder = try Folder()
    let old = [UInt8](repeating: 7, count: 11)
    try folder.write(old, to: "a")
    let found = failure { () throws(LinuxFailure) in
      _ = try FileBlockStore(path: folder.file("a"), capacity: 10)
    }
    #expect(found?.kind == .wrongSize)
    #expect(try folder.bytes(of: "a") == old)
  }

  @Test("Two programs do not share a store; it is free again after the first")
  func exclusive() throws {
    let folder = try Folder()
    let open = { () throws(LinuxFailure) in
      _ = try FileBlockStore(path: folder.file("a"), capacity: 10)
    }
    do {
      var store = try FileBlockStore(path: folder.file("a"), capacity: 10)
      #expect(failure(open)?.kind == .busy)
      try store.sync()
    }
    #expect(failure(open) == nil)
  }

  @Test(
    "An access outside is refused and nothing is written",
    arguments: [(-1, 1), (10, 1), (9, 2), (0, 11), (Int.max, 1), (Int.min, 1)])
  func outside(offset: Int, count: Int) throws {
    let folder = try Folder()
    let bytes = [UInt8](repeating: 1, count: count)
    var store = try FileBlockStore(path: folder.file("a"), capacity: 10)
    let writing = failure { () throws(LinuxFailure) in try store.write(bytes.span, at: offset) }
    let reading = failure { () throws(LinuxFailure) in
      _ = try read(&store, at: offset, count)
    }
    #expect(writing?.kind == .outOfRange)
    #expect(reading?.kind == .outOfRange)
    #expect(try folder.bytes(of: "a") == [UInt8](repeating: 0, count: 10))
  }

  @Test("The last byte can be reached, and no bytes at the end")
  func edges() throws {
    let folder = try Folder()
    let (one, none): ([UInt8], [UInt8]) = ([9], [])
    var store = try FileBlockStore(path: folder.file("a"), capacity: 10)
    try store.write(one.span, at: 9)
    try store.write(none.span, at: 10)
    #expect(try read(&store, at: 9, 1) == [9])
    #expect(try read(&store, at: 10, 0) == [])
  }

  @Test(
    "A store that cannot be is refused by name",
    arguments: [
      ("/no-such-folder/a", 10, LinuxFailure.Kind.noSuchDevice), ("/dev", 10, .notAFile),
      ("/dev/null", 10, .notAFile), ("a", 0, .outOfRange), ("a", -1, .outOfRange),
      ("a", FileBlockStore.capacityMax + 1, .outOfRange),
      (String(repeating: "a", count: 5000), 10, .outOfRange),
    ])
  func refused(path: String, capacity: Int, kind: LinuxFailure.Kind) {
    let found = failure { () throws(LinuxFailure) in
      _ = try FileBlockStore(path: path, capacity: capacity)
    }
    #expect(found?.kind == kind)
  }

  @Test("A file cut from under an open store is an input/output error, not a short read")
  func cutWhileOpen() throws {
    let folder = try Folder()
    var store = try FileBlockStore(path: folder.file("a"), capacity: 10)
    try truncate(folder.file("a"), to: 4)
    let found = failure { () throws(LinuxFailure) in _ = try read(&store, at: 0, 10) }
    #expect(found == LinuxFailure(.inputOutput, code: 5))
  }

  @Test("A file that was opened when it could not be written is written once it can, and held")
  func writableLater() throws {
    let folder = try Folder()
    let path = folder.file("a")
    try folder.write([0, 0, 0], to: "a")
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    for byte in [UInt8(7), 8] { #expect(clinux_store_write(descriptor, 1, [byte], 1) == 0) }
    #expect(try folder.bytes(of: "a") == [0, 8, 0])
    #expect(
      failure { () throws(LinuxFailure) in
        _ = try FileBlockStore(path: path, capacity: 3)
      }?.kind == .busy)
  }
}
