// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import meterbench

private func error(_ cfg: String, _ dat: [UInt8]) -> BenchError? {
  benchError { _ = try Waveform(cfg, dat) }
}

@Suite struct SampleErrorTests {
  @Test("A .dat file cut inside a sample says at which byte and sample")
  func cutInside() {
    for (name, cfg, dat) in TypedRecords.all where !name.hasPrefix("ASCII") {
      let found = error(cfg, Array(dat.dropLast()))
      #expect(found?.kind == .dataFormat)
      #expect(found?.file == "a.dat")
      #expect(found?.place == .byte(dat.count - 1))
      #expect(found?.what == "the file ends inside sample 4")
    }
  }

  @Test("Fewer or more samples than declared, or none, is an error that names both counts")
  func counts() {
    for (_, cfg, dat) in TypedRecords.all {
      let more = cfg.replacing("1000,4", with: "1000,5")
      let fewer = cfg.replacing("1000,4", with: "1000,3")
      #expect(error(more, dat)?.what == "4 samples are here, 5 are declared")
      #expect(error(fewer, dat)?.what == "4 samples are here, 3 are declared")
      #expect(error(cfg, [])?.what == "there are no samples")
    }
  }

  @Test("A missing value is an error that names sample and channel")
  func missing() {
    var binary = TypedRecords.binary1999Samples
    binary.replaceSubrange(28..<30, with: [0x00, 0x80])
    let found = error(TypedRecords.binary1999, binary)
    #expect(found?.place == .byte(28))
    #expect(found?.what == "sample 2 of channel \"Ua\" is marked missing")
    var wide = TypedRecords.binary32Samples
    wide.replaceSubrange(12..<16, with: [0, 0, 0, 0x80])
    #expect(error(TypedRecords.binary32, wide)?.place == .byte(12))
  }

  @Test(
    "In ASCII a missing value is 999999 in 1991, 99999 in 1999, an empty field in all",
    arguments: [
      (",1991", "999999", true), (",1991", "99999", false), (",1999", "99999", true),
      (",1999", "999999", false), (",2013", "99999", false), (",1991", "", true),
      (",1999", "", true), (",2013", " ", true),
    ])
  func missingText(year: String, text: String, isMissing: Bool) {
    let cfg = TypedRecords.ascii2013.replacing(",2013\n", with: "\(year)\n")
    let dat = TypedRecords.ascii2013Samples.replacing("-200", with: text)
    let found = error(cfg.replacing("22/07", with: "07/07"), Array(dat.utf8))
    #expect((found?.place == .line(2)) == isMissing)
    #expect((found == nil) != isMissing)
  }

  @Test("FFFF is missing in 1991 only where the channel's least value is not negative")
  func missing1991() {
    let cfg = TypedRecords.ascii1991.replacing("ASCII", with: "BINARY")
    let row = hexadecimal("01 00 00 00 00 00 00 00 FF FF FF FF 00 00")
    let one = cfg.replacing("1000,4", with: "1000,1")
    #expect(error(one, row)?.what == "sample 1 of channel \"Ua\" is marked missing")
    #expect(error(one.replacing(",0,2047", with: ",-2048,2047"), row) == nil)
  }

  @Test(
    "Infinite and missing floats are errors that name the sample",
    arguments: ["00 00 80 7F", "00 00 C0 7F", "FF FF 7F FF", "FF FF 7F 7F"])
  func floats(bytes: String) {
    var dat = TypedRecords.float32Samples
    dat.replaceSubrange(40..<44, with: hexadecimal(bytes))
    let found = error(TypedRecords.float32, dat)
    #expect(found?.place == .byte(40))
    #expect(found?.what.hasPrefix("sample 3 of channel \"V\" is ") == true)
  }

  @Test(
    "A wrong line of an ASCII .dat file is named",
    arguments: [
      ("2,1000,-200,0", "2,1000,-200", "3 fields are here, 4 belong in a sample"),
      ("2,1000,-200,0", "2,1000,-200,0,1", "5 fields are here"),
      ("2,1000,-200,0", "two,1000,-200,0", "\"two\" is not a sample number"),
      ("2,1000,-200,0", "-2,1000,-200,0", "\"-2\" is not a sample number"),
      ("2,1000,-200,0", "2,soon,-200,0", "\"soon\" is not a time stamp"),
      ("2,1000,-200,0", "2,-1,-200,0", "\"-1\" is not a time stamp"),
      ("2,1000,-200,0", "2,1000,1.2.3,0", "is \"1.2.3\", not a number"),
      ("2,1000,-200,0", "2,1000,nan,0", "is \"nan\", not a number"),
      ("2,1000,-200,0", "2,1000,-200,0x1F", "is \"0x1F\", not a number"),
      ("2,1000,-200,0", "3,1000,-200,0", "sample number 3 follows 1"),
      ("1,0,100,2", "1,5000,100,2", "time stamp 1000 follows 5000"),
    ])
  func lines(from: String, to: String, says: String) {
    let dat = TypedRecords.ascii2013Samples.replacing(from, with: to)
    let found = error(TypedRecords.ascii2013, Array(dat.utf8))
    #expect(found?.place == .line(2))
    #expect(found?.what.contains(says) == true, "\(found?.description ?? "no error")")
  }

  @Test("In binary files sample numbers and time stamps out of order are named by their byte")
  func sequence() {
    var number = TypedRecords.float32Samples
    number[32] = 9
    #expect(error(TypedRecords.float32, number)?.place == .byte(32))
    #expect(error(TypedRecords.float32, number)?.what == "sample number 9 follows 2")
    var stamp = TypedRecords.float32Samples
    stamp[21] = 0xFF
    #expect(error(TypedRecords.float32, stamp)?.what == "time stamp 2000 follows 65512")
  }

  @Test("Time stamps may be missing or all zero where a rate is declared, not where none is")
  func stamps() {
    for (byte, high) in [(UInt8(0xFF), UInt8(0xFF)), (0, 0)] {
      var dat = TypedRecords.float32Samples
      for row in 0..<4 {
        dat.replaceSubrange(row * 16 + 4..<row * 16 + 8, with: [byte, byte, high, high])
      }
      #expect(error(TypedRecords.float32, dat) == nil)
      let cfg = TypedRecords.float32.replacing("\n1\n1000,4\n", with: "\n0\n0,4\n")
      #expect(error(cfg, dat)?.what == "there is no sampling rate, and the time stamps give none")
    }
  }

  @Test("Uneven time stamps give no rate")
  func uneven() {
    let cfg = TypedRecords.ascii2013.replacing("\n1\n1000,4\n", with: "\n0\n0,4\n")
    let dat = TypedRecords.ascii2013Samples.replacing("2,1000,", with: "2,1003,")
    let found = error(cfg, Array(dat.utf8))
    #expect(found?.what == "sample 2 is not where an even rate would have it")
  }
}
