// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import Ledger
import LocalPort
public import Parameters
import Quantities
import SimulatedHardware
import Tariff

/// Settings within their ranges, from a seed.
public struct RandomSettings {
  private var random: SplitMix64

  /// Starts from a seed.
  public init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// 64 bits.
  public mutating func bits() -> UInt64 { random.next() }

  /// Other settings each time.
  public mutating func next() -> MeterSettings {
    let earliest = number(0...253_402_300_799_998)
    var settings = MeterSettings(
      frontEnd: frontEnd(),
      clock: ClockLimits(
        earliest: UTC(milliseconds: earliest),
        latest: UTC(milliseconds: number(earliest + 1...253_402_300_799_999)),
        stepMilliseconds: UInt32(number(0...86_400_000))))
    if coin() {
      settings.declaredVoltage = Voltage(microvolts: number(1_000_000...1_000_000_000_000))
    }
    settings.impulsesPerKilowattHour = UInt32(number(1...100_000))
    settings.saveMilliseconds = UInt16(number(1_000...10_000))
    settings.demandWindow = pick([
      .minutes15, .minutes30, .minutes60, DemandWindow(.minutes15, parts: 15),
      DemandWindow(.minutes60, parts: 12),
    ])
    settings.profile = pick([1, 5, 30, 60].map { ProfileParameters(minutes: $0) })
    for index in settings.profile.channels.indices {
      settings.profile.channels[index] = ProfileChannel(rawValue: UInt8(number(0...15)))
    }
    settings.zone = zone()
    settings.tariff = tariff()
    settings.limiter = limiter()
    if coin() { settings.localPort = localPort() }
    settings.supplyArming = pick([.armed, .linkKeyOnly, .unarmed])
    settings.serialNumber = text(0...24, 0x20...0x7E)
    settings.deliveryPoint = text(0...16, 0x20...0x7E)
    if coin() { settings.availablePowerWatts = watts() }
    if coin() { settings.powerThresholdWatts = watts() }
    if coin() { settings.lines = lines(settings.frontEnd.rate) }
    return settings
  }

  /// All lines that the board of this rate has, on any numbers.
  private mutating func lines(_ rate: Ratio) -> LineTable {
    let isMaker = MakerBoard.isGrid(rate)
    let own: [MakerBoard.Line] = isMaker ? [.voltageReady, .currentReady] : []
    let names =
      (UInt32(0)...255).compactMap(ReferenceBoard.Line.init(rawValue:))
      .filter { !isMaker || !MakerBoard.lacks($0) }.map { "\($0.name)" }
      + own.map { "\($0.name)" }
    var numbers = Array(UInt8.min...UInt8.max)
    numbers.shuffle(using: &random)
    var table = LineTable()
    for (name, number) in zip(names.sorted(), numbers) {
      _ = table.append(Array(name.utf8).span, number)
    }
    return table
  }

  private mutating func frontEnd() -> FrontEnd {
    var frontEnd = FrontEnd(
      rate: Ratio(constant: number(50_000...100_000), over: number(1...50)),
      voltage: channel(), current: channel(),
      nominalFrequency: coin() ? .hertz50 : .hertz60,
      nominalVoltage: Voltage(microvolts: number(1...1_000_000_000_000)))
    frontEnd.voltage.curve = CalibrationCurve()
    if coin() { frontEnd.currentAmplified = channel() }
    frontEnd.amplifiedPeakMax = Int32(number(0...8_388_608))
    frontEnd.isCalibrated = coin()
    if coin() { frontEnd.startingCurrent = Current(microamperes: number(1...1 << 40)) }
    if coin() { frontEnd.calibrationMillidegrees = Int32(number(-100_000...200_000)) }
    return frontEnd
  }

  private mutating func channel() -> Channel {
    var channel = Channel(
      gain: Ratio(constant: number(1...1 << 29), over: number(1 << 12...1 << 40)),
      delayNanoseconds: number(-9_999...9_999))
    guard coin() else { return channel }
    channel.noiseVariance = number(0...1 << 40)
    channel.gainBillionthsPerKelvin = Int32(number(-1_000_000...1_000_000))
    channel.peakMax = Int32(number(0...8_388_608))
    var current: Int64 = 0
    for _ in 0..<number(0...8) {
      let point = CalibrationPoint(
        current: Current(microamperes: current),
        gainBillionths: Int32(number(-100_000_000...100_000_000)),
        delayNanoseconds: Int32(number(-1_000_000...1_000_000)))
      let isAdded = channel.curve.add(point)
      precondition(isAdded)
      current += number(1...20_000_000)
    }
    return channel
  }

