// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import meterbench

/// One change of a good .cfg file, and where and what it must be answered with.
private struct BadConfiguration: CustomTestStringConvertible, Sendable {
  var from: String
  var to: String
  var line: Int
  var says: String

  init(_ from: String, _ to: String, _ line: Int, _ says: String) {
    self.from = from
    self.to = to
    self.line = line
    self.says = says
  }

  var testDescription: String { "\(from) -> \(to)" }
}

private let bad = [
  BadConfiguration("DESK,1,1999", "DESK,1,2021", 1, "revision \"2021\" is unknown"),
  BadConfiguration("DESK,1,1999", "DESK", 1, "1 field"),
  BadConfiguration("4,3A,1D", "4,3,1", 2, "not counted as TT,nA,nD"),
  BadConfiguration("4,3A,1D", "5,3A,1D", 2, "are not 5"),
  BadConfiguration("4,3A,1D", "4,xA,1D", 2, "not a count"),
  BadConfiguration("4,3A,1D", "99999999,99999998A,1D", 2, "at most 10000"),
  BadConfiguration("4,3A,1D", "5,4A,1D", 6, "analog channel 4 has 5 fields"),
  BadConfiguration("4,3A,1D", "-1,-2A,1D", 2, "not a count"),
  BadConfiguration("mA,500,0,25.5", "mA,five,0,25.5", 4, "\"five\", which is not a number"),
  BadConfiguration("mA,500,0,25.5", "mA,0,0,25.5", 4, "multiplier a of channel 2 is 0"),
  BadConfiguration("mA,500,0,25.5", "mA,500,?,25.5", 4, "offset b of channel 2"),
  BadConfiguration("mA,500,0,25.5", "mA,500,0,1000", 4, "skewed by a whole sample"),
  BadConfiguration("mA,500,0,25.5", "mA,1e300,0,25.5", 4, "values no meter could have"),
  BadConfiguration("1,TRIP,,,0\n", "1,TRIP\n", 6, "a digital channel has 2 fields"),
  BadConfiguration("\n60\n", "\nsixty\n", 7, "not a number"),
  BadConfiguration("\n60\n", "\n16.7\n", 7, "the meter takes 50 and 60"),
  BadConfiguration("\n1\n1000,4\n", "\none\n1000,4\n", 8, "not a count"),
  BadConfiguration("1000,4", "0,4", 9, "not above 0"),
  BadConfiguration("1000,4", "-1000,4", 9, "not above 0"),
  BadConfiguration("1000,4", "1e99,4", 9, "not above 0"),
  BadConfiguration("1000,4", "1000", 9, "a rate needs a last sample"),
  BadConfiguration("1000,4", "1000,99999999999", 9, "at most"),
  BadConfiguration("\n1\n1000,4\n", "\n2\n1000,2\n500,4\n", 10, "the rate changes to 500"),
  BadConfiguration("\n1\n1000,4\n", "\n2\n1000,2\n1000,2\n", 10, "do not increase"),
  BadConfiguration("22/07/1999,12:00", "22/13/1999,12:00", 10, "not a date and a time"),
  BadConfiguration("\n22/07/1999,12", "\n22/07/1999,25", 10, "not a date and a time"),
  BadConfiguration("\nBINARY\n", "\nBINARY64\n", 12, "file type \"BINARY64\" is unknown"),
  BadConfiguration("\nBINARY\n", "\nFLOAT32\n", 12, "belongs to the 2013 edition"),
  BadConfiguration("BINARY\n1\n", "BINARY\n0\n", 13, "multiplier is not above 0"),
  BadConfiguration("BINARY\n1\n", "BINARY\nx\n", 13, "not a number"),
]

@Suite struct ConfigurationErrorTests {
  @Test("A wrong line of a .cfg file is named", arguments: bad)
  fileprivate func wrongLine(_ bad: BadConfiguration) throws {
    let cfg = TypedRecords.binary1999.replacing(bad.from, with: bad.to, maxReplacements: 1)
    try #require(cfg != TypedRecords.binary1999)
    let error = benchError { _ = try Waveform(cfg, TypedRecords.binary1999Samples) }
    #expect(error?.kind == .dataFormat)
    #expect(error?.file == "a.cfg")
    #expect(error?.place == .line(bad.line))
    #expect(error?.what.contains(bad.says) == true, "\(error?.description ?? "no error")")
  }

  @Test("A .cfg file cut after any line but the last says that it ends there")
  func cut() {
    let lines = TypedRecords.binary1999.split(separator: "\n")
    for count in 0..<lines.count - 1 {
      let cfg = lines[..<count].joined(separator: "\n")
      let error = benchError { _ = try Waveform(cfg, TypedRecords.binary1999Samples) }
      #expect(error?.kind == .dataFormat)
      #expect(error?.place == .line(count + 1))
    }
  }

  @Test("Without a channel in volts or amperes the channels there are get listed")
  func noChannel() {
    let cfg = TypedRecords.binary1999.replacing(",V,-1E+02", with: ",W,-1E+02")
    let error = benchError { _ = try Waveform(cfg, TypedRecords.binary1999Samples) }
    #expect(error?.kind == .dataFormat)
    #expect(error?.advice?.contains("1 Q [Mvar], 2 Ia [mA], 3 Ua [W]") == true)
  }

  @Test("A channel named by a person that is not there, or in another unit, is an error")
  func wrongWish() {
    let wishes = [ChannelWishes(voltage: "Ub"), ChannelWishes(current: "7")]
    for wish in wishes {
      let error = benchError {
        _ = try Waveform(TypedRecords.binary1999, TypedRecords.binary1999Samples, wish)
      }
      #expect(error?.kind == .usage)
      #expect(error?.advice?.contains("3 Ua [V]") == true)
    }
    let error = benchError {
      let wish = ChannelWishes(voltage: "Q")
      _ = try Waveform(TypedRecords.binary1999, TypedRecords.binary1999Samples, wish)
    }
    #expect(error?.place == .line(3))
  }

  @Test("--primary without a ratio and an impossible nominal voltage are refused")
  func wishes() {
    let cfg = TypedRecords.binary1999.replacing("100,5,S", with: ",,S")
    let noRatio = benchError {
      _ = try Waveform(cfg, TypedRecords.binary1999Samples, ChannelWishes(isPrimary: true))
    }
    #expect(noRatio?.place == .line(4))
    for volts in [0, -1, 2e6, .nan, .infinity] {
      let error = benchError {
        let wish = ChannelWishes(nominalVolts: volts)
        _ = try Waveform(TypedRecords.binary1999, TypedRecords.binary1999Samples, wish)
      }
      #expect(error?.kind == .usage)
    }
  }

  @Test("A time code that is none is named by its line", arguments: ["+2h99", "h", "noon", "99"])
  func timeCode(code: String) {
    let cfg = TypedRecords.float32.replacing("+2,+2", with: "\(code),0")
    let error = benchError { _ = try Waveform(cfg, TypedRecords.float32Samples) }
    #expect(error?.place == .line(12))
  }
}
