// SPDX-License-Identifier: Apache-2.0

import LocalPort
import Quantities
import Tariff

import Ledger
@testable import Parameters

extension Golden {
  /// Every section, and in each something else than where nobody set it.
  static func full() throws -> MeterSettings {
    var settings = MeterSettings(
      frontEnd: frontEnd,
      clock: ClockLimits(
        earliest: UTC(milliseconds: 0), latest: UTC(milliseconds: 253_402_300_799_999),
        stepMilliseconds: 0))
    settings.declaredVoltage = Voltage(microvolts: 127_000_000)
    settings.impulsesPerKilowattHour = 500
    settings.saveMilliseconds = 2_500
    settings.demandWindow = DemandWindow(.minutes60, parts: 4) ?? .minutes15
    settings.profile = ProfileParameters(minutes: 30) ?? .standard
    settings.profile.channels = [.reactiveImport, nil, .apparentImport, nil]
    settings.zone = try ZoneRules(posix: Array("CET-1CEST,M3.5.0,M10.5.0/3".utf8).span)
    settings.tariff = TariffTables(
      active: try calendar(), passive: try passive(),
      activationTime: UTC(milliseconds: 1_798_761_600_000), defaultTier: Tier(8) ?? .first)
    settings.limiter = LimiterSettings(
      thresholdNormalWatts: 3_300, minOverThresholdDurationSeconds: 60, openDelaySeconds: 30,
      minUnderThresholdDurationSeconds: 10)
    settings.limiter.reconnect = .automatic(afterSeconds: 300, perDayMax: 3)
    settings.limiter.emergency = EmergencyProfile(
      id: 258, activationTime: UTC(milliseconds: 1_798_761_600_000), durationSeconds: 1_800,
      thresholdWatts: 1_000)
    settings.localPort = localPort
    settings.supplyArming = .linkKeyOnly
    settings.serialNumber = fixed("LM-000123")
    settings.deliveryPoint = fixed("NL 12~")
    settings.availablePowerWatts = 3_300
    settings.powerThresholdWatts = 3_000
    _ = settings.lines.append(Array("metrologyLED".utf8).span, 5)
    _ = settings.lines.append(Array("pageButton".utf8).span, 255)
    return settings
  }

  private static var frontEnd: FrontEnd {
    var frontEnd = FrontEnd(
      rate: Ratio(constant: 400_000, over: 54),
      voltage: Channel(gain: Ratio(constant: 510_000_000, over: 2_048), delayNanoseconds: -7),
      current: Channel(
        gain: Ratio(constant: 100_000_000, over: 2_048), delayNanoseconds: 45_000),
      nominalFrequency: .hertz60, nominalVoltage: Voltage(microvolts: 120_000_000))
    frontEnd.voltage.noiseVariance = 3
    frontEnd.voltage.gainBillionthsPerKelvin = -12
    frontEnd.voltage.peakMax = 1_940
    frontEnd.current.gainBillionthsPerKelvin = 25
    frontEnd.current.peakMax = 1_941
    let points: [(Int64, Int32, Int32)] = [(0, -100_000_000, 1_000_000), (5_000_000, 250, -300)]
    for (microamperes, gain, delay) in points {
      _ = frontEnd.current.curve.add(
        CalibrationPoint(
          current: Current(microamperes: microamperes), gainBillionths: gain,
          delayNanoseconds: delay))
    }
    var amplified = Channel(
      gain: Ratio(constant: 6_250_001, over: 2_048), delayNanoseconds: 90_000)
    amplified.noiseVariance = 1 << 40
    amplified.peakMax = 8_388_608
    frontEnd.currentAmplified = amplified
    frontEnd.amplifiedPeakMax = 1_900
    frontEnd.isCalibrated = true
    frontEnd.calibrationMillidegrees = 21_500
    frontEnd.startingCurrent = Current(microamperes: 20_000)
    return frontEnd
  }

  static var localPort: LocalPortParameters {
    var port = LocalPortParameters(
      mode: .iec62056, manufacturer: fixed("LMm"), identification: fixed("LastMeter 1"))
    port.address = fixed("00001234 Az")
    return port
  }

  /// The example of the tariff's page.
  static func calendar() throws -> TariffCalendar {
    try TariffCalendar(stored: calendarBytes.span)
  }

