// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import meterbench

@Suite("The table of test points")
struct AccuracyTableTests {
  static let head = TestPoint.columns.joined(separator: ",")
  static let good =
    "IEC 62053-22,0.2S,p1,active,error,sine,1,5,cos 0.5L,50,10,0.3,0.5,reference,recalled (high)"

  static func table(_ lines: String...) throws -> [TestPoint] {
    try TestPoint.table(([head] + lines).joined(separator: "\n"), file: "t.csv")
  }

  @Test("A row says what is measured, where and with which limit")
  func row() throws {
    let point = try #require(try Self.table(Self.good).first)
    #expect(point.standard == "IEC 62053-22" && point.accuracyClass == "0.2S")
    #expect(point.name == "p1" && point.quantity == .active && point.kind == .error)
    #expect(point.condition.shape == .sine && point.condition.current == 5)
    #expect(abs(point.condition.lagDegrees - 60) < 1e-9)
    #expect(abs(point.boundPercent - 0.15) < 1e-12)
    #expect(point.boards == ["reference"] && point.confidence == "recalled (high)")
  }

  @Test("Comments, empty lines and line ends of either kind are no rows")
  func comments() throws {
    let text = "# a\r\n\r\n\(Self.head)\r\n # b\r\n\(Self.good)\r\n\r\n"
    #expect(try TestPoint.table(text, file: "t.csv").count == 1)
  }

  @Test(
    "A factor is a cosine or a sine, and L lags",
    arguments: [
      ("cos 1", 0.0), ("cos 0.5L", 60), ("cos 0.5C", -60), ("sin 1L", 90), ("sin 1C", -90),
      ("sin 0.5L", 30), ("sin 0.5C", -30),
    ])
  func factor(_ text: String, _ degrees: Double) throws {
    let line = Self.good.replacing("cos 0.5L", with: text)
      .replacing("active", with: "reactive-of-apparent")
    let point = try #require(try Self.table(line).first)
    #expect(abs(point.condition.lagDegrees - degrees) < 1e-9)
  }

  @Test(
    "A bad field is refused with its line and its column's name",
    arguments: [
      ("active", "activ", "quantity 'activ' is none of"),
      (",error,", ",wrong,", "kind 'wrong' is none of"),
      ("sine", "triangle", "waveform 'triangle' is none of"),
      ("sine,1,5", "sine,2,5", "voltage '2' is no number from 0.05 to 1.5"),
      ("sine,1,5", "sine,1,x", "current 'x' is no number"),
      ("sine,1,5", "sine,1,61", "current '61' is no number"),
      ("sine,1,5", "sine,1,nan", "current 'nan' is no number"),
      ("sine,1,5", "sine,1,0", "active needs a current"),
      ("cos 0.5L", "cos 0.5", "factor 'cos 0.5' is not like"),
      ("cos 0.5L", "cos 2L", "factor 'cos 2L' is not like"),
      ("cos 0.5L", "cos L", "factor 'cos L' is not like"),
      ("cos 0.5L", "tan 0.5L", "factor 'tan 0.5L' is not like"),
      ("cos 0.5L", "", "factor '' is not like"),
      ("cos 0.5L", "cos 0L", "active energy needs a cos other than 0"),
      (",50,10,", ",400,10,", "frequency '400' is no number"),
      (",50,10,", ",50,0,", "seconds '0' is no number"),
      (",50,10,", ",50,3601,", "no point but a no-load one lasts longer than 3600.0 s"),
      (",0.3,", ",-0.3,", "limit_percent '-0.3' is no number"),
      (",0.3,0.5,", ",0.3,2,", "share '2' is no number"),
      ("reference", "abacus", "no board is named abacus"),
      (",reference,", ",,", "no boards"),
      ("p1", "", "no point"),
      (",recalled (high)", "", "14 fields instead of 15"),
      ("p1", "p1,p1", "16 fields instead of 15"),
    ])
  func badField(_ field: String, _ wrong: String, _ what: String) throws {
    let line = Self.good.replacing(field, with: wrong)
    let error = try #require(benchError { _ = try Self.table("# one", line) })
    #expect(error.kind == .dataFormat && error.place == .line(3))
    #expect(error.what.hasPrefix(what), "\(error.what)")
  }

  @Test("A point is in the table once, and both lines are named")
  func twice() throws {
    let error = try #require(benchError { _ = try Self.table(Self.good, Self.good) })
    #expect(error.place == .line(3) && error.what.contains("line 2"))
  }

