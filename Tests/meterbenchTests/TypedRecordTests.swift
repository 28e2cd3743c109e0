// SPDX-License-Identifier: Apache-2.0

import Quantities
import Recording
import Testing

@testable import meterbench

@Suite struct TypedRecordTests {
  @Test("Each format of each edition reads as the same values", arguments: 0..<5)
  func values(index: Int) throws {
    let record = TypedRecords.all[index]
    let waveform = try Waveform(record.cfg, record.dat)
    // 1999 has b = 50 = -a/2, which no code can hold: its values are 150, -150, 350, 50
    let volts: [Double] = index == 1 ? [150, -150, 350, 50] : [100, -200, 350, 0]
    for (found, expected) in zip(waveform.volts, volts) {
      #expect(abs(found - expected) <= 0.5 * 350 / 8_388_607, "\(record.name)")
    }
    for (found, expected) in zip(waveform.amperes, [1.0, 0, -1, 2]) {
      #expect(abs(found - expected) <= 0.5 * 2 / 8_388_607, "\(record.name)")
    }
    #expect(waveform.sets.count == 4)
    #expect(waveform.frontEnd.rate == Ratio(constant: 1_000))
  }

  @Test("Integer codes of at most 24 bits are kept, with the gain as written")
  func kept() throws {
    let waveform = try Waveform(
      TypedRecords.ascii1991, Array(TypedRecords.ascii1991Samples.utf8))
    #expect(waveform.sets.map(\.voltage) == [2, -4, 7, 0])
    #expect(waveform.sets.map(\.current) == [2, 0, -2, 4])
    #expect(waveform.frontEnd.voltage.gain == Ratio(constant: 50_000_000))
    #expect(waveform.frontEnd.current.gain == Ratio(constant: 500_000))
    #expect(waveform.frontEnd.nominalFrequency == .hertz50)
    #expect(waveform.frontEnd.nominalVoltage.microvolts == 230_000_000)
    #expect(waveform.station == "OLD STATION")
  }

  @Test("What needs more than 24 bits or is no integer is taken to 2²³ - 1 at its largest")
  func rescaled() throws {
    for record in [TypedRecords.all[2], TypedRecords.all[3]] {
      let waveform = try Waveform(record.cfg, record.dat)
      #expect(waveform.sets.map(\.voltage) == [2_396_745, -4_793_490, 8_388_607, 0])
      #expect(waveform.sampleWidth == .three)
    }
  }

  @Test("An offset that is no whole multiple of a is kept by rescaling")
  func offset() throws {
    let waveform = try Waveform(TypedRecords.binary1999, TypedRecords.binary1999Samples)
    #expect(waveform.sets.map(\.voltage) == [3_595_117, -3_595_117, 8_388_607, 1_198_372])
  }

  @Test("An offset of whole counts shifts the codes, and a negative a negates them")
  func wholeOffset() throws {
    let cfg = TypedRecords.binary1999.replacing("-1E+02,50,", with: "-1E+02,300,")
    let waveform = try Waveform(cfg, TypedRecords.binary1999Samples)
    // x is -1 2 -3 0, a is -100 V, b is -3 counts
    #expect(waveform.sets.map(\.voltage) == [4, 1, 6, 3])
    #expect(waveform.frontEnd.voltage.gain == Ratio(constant: 100_000_000))
  }

  @Test("Digital channels are skipped, sixteen to a word", arguments: [(1, 1), (16, 1), (17, 2)])
  func digital(count: Int, words: Int) throws {
    let lines = (1...count).map { "\($0),D,,,0\n" }.joined()
    let cfg = TypedRecords.binary1999.replacing("1,TRIP,,,0\n", with: lines)
      .replacing("4,3A,1D", with: "\(3 + count),3A,\(count)D")
    var dat = TypedRecords.binary1999Samples
    for row in (0..<4).reversed() where words == 2 {
      dat.insert(contentsOf: [0xFF, 0xFF], at: row * 16 + 16)
    }
    let sets = try Waveform(TypedRecords.binary1999, TypedRecords.binary1999Samples).sets
    #expect(try Waveform(cfg, dat).sets == sets)
  }

  @Test("Skew in microseconds becomes the channel's delay in nanoseconds")
  func skew() throws {
    let waveform = try Waveform(TypedRecords.binary1999, TypedRecords.binary1999Samples)
    #expect(waveform.frontEnd.current.delayNanoseconds == 25_500)
    #expect(waveform.frontEnd.voltage.delayNanoseconds == 0)
  }

