// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import LocalPort
import Parameters
import Quantities
import Recording
import Tariff
import Testing

@Suite("Parameter block: ranges")
struct ParameterRangeTests {
  typealias Change = (inout MeterSettings) -> Void

  private static func key(_ change: Change) throws -> ParameterKey? {
    var settings = try Golden.full()
    change(&settings)
    let key = settings.keyOutOfRange
    do throws(ParameterFault) {
      let block = try settings.block(counter: 1)
      #expect(key == nil)
      expectSame(try SealedParameters(block.span).settings, settings)
    } catch {
      #expect(key.map { ParameterFault.outOfRange($0) } == error)
    }
    return key
  }

  /// Values at, and one step beyond, each end of a range.
  private static func edges<T: FixedWidthInteger>(
    _ range: ClosedRange<T>, _ wanted: ParameterKey, typed: ClosedRange<T>,
    _ change: (inout MeterSettings, T) -> Void
  ) throws {
    #expect(range == typed)
    for (value, isInside) in [
      (range.lowerBound, true), (range.upperBound, true), (range.lowerBound &- 1, false),
      (range.upperBound &+ 1, false),
    ] where isInside || !range.contains(value) {
      let found = try key { change(&$0, value) }
      #expect(found == (isInside ? nil : wanted), "\(wanted) \(value)")
    }
  }

  @Test("The ends of each range are taken, what lies a step beyond is refused by name")
  func numbers() throws {
    typealias Limits = ParameterLimits
    try Self.edges(
      Limits.declaredMicrovolts, .declaredVoltage, typed: 1_000_000...1_000_000_000_000
    ) { $0.declaredVoltage = Voltage(microvolts: $1) }
    try Self.edges(
      Limits.impulsesPerKilowattHour, .impulsesPerKilowattHour, typed: 1...100_000
    ) { $0.impulsesPerKilowattHour = $1 }
    try Self.edges(Limits.saveMilliseconds, .saveMilliseconds, typed: 1_000...10_000) {
      $0.saveMilliseconds = $1
    }
    try Self.edges(Limits.watts, .availablePower, typed: 1...8_388_607) {
      $0.availablePowerWatts = $1
    }
    try Self.edges(Limits.watts, .powerThreshold, typed: 1...8_388_607) {
      $0.powerThresholdWatts = $1
    }
    let times: ClosedRange<Int64> = 0...253_402_300_799_999
    try Self.edges(Limits.utcMilliseconds, .activationTime, typed: times) {
      $0.tariff.setActivationTime(UTC(milliseconds: $1))
    }
    try Self.edges(Limits.stepMilliseconds, .clockStep, typed: 0...86_400_000) {
      $0.clock.stepMilliseconds = $1
    }
  }

  @Test("GPIO lines that are out of order, or share a number, are refused by name")
  func lines() throws {
    for (rows, isTaken) in [
      ([1, 0x61, 5, 1, 0x62, 6], true), ([1, 0x62, 5, 1, 0x61, 6], false),
      ([1, 0x61, 5, 1, 0x62, 5], false), ([0, 5], false), ([1, 0x20, 5], false),
      ([25] + [UInt8](repeating: 0x61, count: 25) + [5], false),
    ] as [([UInt8], Bool)] {
      let block = Golden.fullBlock.changing(14) { $0 = rows }.bytes
      var fault: ParameterFault?
      do throws(ParameterFault) { _ = try SealedParameters(block.span) } catch { fault = error }
      #expect(fault == (isTaken ? nil : .outOfRange(.lines)), "\(rows)")
    }
    for rows in [[], [1], [1, 0x61]] as [[UInt8]] {
      let block = Golden.fullBlock.changing(14) { $0 = rows }.bytes
      #expect(throws: ParameterFault.malformed(14)) { try SealedParameters(block.span) }
    }
  }