  @Test("A table without the columns, or without a row, is refused")
  func empty() throws {
    #expect(benchError { _ = try TestPoint.table(Self.good, file: "t") }?.place == .line(1))
    #expect(benchError { _ = try TestPoint.table("", file: "t") }?.kind == .dataFormat)
    #expect(benchError { _ = try TestPoint.table(Self.head, file: "t") }?.kind == .dataFormat)
  }

  @Test("The table is found from any folder below it, and its absence is told")
  func search() throws {
    let bench = try Bench()
    let below = bench.folder.appendingPathComponent("a/b")
    try FileManager.default.createDirectory(at: below, withIntermediateDirectories: true)
    let missing = benchError { _ = try TestPoint.findTable(from: below.path) }
    #expect(missing?.kind == .noInput)
    let folder = bench.folder.appendingPathComponent("Calibration")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try bench.file("Calibration/TestPoints.csv", Self.head + "\n" + Self.good)
    #expect(try TestPoint.table(TestPoint.findTable(from: below.path)).count == 1)
  }

  @Test("Bytes of any kind are refused or read, and never crash", arguments: 1...200)
  func nonsense(_ seed: UInt64) throws {
    var state = seed
    var bytes = Array("\(Self.head)\n\(Self.good)\n".utf8)
    for _ in 0..<4 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 24)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let error = benchError { _ = try TestPoint.table(text, file: "t") }
    #expect(error == nil || error?.kind == .dataFormat, "seed \(seed)")
  }
}

@Suite("The test points shipped")
struct AccuracyPointsShippedTests {
  static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent(TestPoint.tablePath).path

  @Test("Every standard of the issue is there with all its classes")
  func standards() throws {
    let points = try TestPoint.table(Self.path)
    let classes = Dictionary(grouping: points, by: \.standard).mapValues {
      Set($0.map(\.accuracyClass))
    }
    #expect(classes["IEC 62053-21"] == ["1", "2"])
    #expect(classes["IEC 62053-22"] == ["0.2S", "0.5S"])
    #expect(classes["IEC 62053-23"] == ["2", "3"])
    #expect(classes["IEC 62053-24"] == ["0.5S", "1S"])
    #expect(classes["EN 50470-3"] == ["A", "B", "C"])
    #expect(classes["OIML R46"] == ["A", "B", "C", "D"])
    let shapes = Set(points.map(\.condition.shape))
    #expect(shapes == Set(TestCondition.Shape.allCases))
  }

  @Test("The classes that must be held to a half are")
  func halves() throws {
    let points = try TestPoint.table(Self.path)
    for point in points where point.quantity == .active || point.quantity == .reactive {
      let isHalf = ["IEC 62053-22 0.2S", "IEC 62053-24 0.5S", "OIML R46 D"]
        .contains("\(point.standard) \(point.accuracyClass)")
      #expect(point.share == (isHalf ? 0.5 : 1), "\(point.name)")
    }
  }

  @Test("No current of a calibration is one of a test point")
  func disjoint() throws {
    let tested = Set(try TestPoint.table(Self.path).map(\.condition.current))
    for board in AccuracyBoards.all {
      for range in board.calibration {
        #expect(tested.isDisjoint(with: range.amperes), "\(board.name)")
        #expect(range.curveAmperes == range.curveAmperes.sorted())
      }
    }
  }

  @Test(
    "Limits are those of the standards, as recalled",
    arguments: [
      ("22-0.2S-0.05A-pf1", 0.4), ("22-0.2S-0.25A-pf1", 0.2), ("22-0.2S-0.1A-pf0.5L", 0.5),
      ("22-0.2S-0.5A-pf0.8C", 0.3), ("22-0.2S-60A-pf0.25L", 0.5), ("21-1-0.25A-pf1", 1.5),
      ("21-2-0.5A-pf1", 2.0), ("21-1-60A-pf1-half-wave", 3.0), ("23-2-0.25A-sin1L", 2.5),
      ("24-0.5S-0.25A-sin1L", 0.5), ("EN-C-0.5A-pf0.5L", 0.6), ("R46-D-0.02A-pf1", 5.0),
      ("R46-D-5A-pf1-quadriform", 0.2), ("R46-A-60A-pf1-half-wave", 6.0),
    ])
  func limits(_ name: String, _ percent: Double) throws {
    let point = try #require(try TestPoint.table(Self.path).first { $0.name == name })
    #expect(point.limitPercent == percent)
  }
}