  @Test("Values are as stored; --primary multiplies what is marked S by its transformer")
  func primary() throws {
    let stored = try Waveform(TypedRecords.binary1999, TypedRecords.binary1999Samples)
    let wishes = ChannelWishes(isPrimary: true)
    let primary = try Waveform(TypedRecords.binary1999, TypedRecords.binary1999Samples, wishes)
    #expect(stored.frontEnd.current.gain == Ratio(constant: 500_000))
    #expect(primary.frontEnd.current.gain == Ratio(constant: 10_000_000))
    #expect(abs(primary.volts[2] - 350_000) < 0.1)
  }

  @Test("The time of the first sample is UTC, less the time code of 2013")
  func time() throws {
    let old = try Waveform(TypedRecords.ascii1991, Array(TypedRecords.ascii1991Samples.utf8))
    let middle = try Waveform(TypedRecords.binary1999, TypedRecords.binary1999Samples)
    let new = try Waveform(TypedRecords.float32, TypedRecords.float32Samples)
    #expect(old.start == UTC(milliseconds: 680_184_001_500))
    #expect(middle.start == UTC(milliseconds: 932_644_801_500))
    #expect(new.start == UTC(milliseconds: 1_374_487_201_500))
  }

  @Test(
    "A time that is left empty, does not apply or is before 1970 is not known",
    arguments: [
      ("22/07/2013,12:00:01.500000", ","), ("+2,+2", "x,x"), ("22/07/2013", "31/12/1969"),
    ])
  func noTime(from: String, to: String) throws {
    let cfg = TypedRecords.float32.replacing(from, with: to)
    let waveform = try Waveform(cfg, TypedRecords.float32Samples)
    #expect(waveform.start == nil)
    #expect(try RecordFigures(RecordingFile(waveform, file: "a")).samples == 4)
  }

  @Test("Channels can be named, by name or by number")
  func named() throws {
    let cfg = TypedRecords.binary1999.replacing("Q,,,Mvar", with: "I2,,,A")
    for wish in ["I2", "1"] {
      let wishes = ChannelWishes(current: wish)
      let waveform = try Waveform(cfg, TypedRecords.binary1999Samples, wishes)
      #expect(waveform.sets.map(\.current) == [9, 9, 9, 9])
    }
  }

  @Test("Without a declared rate the time stamps give it, times their multiplier")
  func stamped() throws {
    var cfg = TypedRecords.ascii2013.replacing("\n1\n1000,4\n", with: "\n0\n0,4\n")
    let dat = Array(TypedRecords.ascii2013Samples.utf8)
    #expect(try Waveform(cfg, dat).frontEnd.rate == Ratio(constant: 1_000))
    cfg = cfg.replacing("ASCII\n1\n", with: "ASCII\n0.5\n")
    #expect(try Waveform(cfg, dat).frontEnd.rate == Ratio(constant: 2_000))
    cfg = cfg.replacing("01.500000\n22", with: "01.500000000\n22")
    #expect(try Waveform(cfg, dat).frontEnd.rate == Ratio(constant: 2_000_000))
  }

  @Test("Several sections of one rate are one record")
  func sections() throws {
    let cfg = TypedRecords.ascii2013.replacing("\n1\n1000,4\n", with: "\n2\n1000,2\n1000.0,4\n")
    let dat = Array(TypedRecords.ascii2013Samples.utf8)
    #expect(try Waveform(cfg, dat).sets.count == 4)
  }

  @Test("ASCII of decimals is rescaled, not rounded to integers")
  func decimals() throws {
    let dat = "1,0,100.25,2\n2,1000,-200,0\n3,2000,350,-2\n4,3000,0,4\n"
    let waveform = try Waveform(TypedRecords.ascii2013, Array(dat.utf8))
    #expect(abs(waveform.volts[0] - 100.25) < 1e-4)
    #expect(waveform.sets.map(\.current) == [2, 0, -2, 4])
  }

  @Test("A channel that is zero throughout stays zero")
  func dead() throws {
    var dat = TypedRecords.float32Samples
    for row in 0..<4 { for byte in 8..<12 { dat[row * 16 + byte] = 0 } }
    let waveform = try Waveform(TypedRecords.float32, dat)
    #expect(waveform.sets.map(\.voltage) == [0, 0, 0, 0])
  }
}