  private mutating func zone() -> ZoneRules {
    let standard = number(-660...660)
    let (start, end) = (change(), change())
    let saving = number(1...180) * (coin() ? 1 : -1)
    let daylight =
      start.flatMap { start in
        end.flatMap { DaylightSaving(savingMinutes: saving, start: start, end: $0) }
      }
    return ZoneRules(standardOffsetMinutes: standard, daylightSaving: coin() ? daylight : nil)
      ?? .utc
  }

  private mutating func change() -> YearlyChange? {
    let weekday = Weekday(rawValue: UInt8(number(1...7))) ?? .monday
    let day: YearlyDay = pick([
      .weekdayOfMonth(month: number(1...12), week: number(1...5), weekday: weekday),
      .dayWithoutLeap(number(1...365)), .dayFromZero(number(0...365)),
    ])
    return YearlyChange(day, secondsOfDay: number(-601_200...601_200))
  }

  private mutating func tariff() -> TariffTables {
    let active = coin() ? calendar() : nil
    let passive = coin() ? calendar() : nil
    let time = passive != nil && coin() ? UTC(milliseconds: number(0...253_402_300_799_999)) : nil
    return TariffTables(
      active: active, passive: passive, activationTime: time, defaultTier: tier())
  }

  private mutating func calendar() -> TariffCalendar {
    var content = CalendarContent()
    content.name = CalendarName(littleEndian: bits())
    let days = UInt8(number(1...16))
    for id in 1...days {
      var day = DayProfile(dayID: id)
      var minute: Int64 = 0
      for _ in 0..<number(1...12) {
        day.daySchedule.append(DayAction(startMinute: UInt16(minute), tier: tier()))
        minute += number(1...119)
      }
      content.days.append(day)
    }
    let weeks = UInt8(number(1...8))
    for name in 1...weeks {
      var week = WeekProfile(name: name, everyDay: UInt8(number(1...Int64(days))))
      week[.sunday] = UInt8(number(1...Int64(days)))
      content.weeks.append(week)
    }
    for index in 0..<UInt8(number(1...8)) {
      content.seasons.append(
        SeasonProfile(
          name: index, month: index + 1, day: UInt8(number(1...28)),
          week: UInt8(number(1...Int64(weeks)))))
    }
    for index in 0..<UInt16(number(0...64)) {
      content.specialDays.append(
        SpecialDay(
          year: coin() ? nil : 1970 + index, month: UInt8(index % 12) + 1,
          day: UInt8(index / 12) + 1, dayID: UInt8(number(1...Int64(days)))))
    }
    guard let calendar = try? TariffCalendar(content) else {
      preconditionFailure("a random calendar is not whole")
    }
    return calendar
  }

  private mutating func limiter() -> LimiterSettings {
    let seconds = { (self: inout RandomSettings) in UInt32(self.number(0...86_400)) }
    var limiter = LimiterSettings(
      thresholdNormalWatts: coin() ? watts() : nil,
      minOverThresholdDurationSeconds: seconds(&self), openDelaySeconds: seconds(&self),
      minUnderThresholdDurationSeconds: seconds(&self))
    if coin() {
      limiter.reconnect = .automatic(
        afterSeconds: seconds(&self), perDayMax: UInt8(number(1...255)))
    }
    guard coin() else { return limiter }
    limiter.emergency = EmergencyProfile(
      id: UInt16(number(0...65_535)),
      activationTime: UTC(milliseconds: number(0...253_402_300_799_999)),
      durationSeconds: UInt32(number(1...2_678_400)), thresholdWatts: watts())
    return limiter
  }

  private mutating func localPort() -> LocalPortParameters {
    var port = LocalPortParameters(
      mode: coin() ? .p1 : .iec62056, manufacturer: text(3...3, 0x41...0x5A),
      identification: text(1...16, 0x30...0x5B))
    port.address = text(0...32, 0x30...0x39)
    port.proposedSpeed = LineSpeed(code: UInt8(number(0x30...0x36))) ?? .bd300
    return port
  }

  private mutating func text<let capacity: Int>(
    _ length: ClosedRange<Int64>, _ range: ClosedRange<UInt8>
  ) -> FixedBytes<capacity> {
    var text = FixedBytes<capacity>()
    for _ in 0..<number(length) { text.append(UInt8.random(in: range, using: &random)) }
    return text
  }

  private mutating func tier() -> Tier { Tier(UInt8(number(1...8))) ?? .first }

  private mutating func watts() -> UInt32 { UInt32(number(1...8_388_607)) }

  private mutating func coin() -> Bool { random.next() & 1 == 1 }

  private mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
    // The ends are drawn often: they are where mistakes are.
    switch random.next() % 8 {
    case 0: range.lowerBound
    case 1: range.upperBound
    default: Int64.random(in: range, using: &random)
    }
  }

  private mutating func pick<T>(_ choices: [T?]) -> T {
    let chosen = choices.compactMap { $0 }
    return chosen[Int(random.next() % UInt64(chosen.count))]
  }
}