  @Test("The limiter's numbers have their ranges")
  func limiter() throws {
    typealias Limits = ParameterLimits
    try Self.edges(Limits.watts, .limiterThreshold, typed: 1...8_388_607) {
      $0.limiter.thresholdNormalWatts = $1
    }
    for path in [
      \LimiterSettings.minOverThresholdDurationSeconds, \.openDelaySeconds,
      \.minUnderThresholdDurationSeconds,
    ] {
      try Self.edges(Limits.limiterSeconds, .limiterDuration, typed: 0...86_400) {
        $0.limiter[keyPath: path] = $1
      }
    }
    try Self.edges(Limits.limiterSeconds, .limiterReconnect, typed: 0...86_400) {
      $0.limiter.reconnect = .automatic(afterSeconds: $1, perDayMax: 1)
    }
    try Self.edges(Limits.reconnectionsPerDay, .limiterReconnect, typed: 1...255) {
      $0.limiter.reconnect = .automatic(afterSeconds: 1, perDayMax: $1)
    }
    let none = try Self.key { $0.limiter = .none }
    #expect(none == nil)
    let emergency = { (time: Int64, seconds: UInt32, watts: UInt32) in
      EmergencyProfile(
        id: 1, activationTime: UTC(milliseconds: time), durationSeconds: seconds,
        thresholdWatts: watts)
    }
    try Self.edges(Limits.emergencySeconds, .limiterEmergency, typed: 1...2_678_400) {
      $0.limiter.emergency = emergency(0, $1, 1)
    }
    try Self.edges(Limits.watts, .limiterEmergency, typed: 1...8_388_607) {
      $0.limiter.emergency = emergency(0, 1, $1)
    }
    for (time, isInside) in [
      (0, true), (253_402_300_799_999, true), (-1, false), (253_402_300_800_000, false),
    ] as [(Int64, Bool)] {
      let found = try Self.key { $0.limiter.emergency = emergency(time, 1, 1) }
      #expect(found == (isInside ? nil : .limiterEmergency))
    }
  }

  @Test("The earliest time is before the latest, both of the years 1970 to 9999")
  func clock() throws {
    let end: Int64 = 253_402_300_799_999
    let cases: [(Int64, Int64, ParameterKey?)] = [
      (0, 1, nil), (end - 1, end, nil), (0, end, nil), (5, 5, .clockLatest),
      (6, 5, .clockLatest), (-1, 5, .clockEarliest), (0, end + 1, .clockLatest),
      (end + 1, end + 2, .clockEarliest), (.min, .max, .clockEarliest),
    ]
    for (earliest, latest, wanted) in cases {
      let found = try Self.key {
        $0.clock.earliest = UTC(milliseconds: earliest)
        $0.clock.latest = UTC(milliseconds: latest)
      }
      #expect(found == wanted, "\(earliest) to \(latest)")
    }
  }

  @Test("An activation time needs a calendar to come")
  func activation() throws {
    let tables = { (time: UTC?) in
      TariffTables(active: nil, passive: nil, activationTime: time, defaultTier: .first)
    }
    let none = try Self.key { $0.tariff = tables(nil) }
    #expect(none == nil)
    let without = try Self.key { $0.tariff = tables(UTC(milliseconds: 5)) }
    #expect(without == .activationTime)
  }

  @Test("Serial number and point of delivery are of printable ASCII")
  func texts() throws {
    #expect(ParameterLimits.serialNumberBytesMax == 24)
    #expect(ParameterLimits.deliveryPointBytesMax == 16)
    for (text, isInside) in [
      ("", true), (" ~", true), ("123456789012345678901234", true), ("\u{1F}", false),
      ("a\u{7F}", false), ("ä", false),
    ] {
      let serial = try Self.key { $0.serialNumber = fixed(text) }
      #expect(serial == (isInside ? nil : .serialNumber), "\(text)")
      let delivery = try Self.key { $0.deliveryPoint = fixed(String(text.prefix(16))) }
      #expect(delivery == (isInside ? nil : .deliveryPoint), "\(text)")
    }
  }

