// SPDX-License-Identifier: Apache-2.0

import Foundation
import Quantities
import SimulatedHardware
import Testing

@Suite("Integral non-linearity")
struct IntegralNonlinearityTests {
  // u = ±1/√3 are levels 2048 · (1 ± 0.57735); the crest of the bow is at mid-scale.
  @Test(
    "Each shape has its closed form",
    arguments: [
      (1.0, 0.0, 0.0, 2048 * (1 + 1 / 3.0.squareRoot()), 1.0),
      (1, 0, 0, 2048 * (1 - 1 / 3.0.squareRoot()), -1), (1, 0, 0, 2048, 0), (1, 0, 0, 0, 0),
      (1, 0, 0, 4096, 0), (0, 1, 0, 2048, 1), (0, 1, 0, 1024, 0.75), (0, 1, 0, 0, 0),
      (0, 1, 0, 4096, 0), (0, 0, 0.5, 2047.999_999_999, 0.25), (0, 0, 0.5, 2048, -0.25),
      (0, 0, 0.5, 1024, 0.125), (0, 0, 0.5, 3072, -0.125), (0, 0, 0.5, 0, 0),
      (0, 0, 0.5, 4096, 0), (1, 1, 1, -1e9, 0), (1, 1, 1, 1e9, 0), (0.2, 0.3, 0, 2048, 0.3),
    ] as [(Double, Double, Double, Double, Double)])
  func shapes(_ row: (s: Double, bow: Double, carry: Double, level: Double, error: Double)) {
    let shape = IntegralNonlinearity(
      sShapeLSB: row.s, bowLSB: row.bow, carryStepLSB: row.carry)
    #expect(abs(shape.error(at: row.level, codes: 4096) - row.error) < 1e-9)
    #expect(abs(shape.error(at: 16 * row.level, codes: 65536) - row.error) < 1e-9)
  }

  @Test("The table holds the typical shapes of both converters, in steps")
  func table() throws {
    let table = try CalibrationTable("ConverterINL.csv")
    #expect(table.names == ["converter", "code", "inl_LSB"])
    for (name, set) in [
      ("ad7991", Imperfections.typical), ("generic16Bit", Imperfections.typical16Bit),
    ] {
      let shape = IntegralNonlinearity(
        sShapeLSB: set.sShapeLSB, bowLSB: set.bowLSB, carryStepLSB: set.carryStepLSB)
      let codes = set.converter.codes
      let rows = table.rows.filter { $0[0] == name }
      let expected = Set(
        Array(stride(from: 0, to: codes, by: codes / 32)) + [codes / 2 - 1, codes - 1])
      #expect(Set(rows.compactMap { Int($0[1]) }) == expected)
      for row in rows {
        let level = try #require(Double(row[1]))
        let stated = try #require(Double(row[2]))
        #expect(abs(shape.error(at: level, codes: Double(codes)) - stated) < 1e-6)
      }
    }
    #expect(table.rows.count == 68)
  }

  // 0 V rests at 1960: bow 40 · (1 - (88/2048)²) = 39.93; 22.35 V is 2049.75: 40 - 10 + 0.
  @Test("The chip's codes are off by it")
  func codes() throws {
    var board = SimulatedBoard(.referenceBoard)
    board.nonlinearity = IntegralNonlinearity(sShapeLSB: 0, bowLSB: 40, carryStepLSB: 20)
    for (volts, code) in [(0.0, 2009), (22.35, 2080), (-488, 0), (533.4, 4095)] {
      let set = try BoardRun(Constant(volts: volts, amperes: 0), board).sets(1)[0]
      #expect(set.voltage == Int32(code) - 1960)
    }
  }
}
