// SPDX-License-Identifier: Apache-2.0

import SimulatedHardware
import Testing

@testable import meterbench

@Suite("Errors at test points")
struct AccuracyRowTests {
  static func point(_ quantity: String, _ change: (inout TestPoint) -> Void = { _ in }) throws
    -> TestPoint
  {
    let line = AccuracyTableTests.good.replacing("active", with: quantity)
    var point = try #require(try AccuracyTableTests.table(line).first)
    change(&point)
    return point
  }

  /// 230 V, 5 A, power factor 0.5 lagging, for an hour; off by stated shares.
  static func reading(_ change: (inout MeterReading) -> Void = { _ in }) -> MeterReading {
    var reading = MeterReading()
    reading.seconds = 3600
    reading.truth.voltage = 230
    reading.truth.current = 5
    reading.truth.activePower = 575
    reading.truth.fundamentalReactivePower = 1000
    reading.activeWattHours = 575 * 1.002
    reading.reactiveVarHours = 999
    reading.voltage = 230.23
    reading.current = 4.95
    reading.frequencyError = 0.001
    change(&reading)
    return reading
  }

  @Test(
    "An error is a share of what the quantity says",
    arguments: [
      ("active", 0.2), ("starting", 0.2), ("reactive", -0.1), ("starting-reactive", -0.1),
      ("reactive-of-apparent", -100.0 / 1150), ("current", -1.0), ("voltage", 0.1),
      ("frequency", 0.002), ("frequency-as-built", 0.002),
    ])
  func errors(_ quantity: String, _ percent: Double) throws {
    let error = try Self.point(quantity).errorPercent(of: Self.reading(), reference: nil)
    #expect(abs(try #require(error) - percent) < 1e-9)
  }

  @Test("An error of voltage is a share of the declared voltage, not of the voltage there")
  func declared() throws {
    let point = try Self.point("voltage") { $0.condition.voltage = 0.1 }
    let reading = Self.reading {
      $0.truth.voltage = 23
      $0.voltage = 23.23
    }
    let error = try #require(point.errorPercent(of: reading, reference: nil))
    #expect(abs(error - 0.1) < 1e-9)
  }

  @Test("A variation is the error less that under reference conditions")
  func variation() throws {
    let point = try Self.point("active") { $0.kind = .variation }
    let reference = Self.reading { $0.activeWattHours = 575 * 0.999 }
    let error = try #require(point.errorPercent(of: Self.reading(), reference: reference))
    #expect(abs(error - 0.3) < 1e-9)
    #expect(point.errorPercent(of: Self.reading(), reference: nil) == nil)
  }

  @Test("At no load a pulse in the standard's time is all that is allowed")
  func noLoad() throws {
    var point = try Self.point("active")
    point.quantity = .noLoad
    point.standardSeconds = 7200
    // A quarter of a watt-hour in an hour is half of one pulse in two.
    let error = try #require(
      point.errorPercent(of: Self.reading { $0.grossWattHours = 0.25 }, reference: nil))
    #expect(abs(error - 50) < 1e-9)
  }

  @Test("What is not in the readings is missing, with a reason, and not held")
  func missing() throws {
    let point = try Self.point("reactive")
    let reading = Self.reading { $0.reactiveVarHours = nil }
    #expect(point.errorPercent(of: reading, reference: nil) == nil)
    let row = AccuracyRow(
      point: point, board: "reference", seed: 1, errorPercent: nil,
      missingReason: point.missingReason)
    #expect(!row.isHeld && row.missingReason == "the registers hold no reactive energy")
  }

  @Test(
    "A point is held up to its share of the limit, either way",
    arguments: [
      (0.15, true), (-0.15, true), (0.1501, false), (-0.1501, false), (.nan, false),
    ])
  func held(_ percent: Double, _ isHeld: Bool) throws {
    let point = try Self.point("active")
    let row = AccuracyRow(
      point: point, board: "reference", seed: 1, errorPercent: percent, missingReason: nil)
    #expect(row.isHeld == isHeld)
  }
}