  @Test("The local port's texts are those that its protocols allow")
  func localPort() throws {
    let cases: [(ParameterKey?, (inout LocalPortParameters) -> Void)] = [
      (nil, { $0.mode = .p1 }), (nil, { $0.proposedSpeed = .bd300 }),
      (nil, { $0.proposedSpeed = .bd19200 }),
      (.localPortMode, { $0.proposedSpeed = .bd115200 }),
      (nil, { $0.manufacturer = fixed("AZz") }),
      (.localPortManufacturer, { $0.manufacturer = fixed("AB") }),
      (.localPortManufacturer, { $0.manufacturer = fixed("A1B") }),
      (.localPortManufacturer, { $0.manufacturer = fixed("A@[") }),
      (nil, { $0.identification = fixed("1") }),
      (nil, { $0.identification = fixed("1234567890 ~.\"#\u{5B}") }),
      (.localPortIdentification, { $0.identification = FixedBytes() }),
      (.localPortIdentification, { $0.identification = fixed("a/") }),
      (.localPortIdentification, { $0.identification = fixed("!a") }),
      (.localPortIdentification, { $0.identification = fixed("\\") }),
      (.localPortIdentification, { $0.identification = fixed("\u{1F}") }),
      (nil, { $0.address = FixedBytes() }),
      (nil, { $0.address = fixed("0123456789 ABCXYZabcxyz 01234567") }),
      (.localPortAddress, { $0.address = fixed("0-1") }),
      (.localPortAddress, { $0.address = fixed("\u{7B}") }),
    ]
    for (index, (wanted, change)) in cases.enumerated() {
      let found = try Self.key {
        var port = Golden.localPort
        change(&port)
        $0.localPort = port
      }
      #expect(found == wanted, "case \(index)")
    }
    let none = try Self.key { $0.localPort = nil }
    #expect(none == nil)
  }

  @Test("A front end that no recording could have is refused by its field")
  func frontEnd() throws {
    let cases: [(RecordingField, (inout FrontEnd) -> Void)] = [
      (.rate, { $0.rate = Ratio(constant: 10_000_001) }),
      (.rate, { $0.rate = Ratio(constant: 1, over: 2) }),
      (.voltage, { $0.voltage.gain = Ratio(constant: 1 << 62) }),
      (.voltage, { $0.voltage.delayNanoseconds = 135_000 }),
      (.current, { $0.current.delayNanoseconds = -135_000 }),
      (.currentAmplified, { $0.currentAmplified?.gain = Ratio(constant: 1 << 50) }),
      (.amplifiedPeakMax, { $0.amplifiedPeakMax = 8_388_609 }),
      (.nominalVoltage, { $0.nominalVoltage.microvolts = 0 }),
      (.noiseVariance, { $0.voltage.noiseVariance = 1 << 40 + 1 }),
      (.gainBillionthsPerKelvin, { $0.current.gainBillionthsPerKelvin = 1_000_001 }),
      (.peakMax, { $0.current.peakMax = -1 }),
      (.calibrationMillidegrees, { $0.calibrationMillidegrees = 200_001 }),
      (.startingCurrent, { $0.startingCurrent?.microamperes = 0 }),
      (.curve, { $0.voltage.curve = $0.current.curve }),
    ]
    for (field, change) in cases {
      let found = try Self.key { change(&$0.frontEnd) }
      #expect(found == .frontEnd(field), "\(field)")
    }
    for change in [
      { $0.frontEnd.voltage.delayNanoseconds = 134_999 }, { $0.frontEnd.currentAmplified = nil },
    ] as [Change] {
      let found = try Self.key(change)
      #expect(found == nil)
    }
  }