  private static func passive() throws -> TariffCalendar {
    var content = CalendarContent()
    content.name = CalendarName(littleEndian: 0x8000_0000_0000_0000)
    var day = DayProfile(dayID: 9)
    day.daySchedule.append(DayAction(startMinute: 0, tier: Tier(8) ?? .first))
    content.days.append(day)
    content.weeks.append(WeekProfile(name: 1, everyDay: 9))
    content.seasons.append(SeasonProfile(name: 1, month: 1, day: 1, week: 1))
    return try TariffCalendar(content)
  }

  static let calendarBytes = hexadecimal(
    """
    4C 4D 54 43 01 00 55 00 54 4F 55 20 32 30 32 36 02 02 03 03
    01 04 01 02 02 0A 10 01 01 0A 0A 0A 0A 0A 0B 0B 02 0C 0C 0C
    0C 0C 0B 0B 0A 04 00 00 68 09 1A 14 EC 04 0B 01 00 00 0C 03
    00 00 A4 09 63 3D FF FF 0C 19 0B EA 07 04 06 0B EA 07 0C 19
    0A 22 57 D3 69
    """)

  static let fullBlock = TypedBlock(
    counter: 0x0102_0304_0506_0708,
    sections: [
      (
        1,
        hexadecimal(
          """
          04 07 3C 00 80 1A 06 00 00 00 00 00 36 00 00 00 00 00 00 00
          80 FB 65 1E 00 00 00 00 00 08 00 00 00 00 00 00 F9 FF FF FF
          FF FF FF FF 00 E1 F5 05 00 00 00 00 00 08 00 00 00 00 00 00
          C8 AF 00 00 00 00 00 00 11 5E 5F 00 00 00 00 00 00 08 00 00
          00 00 00 00 90 5F 01 00 00 00 00 00 6C 07 00 00 00 0E 27 07
          00 00 00 00 FC 53 00 00 20 4E 00 00 00 00 00 00 03 00 00 00
          00 00 00 00 F4 FF FF FF 94 07 00 00 00 00 00 00 00 00 00 00
          00 19 00 00 00 95 07 00 00 02 00 00 00 00 00 00 00 00 00 1F
          0A FA 40 42 0F 00 40 4B 4C 00 00 00 00 00 FA 00 00 00 D4 FE
          FF FF 00 00 00 00 00 01 00 00 00 00 00 00 00 00 80 00 00
          """)
      ),
      (2, hexadecimal("C0 DD 91 07 00 00 00 00 F4 01 00 00 C4 09")),
      (3, hexadecimal("3C 04 1E 0A FF 08 FF")),
      (
        4,
        hexadecimal("3C 00 3C 00 00 03 05 07 20 1C 00 00 00 0A 05 07 30 2A 00 00")
      ),
      (5, hexadecimal("08 00 D4 8B CE A2 01 00 00")), (6, calendarBytes),
      (
        7,
        hexadecimal(
          """
          4C 4D 54 43 01 00 28 00 00 00 00 00 00 00 00 80 01 01 01 00
          01 01 01 01 01 09 09 09 09 09 09 09 09 01 00 38 54 3A 82 87
          """)
      ),
      (
        8,
        hexadecimal(
          """
          E4 0C 00 00 3C 00 00 00 1E 00 00 00 0A 00 00 00 2C 01 00 00
          03 00 D4 8B CE A2 01 00 00 02 01 08 07 00 00 E8 03 00 00
          """)
      ),
      (
        9,
        hexadecimal(
          """
          01 35 4C 4D 6D 0B 4C 61 73 74 4D 65 74 65 72 20 31 0B 30 30
          30 30 31 32 33 34 20 41 7A
          """)
      ),
      (10, [1]), (11, hexadecimal("09 4C 4D 2D 30 30 30 31 32 33 06 4E 4C 20 31 32 7E")),
      (12, hexadecimal("E4 0C 00 00 B8 0B 00 00")),
      (13, hexadecimal("00 00 00 00 00 00 00 00 FF DB 1F D2 77 E6 00 00 00 00 00 00")),
      (
        14,
        hexadecimal(
          "0C 6D 65 74 72 6F 6C 6F 67 79 4C 45 44 05 0A 70 61 67 65 42 75 74 74 6F 6E FF")
      ),
    ])
}
