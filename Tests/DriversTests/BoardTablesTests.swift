// SPDX-License-Identifier: Apache-2.0

import Drivers
import Foundation
import Testing

/// The tables in `Board/` and the constants in the code say the same.
@Suite("Board tables")
struct BoardTablesTests {
  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The rows of a table by the names of its columns.
  private static func rows(_ name: String) throws -> [[String: String]] {
    let path = package.appending(path: "Board/\(name)")
    let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let header = try #require(lines.first)
    return try lines.dropFirst().map { cells in
      try #require(cells.count == header.count, "\(name): \(cells)")
      return Dictionary(uniqueKeysWithValues: zip(header, cells))
    }
  }

  private static func device(_ refdes: String) throws -> [String: String] {
    try #require(rows("Devices.csv").first { $0["refdes"] == refdes })
  }

  @Test("The converter is where the code looks for it")
  func converter() throws {
    let row = try Self.device("U1")
    #expect(row["part"] == "AD7991-0")
    #expect(row["bus"] == "\(ReferenceBoard.meteringBus)")
    #expect(row["address"] == "0x" + String(ReferenceBoard.converterAddress, radix: 16))
    #expect(row["purpose"]?.contains("reference 2.5 V") == true)
    #expect(ReferenceBoard.referenceMicrovolts == 2_500_000)
    #expect(row["purpose"]?.contains("400 kHz") == true)
    #expect(ReferenceBoard.converterClockHertz == 400_000)
  }

  @Test("The maker's converters are where the code looks for them, on lines of parts not fitted")
  func makerConverters() throws {
    let rows = [
      ("U1A", MakerBoard.voltageAddress, "voltageReady", MakerBoard.Line.voltageReady, "K1"),
      ("U1B", MakerBoard.currentAddress, "currentReady", MakerBoard.Line.currentReady, "K2"),
    ]
    for (refdes, address, name, line, free) in rows {
      let row = try Self.device(refdes)
      #expect(row["part"] == "ADS1015 or ADS1115")
      #expect(row["bus"] == "\(ReferenceBoard.meteringBus)")
      #expect(row["address"] == "0x" + String(address, radix: 16))
      #expect(row["purpose"]?.hasSuffix("GPIO \(line.rawValue)") == true)
      let pins = try Self.rows("Pins.csv")
      let pin = try #require(pins.first { $0["line"] == name })
      #expect("\(line)" == name && pin["refdes"] == refdes && pin["gpio"] == "-")
      #expect(pin["purpose"]?.contains("GPIO \(line.rawValue) where \(free) is not") == true)
      #expect(pins.first { $0["gpio"] == "\(line.rawValue)" }?["refdes"] == free)
    }
  }

  @Test("The memory is at the address its driver looks for first, and not on the converter's bus")
  func memory() throws {
    let row = try Self.device("U3")
    #expect(row["part"] == "MB85RC256V")
    #expect(row["address"] == "0x" + String(MB85RC256VMemory.addresses.lowerBound, radix: 16))
    #expect(row["bus"] != "\(ReferenceBoard.meteringBus)")
    #expect(row["purpose"]?.contains("\(MB85RC256VMemory.capacity / 1024) KB") == true)
  }

  @Test("The display's expander is where the code looks for it, on the memory's bus, at its SCL")
  func expander() throws {
    let row = try Self.device("DS1A")
    #expect(row["part"] == "PCF8574")
    #expect(row["address"] == "0x" + String(PCF8574Address.backpack, radix: 16))
    #expect(try row["bus"] == Self.device("U3")["bus"])
    let kilohertz = PCF8574Timing.clockHertzMax / 1_000
    #expect(row["purpose"]?.hasSuffix("SCL at most \(kilohertz) kHz") == true)
  }

  @Test("Nothing else is on the converter's bus")
  func aloneOnItsBus() throws {
    let onBus = try Self.rows("Devices.csv").filter { $0["bus"] == "/dev/i2c-1" }
    #expect(onBus.map { $0["refdes"] } == ["U1", "U1A", "U1B"])
  }

  @Test("The radio is where the code looks for it")
  func radio() throws {
    let row = try Self.device("U2")
    #expect(row["bus"] == "\(ReferenceBoard.radioPort)")
    #expect(row["purpose"]?.contains("\(ReferenceBoard.radioBaud) baud") == true)
  }

  @Test("Lines and code name the same GPIOs, all on the chip the code opens")
  func lines() throws {
    let assigned = try Self.rows("Pins.csv").filter {
      $0["direction"] != "bus" && $0["gpio"] != "-"
    }
    var table: [String: UInt32] = [:]
    for row in assigned {
      table[try #require(row["line"])] = UInt32(try #require(row["gpio"]))
      #expect(["in", "out"].contains(row["direction"]))
      let refdes = try #require(row["refdes"])
      if refdes != "U2" {
        #expect(try Self.device(refdes)["bus"] == "\(ReferenceBoard.lineChip)")
      }
    }
    let code = Dictionary(
      uniqueKeysWithValues: (0...63).compactMap(ReferenceBoard.Line.init(rawValue:))
        .map { ("\($0)", $0.rawValue) })
    #expect(table == code)
    for line in (0...63).compactMap(ReferenceBoard.Line.init(rawValue:)) {
      #expect("\(line.name)" == "\(line)")
    }
    #expect(table.count == 18)
  }

  @Test("No GPIO and no line appears twice, and every GPIO is on the header")
  func unique() throws {
    let rows = try Self.rows("Pins.csv")
    let lines = rows.compactMap { $0["line"] }
    #expect(Set(lines).count == rows.count)
    let numbers = rows.compactMap { $0["gpio"] }.filter { $0 != "-" }.compactMap { Int($0) }
    #expect(Set(numbers) == Set(0...27))
    #expect(numbers.count == 28)
  }

  @Test("Every line belongs to a device, and no device appears twice")
  func devices() throws {
    let names = try Self.rows("Devices.csv").compactMap { $0["refdes"] }
    #expect(Set(names).count == names.count)
    for row in try Self.rows("Pins.csv") {
      #expect(names.contains(try #require(row["refdes"])))
    }
  }

  @Test("Every driver that a table names is there, and every driver is named")
  func drivers() throws {
    let named = try Self.rows("Devices.csv").compactMap { $0["driver"] }
      .filter { $0.hasPrefix("Drivers/") }
    let folder = Self.package.appending(path: "Sources/Hardware/Drivers")
    let folders = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { !$0.hasSuffix(".swift") }.map { "Drivers/\($0)" }
    #expect(Set(named) == Set(folders))
  }

  @Test("Every folder that a datasheet is used in is there, and cites it")
  func datasheets() throws {
    let rows = try Self.rows("Datasheets.csv")
    #expect(!rows.isEmpty)
    for row in rows {
      let document = try #require(row["document"])
      for path in try #require(row["used in"]).components(separatedBy: "; ") {
        let folder = Self.package.appending(path: path)
        let texts = try FileManager.default.contentsOfDirectory(atPath: folder.path)
          .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
        #expect(texts.contains { $0.contains("[\(document)") }, "\(path) cites \(document)")
      }
    }
  }
}