  @Test("Numbers that no type could hold are refused where bytes have them")
  func codes() {
    let cases: [(UInt8, Int, [UInt8], ParameterKey)] = [
      (1, 2, [55], .frontEnd(.nominalFrequency)), (1, 1, [15], .frontEnd(.flags)),
      (1, 0, [5], .frontEnd(.sampleWidth)), (1, 12, [0, 0, 0, 0], .frontEnd(.rate)),
      (2, 0, [1, 0, 0, 0], .declaredVoltage), (2, 8, [0, 0], .impulsesPerKilowattHour),
      (2, 12, [0x11, 0x27], .saveMilliseconds),
      (3, 0, [45], .demandWindow), (3, 1, [0], .demandWindow), (3, 1, [16], .demandWindow),
      (3, 1, [7], .demandWindow), (3, 2, [0], .profile), (3, 2, [7], .profile),
      (3, 2, [61], .profile), (3, 3, [12], .profile), (3, 6, [0xFE], .profile),
      (4, 0, [0x49, 3], .zone), (4, 0, [0x48, 3], .zone), (4, 2, [0xB5, 0], .zone),
      (4, 4, [3], .zone), (4, 5, [13], .zone), (4, 5, [0], .zone), (4, 6, [6], .zone),
      (4, 6, [0], .zone), (4, 7, [0], .zone), (4, 7, [8], .zone),
      (4, 4, [1, 0x6E, 1, 0], .zone), (4, 4, [1, 0, 0, 0], .zone), (4, 4, [1, 1, 0, 1], .zone),
      (4, 4, [2, 0x6E, 1, 0], .zone), (4, 4, [2, 0, 0, 1], .zone),
      (4, 8, [0x71, 0x2C, 9, 0], .zone), (4, 8, [0x8F, 0xD3, 0xF6, 0xFF], .zone),
      (5, 0, [0], .defaultTier), (5, 0, [9], .defaultTier), (5, 8, [0x80], .activationTime),
      (6, 0, [0], .activeCalendar), (6, 84, [0], .activeCalendar),
      (7, 20, [1, 13], .passiveCalendar), (8, 3, [1], .limiterThreshold),
      (8, 7, [1], .limiterDuration), (8, 19, [1], .limiterReconnect),
      (8, 28, [0x80], .limiterEmergency), (8, 31, [0, 0], .limiterEmergency),
      (9, 0, [2], .localPortMode), (9, 1, [0x37], .localPortMode),
      (9, 1, [0x2F], .localPortMode), (9, 2, [0x40], .localPortManufacturer),
      (9, 5, [17], .localPortIdentification), (9, 6, [0x21], .localPortIdentification),
      (9, 17, [33], .localPortAddress), (9, 18, [0x2D], .localPortAddress),
      (10, 0, [3], .supplyArming), (11, 0, [25], .serialNumber), (11, 1, [0x1F], .serialNumber),
      (11, 10, [17], .deliveryPoint), (11, 11, [0x7F], .deliveryPoint),
      (12, 2, [0x80], .availablePower), (12, 7, [1], .powerThreshold),
      (13, 7, [0x80], .clockEarliest), (13, 15, [0x80], .clockLatest),
      (13, 16, [1, 0x5C, 0x26, 5], .clockStep),
    ]
    for (tag, offset, bytes, key) in cases {
      let block = Golden.fullBlock.changing(tag) {
        for (index, byte) in bytes.enumerated() { $0[offset + index] = byte }
      }
      let found = ParameterFormatTests.fault(block)
      #expect(found == .outOfRange(key), "section \(tag), offset \(offset), \(bytes)")
    }
  }

  @Test("The ends of what bytes can say of a zone are taken")
  func zoneEnds() {
    let cases: [(Int, [UInt8])] = [
      (0, [0x0C, 3]), (0, [0xB8, 0xFC]), (2, [0xB4, 0]), (2, [0x4C, 0xFF]),
      (4, [1, 1, 0, 0]), (4, [1, 0x6D, 1, 0]), (4, [2, 0, 0, 0]), (4, [2, 0x6D, 1, 0]),
      (8, [0x70, 0x2C, 9, 0]), (8, [0x90, 0xD3, 0xF6, 0xFF]),
    ]
    for (offset, bytes) in cases {
      let block = Golden.fullBlock.changing(4) {
        for (index, byte) in bytes.enumerated() { $0[offset + index] = byte }
      }
      #expect(ParameterFormatTests.fault(block) == nil, "offset \(offset), \(bytes)")
    }
  }
}
