// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import meterbench

@Suite struct FileTests {
  @Test(
    "A record is found by either file, whatever the case of its ending",
    arguments: [
      ("a.cfg", "a.dat"), ("a.CFG", "a.DAT"), ("a.cfg", "A.DAT"), ("a.Cfg", "a.dAt"),
    ])
  func companions(cfg: String, dat: String) throws {
    let bench = try Bench()
    try bench.file(cfg, TypedRecords.float32)
    try bench.file(dat, TypedRecords.float32Samples)
    for name in [cfg, dat] {
      #expect(try RecordFigures(RecordingFile(loading: bench.path(name))).samples == 4)
    }
  }

  @Test("A missing file is EX_NOINPUT", arguments: ["a.cfg", "a.dat", "a.recording"])
  func noInput(name: String) throws {
    let bench = try Bench()
    let error = benchError { _ = try RecordingFile(loading: bench.path(name)) }
    #expect(error?.kind.rawValue == 66)
  }

  @Test("A .cfg without its .dat, or the reverse, is EX_NOINPUT and says what is missing")
  func halves() throws {
    let bench = try Bench()
    try bench.file("a.cfg", TypedRecords.float32)
    try bench.file("b.dat", TypedRecords.float32Samples)
    let noSamples = benchError { _ = try RecordingFile(loading: bench.path("a.cfg")) }
    let noText = benchError { _ = try RecordingFile(loading: bench.path("b.dat")) }
    #expect(noSamples?.kind.rawValue == 66)
    #expect(noSamples?.what == "there is no a.dat beside it")
    #expect(noText?.what == "there is no b.cfg beside it")
  }

  @Test("A folder is no input", arguments: ["a.recording", "a.cfg"])
  func folder(name: String) throws {
    let bench = try Bench()
    let path = bench.path(name)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try bench.file("a.dat", TypedRecords.float32Samples)
    let error = benchError { _ = try RecordingFile(loading: path) }
    #expect(error?.kind.rawValue == 66)
  }

  @Test("An ending that says nothing is a usage error", arguments: ["a.txt", "a", "a.cff"])
  func ending(name: String) throws {
    let bench = try Bench()
    try bench.file(name, "x")
    let error = benchError { _ = try RecordingFile(loading: bench.path(name)) }
    #expect(error?.kind.rawValue == 64)
  }

  @Test("Output that cannot be created is EX_CANTCREAT", arguments: ["o.recording", "o.cfg"])
  func cannotCreate(name: String) throws {
    let bench = try Bench()
    let input = try bench.file("a.cfg", TypedRecords.float32)
    try bench.file("a.dat", TypedRecords.float32Samples)
    let output = bench.path("nowhere/\(name)")
    let error = benchError {
      _ = try Conversion.run(input, output, .year2013, ChannelWishes())
    }
    #expect(error?.kind.rawValue == 73)
  }

  @Test(
    "Where one of two outputs cannot be put in place nothing half-written stays",
    arguments: ["o.dat", "o.cfg"])
  func nothingHalf(name: String) throws {
    let bench = try Bench()
    let input = try bench.file("a.cfg", TypedRecords.float32)
    try bench.file("a.dat", TypedRecords.float32Samples)
    let blocked = bench.path(name)
    try FileManager.default.createDirectory(atPath: blocked, withIntermediateDirectories: false)
    let error = benchError {
      _ = try Conversion.run(input, bench.path("o.cfg"), .year2013, ChannelWishes())
    }
    #expect(error?.kind.rawValue == 73)
    #expect(bench.names == ["a.cfg", "a.dat", name])
  }

  @Test("Bad input of every kind is EX_DATAERR and writes nothing")
  func nothingWritten() throws {
    let bench = try Bench()
    let good = try RecordingFile(
      Waveform(TypedRecords.float32, TypedRecords.float32Samples), file: "a")
    var flipped = good.bytes
    flipped[flipped.count / 2] ^= 4
    try bench.file("flipped.recording", flipped)
    try bench.file("cut.cfg", TypedRecords.float32)
    try bench.file("cut.dat", Array(TypedRecords.float32Samples.dropLast(3)))
    try bench.file("future.cfg", TypedRecords.float32.replacing(",2013\n", with: ",2031\n"))
    try bench.file("future.dat", TypedRecords.float32Samples)
    let before = bench.names
    for input in ["flipped.recording", "cut.cfg", "future.cfg"] {
      for output in ["o.recording", "o.cfg"] {
        let error = benchError {
          _ = try Conversion.run(
            bench.path(input), bench.path(output), .year2013, ChannelWishes())
        }
        #expect(error?.kind.rawValue == 65, "\(input)")
        #expect(error?.place != nil, "\(input)")
      }
    }
    #expect(bench.names == before)
  }

  @Test("A COMTRADE record too large to be one is not read into memory")
  func large() throws {
    let bench = try Bench()
    let path = try bench.file("a.recording", [UInt8](repeating: 0, count: 100))
    let error = benchError { _ = try Files.read(path, most: 99) }
    #expect(error?.kind == .dataFormat)
    #expect(try Files.read(path, most: 100).count == 100)
  }
}
