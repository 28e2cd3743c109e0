// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Quantities
import Testing

@testable import Meter
@testable import Metrology
@testable import RadioLink

/// The pages of power, alarms, the radio and the calibration, as they stand on the display.
@Suite struct StatePageTests {
  private static func power(
    watts: Int64, vars: Int64?, voltamperes: Int64, factor: Int32?
  ) throws -> [String] {
    var block = BlockFigures(
      voltage: Voltage(microvolts: 0), current: Current(microamperes: 0),
      activePower: ActivePower(microwatts: watts * 100_000),
      apparentPower: ApparentPower(microvoltamperes: voltamperes * 100_000),
      powerFactor: factor.map { PowerFactor(millionths: $0) }, frequency: nil,
      voltageDC: Voltage(microvolts: 0), currentDC: Current(microamperes: 0), range: .direct,
      nanoseconds: 200_000_000)
    block.fundamental = vars.map {
      FundamentalFigures(
        activePower: ActivePower(microwatts: 0),
        reactivePower: ReactivePower(microvars: $0 * 100_000), voltage: Voltage(microvolts: 0),
        current: Current(microamperes: 0), voltageDistortion: nil, currentDistortion: nil,
        harmonicOrderMax: 1)
    }
    var meter = try restored()
    meter.accounts.measured(block)
    return Page.power.screen(meter).lines
  }

  @Test("Active power has its direction in words, reactive power its sign")
  func powers() throws {
    #expect(
      try Self.power(watts: 11_472, vars: 1_203, voltamperes: 11_535, factor: 994_538) == [
        "P    1147.2 W import",
        "Q     120.3 var     ",
        "S    1153.5 VA      ",
        "PF    0.995         ",
      ])
    #expect(
      try Self.power(watts: -138_000, vars: -45, voltamperes: 138_000, factor: -999_999) == [
        "P   13800.0 W export",
        "Q      -4.5 var     ",
        "S   13800.0 VA      ",
        "PF   -1.000         ",
      ])
    #expect(
      try Self.power(watts: 0, vars: nil, voltamperes: 0, factor: nil) == [
        "P       0.0 W import",
        "Q         - var     ",
        "S       0.0 VA      ",
        "PF        -         ",
      ])
  }

  @Test("Alarms have a page while there are some: their number, and the first six")
  func alarms() throws {
    var meter = try restored()
    let isHidden = !Page.alarms.hasSomething(meter)
    #expect(isHidden)
    var output = Gathered()
    meter.guards.cover.feel(isOpen: true, at: .zero)
    meter.ticked(milliseconds: 200, &output)
    let isShown = Page.alarms.hasSomething(meter)
    #expect(isShown)
    #expect(
      Page.alarms.screen(meter).lines == [
        "Alarms             1",
        "cover               ",
        "                    ",
        "                    ",
      ])
    meter.guards.seal.feel(isOpen: true, at: .zero)
    meter.guards.magnet.feel(isOpen: true, at: .zero)
    meter.isStoreFailing = true
    // No samples for ten seconds.
    for milliseconds in stride(from: UInt64(400), through: 12_000, by: 200) {
      meter.ticked(milliseconds: milliseconds, &output)
    }
    #expect(
      Page.alarms.screen(meter).lines == [
        "Alarms             5",
        "cover     samples   ",
        "seal open storage   ",
        "magnet              ",
      ])
  }

  @Test("Every alarm has a name that fits its column, and no two have the same")
  func names() {
    var names: Set<String> = []
    for number in 0..<PageAlarm.count {
      guard let alarm = PageAlarm(rawValue: number) else { continue }
      names.insert("\(alarm.name)")
      #expect(alarm.name.utf8CodeUnitCount <= 9)
    }
    #expect(names.count == Int(PageAlarm.count))
    #expect(PageAlarm(rawValue: PageAlarm.count) == nil)
  }

  @Test("The radio's page says whether it answers, whether it is in a network, and in which")
  func radio() throws {
    var meter = try restored()
    #expect(Page.radio.screen(meter).lines[0] == "Radio      no answer")
    meter.radio.localEUI64 = 0x0013_A200_41A2_B3C4
    #expect(
      Page.radio.screen(meter).lines == [
        "Radio     no network",
        "                    ",
        "                    ",
        "EUI 0013a20041a2b3c4",
      ])
    var network = RadioNetwork()
    (network.pan, network.shortAddress, network.channel) = (0x1A2B, 0x0C4D, 15)
    meter.radio.network = network
    meter.radio.lastMessageRSSI_dBm = -67
    #expect(
      Page.radio.screen(meter).lines == [
        "Radio         joined",
        "PAN 1a2b  channel 15",
        "Address 0c4d -67 dBm",
        "EUI 0013a20041a2b3c4",
      ])
    meter.radio.lastMessageRSSI_dBm = -128
    #expect(Page.radio.screen(meter).lines[2] == "Address 0c4d-128 dBm")
  }

  @Test("The page of the calibration counts the changes of the parameters and says how the seal is")
  func calibration() throws {
    var parameters = parameters()
    let plain = try restored(Registers(), parameters)
    #expect(
      Page.calibration.screen(plain).lines == [
        "Uncalibrated        ",
        "Calibration        0",
        "Seal          closed",
        "                    ",
      ])
    parameters.frontEnd.isCalibrated = true
    parameters.counter = 17
    var meter = try restored(Registers(), parameters)
    var output = Gathered()
    meter.guards.seal.feel(isOpen: true, at: .zero)
    meter.ticked(milliseconds: 200, &output)
    #expect(
      Page.calibration.screen(meter).lines == [
        "Calibrated          ",
        "Calibration       17",
        "Seal            open",
        "                    ",
      ])
  }
}
