// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Testing

@testable import meterbench

@Suite struct WritingTests {
  private static let old: [UInt8] = [1, 2, 3]

  @Test("What stood in the first place stays where the second is a folder, and that one is named")
  func folderInTheWay() throws {
    let bench = try Bench()
    try bench.file("out.dat", Self.old)
    let folder = bench.path("out.cfg")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    let error = benchError {
      try Files.write([(bench.path("out.dat"), [9]), (folder, [9])])
    }
    #expect(error?.kind.rawValue == 73)
    #expect(error?.file == folder)
    #expect(try bench.bytes("out.dat") == Self.old)
    #expect(bench.names == ["out.cfg", "out.dat"])
  }

  @Test(
    "Where a later rename fails the earlier places are as they were", arguments: [true, false])
  func renameFails(stood: Bool) throws {
    let bench = try Bench()
    if stood { try bench.file("a", Self.old) }
    try bench.file("b", Self.old)
    let fresh = try bench.file("fresh", [9])
    let error = benchError {
      try Files.place([(fresh, bench.path("a")), (bench.path("absent"), bench.path("b"))])
    }
    #expect(error?.kind.rawValue == 73)
    #expect(error?.file == bench.path("b"))
    #expect(bench.names == (stood ? ["a", "b"] : ["b"]))
    for name in bench.names { #expect(try bench.bytes(name) == Self.old) }
  }

  @Test("What is replaced is gone, and nothing else stays beside it")
  func replaced() throws {
    let bench = try Bench()
    try bench.file("a", Self.old)
    try Files.write([(bench.path("a"), [9]), (bench.path("b"), [8])])
    #expect(try bench.bytes("a") == [9])
    #expect(try bench.bytes("b") == [8])
    #expect(bench.names == ["a", "b"])
  }

  @Test(
    "A conversion onto its own input is refused, by whatever name",
    arguments: [
      ("a.cfg", "a.cfg"), ("a.cfg", "a.dat"), ("a.dat", "a.cfg"), ("a.cfg", "link.cfg"),
      ("a.recording", "a.recording"), ("a.recording", "link.recording"),
    ])
  func ownInput(input: String, output: String) throws {
    let bench = try Bench()
    try bench.file("a.cfg", TypedRecords.float32)
    try bench.file("a.dat", TypedRecords.float32Samples)
    _ = try Conversion.run(
      bench.path("a.cfg"), bench.path("a.recording"), .year2013, ChannelWishes())
    for ending in ["cfg", "recording"] {
      try FileManager.default.createSymbolicLink(
        atPath: bench.path("link.\(ending)"), withDestinationPath: bench.path("a.\(ending)"))
    }
    let before = try bench.names.map { try bench.bytes($0) }
    let error = benchError {
      _ = try Conversion.run(bench.path(input), bench.path(output), .year2013, ChannelWishes())
    }
    #expect(error?.kind.rawValue == 64)
    #expect(try bench.names.map { try bench.bytes($0) } == before)
  }

  @Test("A recording is not made over its own source")
  func ownSource() throws {
    let bench = try Bench()
    let record = try Waveform(TypedRecords.float32, TypedRecords.float32Samples)
    let bytes = try RecordingFile(record, file: "a").bytes
    let path = try bench.file("a.recording", bytes)
    #expect(throws: ExitCode(64)) { try RecordCommand.parse([path, path]).run() }
    #expect(try bench.bytes("a.recording") == bytes)
  }
}
