// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import LocalPort
import Quantities
import Recording
import Tariff

extension MeterSettings {
  /// Reads the sections; what they say is within its ranges.
  init(content: Span<UInt8>) throws(ParameterFault) {
    var sections = SectionReader(content)
    let frontEnd = try Self.frontEnd(try sections.need(.frontEnd))
    self.init(frontEnd: frontEnd, clock: .zero)
    try readMeasurement(try sections.need(.measurement))
    try readRegistration(try sections.need(.registration))
    zone = try Self.zone(try sections.need(.zone))
    try readTariff(&sections)
    limiter = try Self.limiter(try sections.need(.limiter))
    if sections.isNext(.localPort) {
      localPort = try Self.localPort(try sections.need(.localPort))
    }
    try readSite(&sections)
    clock = try Self.clock(try sections.need(.clock))
    if sections.isNext(.lines) { lines = try Self.lines(try sections.need(.lines)) }
    try sections.end()
    if let key = keyOutOfRange { throw .outOfRange(key) }
  }

  private static func frontEnd(_ section: consuming Section) throws(ParameterFault) -> FrontEnd {
    do throws(RecordingFault) {
      return try RecordingHead(&section.reader).frontEnd
    } catch {
      guard case .badField(let field) = error, field != .length else { throw section.malformed }
      throw .outOfRange(.frontEnd(field))
    }
  }

  private mutating func readMeasurement(
    _ section: consuming Section
  ) throws(ParameterFault) {
    let declared: Int64 = try section.next()
    declaredVoltage = declared == 0 ? nil : Voltage(microvolts: declared)
    impulsesPerKilowattHour = try section.next()
    saveMilliseconds = try section.next()
    try section.end()
  }

  private mutating func readRegistration(
    _ section: consuming Section
  ) throws(ParameterFault) {
    let period = DemandPeriod(rawValue: try section.next())
    let parts: UInt8 = try section.next()
    guard let period, let window = DemandWindow(period, parts: parts) else {
      throw .outOfRange(.demandWindow)
    }
    demandWindow = window
    guard var profile = ProfileParameters(minutes: try section.next()) else {
      throw .outOfRange(.profile)
    }
    for index in profile.channels.indices {
      let code: UInt8 = try section.next()
      let channel = ProfileChannel(rawValue: code)
      guard channel != nil || code == NoValue.channel else { throw .outOfRange(.profile) }
      profile.channels[index] = channel
    }
    self.profile = profile
    try section.end()
  }

  private static func zone(_ section: consuming Section) throws(ParameterFault) -> ZoneRules {
    let offset: Int16 = try section.next()
    let saving: Int16 = try section.next()
    var daylightSaving: DaylightSaving?
    if saving != 0 {
      let start = try section.change()
      let end = try section.change()
      daylightSaving = DaylightSaving(savingMinutes: Int64(saving), start: start, end: end)
      guard daylightSaving != nil else { throw .outOfRange(.zone) }
    }
    try section.end()
    guard
      let rules = ZoneRules(
        standardOffsetMinutes: Int64(offset), daylightSaving: daylightSaving)
    else { throw .outOfRange(.zone) }
    return rules
  }

  private mutating func readTariff(_ sections: inout SectionReader) throws(ParameterFault) {
    var section = try sections.need(.tariff)
    guard let tier = Tier(try section.next()) else { throw .outOfRange(.defaultTier) }
    let activation = try section.time()
    try section.end()
    var active: TariffCalendar?
    var passive: TariffCalendar?
    if sections.isNext(.activeCalendar) {
      active = try Self.calendar(try sections.need(.activeCalendar), .activeCalendar)
    }
    if sections.isNext(.passiveCalendar) {
      passive = try Self.calendar(try sections.need(.passiveCalendar), .passiveCalendar)
    }
    tariff = TariffTables(
      active: active, passive: passive, activationTime: activation, defaultTier: tier)
  }

  private static func calendar(
    _ section: consuming Section, _ key: ParameterKey
  ) throws(ParameterFault) -> TariffCalendar {
    do throws(CalendarFormatError) {
      return try TariffCalendar(stored: section.rest)
    } catch {
      throw .outOfRange(key)
    }
  }

  private mutating func readSite(_ sections: inout SectionReader) throws(ParameterFault) {
    var supply = try sections.need(.supply)
    guard let arming = SupplyArming(rawValue: try supply.next()) else {
      throw .outOfRange(.supplyArming)
    }
    supplyArming = arming
    try supply.end()
    var identity = try sections.need(.identity)
    serialNumber = try identity.text(.serialNumber)
    deliveryPoint = try identity.text(.deliveryPoint)
    try identity.end()
    var contract = try sections.need(.contract)
    availablePowerWatts = try contract.optional()
    powerThresholdWatts = try contract.optional()
    try contract.end()
  }

  private static func lines(_ section: consuming Section) throws(ParameterFault) -> LineTable {
    var lines = LineTable()
    while section.reader.remaining > 0 {
      let name: FixedBytes<24> = try section.text(.lines)
      guard lines.append(name.span, try section.next()) else { throw .outOfRange(.lines) }
    }
    if lines.isEmpty { throw section.malformed }
    return lines
  }

  private static func clock(_ section: consuming Section) throws(ParameterFault) -> ClockLimits {
    let earliest = UTC(milliseconds: try section.next())
    let latest = UTC(milliseconds: try section.next())
    let step: UInt32 = try section.next()
    try section.end()
    return ClockLimits(earliest: earliest, latest: latest, stepMilliseconds: step)
  }
}

extension ClockLimits {
  /// Until the section is read.
  fileprivate static let zero = ClockLimits(
    earliest: UTC(milliseconds: 0), latest: UTC(milliseconds: 0), stepMilliseconds: 0)
}

extension MeterSettings {
  private static func limiter(
    _ section: consuming Section
  ) throws(ParameterFault) -> LimiterSettings {
    var limiter = LimiterSettings(
      thresholdNormalWatts: try section.optional(),
      minOverThresholdDurationSeconds: try section.next(), openDelaySeconds: try section.next(),
      minUnderThresholdDurationSeconds: try section.next())
    let seconds: UInt32 = try section.next()
    let times: UInt8 = try section.next()
    if times > 0 { limiter.reconnect = .automatic(afterSeconds: seconds, perDayMax: times) }
    let activation = try section.time()
    let id: UInt16 = try section.next()
    let duration: UInt32 = try section.next()
    let threshold: UInt32 = try section.next()
    try section.end()
    if let activation {
      limiter.emergency = EmergencyProfile(
        id: id, activationTime: activation, durationSeconds: duration, thresholdWatts: threshold)
    }
    return limiter
  }

  private static func localPort(
    _ section: consuming Section
  ) throws(ParameterFault) -> LocalPortParameters {
    let mode: LocalPortParameters.Mode
    switch try section.next() as UInt8 {
    case PortCode.p1: mode = .p1
    case PortCode.iec62056: mode = .iec62056
    default: throw .outOfRange(.localPortMode)
    }
    guard let speed = LineSpeed(code: try section.next()) else {
      throw .outOfRange(.localPortMode)
    }
    var manufacturer = FixedBytes<3>()
    for _ in 0..<3 { manufacturer.append(try section.next()) }
    var port = LocalPortParameters(
      mode: mode, manufacturer: manufacturer,
      identification: try section.text(.localPortIdentification))
    port.proposedSpeed = speed
    port.address = try section.text(.localPortAddress)
    try section.end()
    return port
  }
}
