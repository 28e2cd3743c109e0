// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import LocalPort
import Quantities
import Recording
import Tariff

/// Room for one section: the longest is a calendar.
private typealias SectionBytes = FixedBytes<1024>

extension MeterSettings {
  /// The sections with these settings. Range: settings without a `keyOutOfRange`.
  var content: ParameterBytes {
    var content = ParameterBytes()
    content.append(.frontEnd, frontEndSection)
    content.append(.measurement, measurementSection)
    content.append(.registration, registrationSection)
    content.append(.zone, zoneSection)
    content.append(.tariff, tariffSection)
    if let active = tariff.active { content.append(.activeCalendar, Self.section(active)) }
    if let passive = tariff.passive { content.append(.passiveCalendar, Self.section(passive)) }
    content.append(.limiter, limiter.section)
    if let localPort { content.append(.localPort, localPort.section) }
    content.append(.supply, supplySection)
    content.append(.identity, identitySection)
    content.append(.contract, contractSection)
    content.append(.clock, clockSection)
    if !lines.isEmpty { content.append(.lines, linesSection) }
    return content
  }

  private var frontEndSection: SectionBytes {
    var section = SectionBytes()
    recordingHead.encode(into: &section)
    return section
  }

  private var measurementSection: SectionBytes {
    var section = SectionBytes()
    section.append(littleEndian: declaredVoltage?.microvolts ?? 0)
    section.append(littleEndian: impulsesPerKilowattHour)
    section.append(littleEndian: saveMilliseconds)
    return section
  }

  private var registrationSection: SectionBytes {
    var section = SectionBytes()
    section.append(demandWindow.period.rawValue)
    section.append(demandWindow.parts)
    section.append(profile.minutes)
    for index in profile.channels.indices {
      section.append(profile.channels[index]?.rawValue ?? NoValue.channel)
    }
    return section
  }

  private var zoneSection: SectionBytes {
    var section = SectionBytes()
    section.append(littleEndian: Int16(zone.standardOffsetMinutes))
    section.append(littleEndian: Int16(zone.daylightSaving?.savingMinutes ?? 0))
    if let daylightSaving = zone.daylightSaving {
      section.append(change: daylightSaving.start)
      section.append(change: daylightSaving.end)
    }
    return section
  }

  private var tariffSection: SectionBytes {
    var section = SectionBytes()
    section.append(tariff.defaultTier.number)
    section.append(littleEndian: tariff.activationTime?.milliseconds ?? NoValue.time)
    return section
  }

  private static func section(_ calendar: TariffCalendar) -> SectionBytes {
    var section = SectionBytes()
    section.append(calendar.encoded.span)
    return section
  }

  private var supplySection: SectionBytes {
    var section = SectionBytes()
    section.append(supplyArming.rawValue)
    return section
  }

  private var identitySection: SectionBytes {
    var section = SectionBytes()
    section.append(text: serialNumber.span)
    section.append(text: deliveryPoint.span)
    return section
  }

  private var contractSection: SectionBytes {
    var section = SectionBytes()
    section.append(littleEndian: availablePowerWatts ?? 0)
    section.append(littleEndian: powerThresholdWatts ?? 0)
    return section
  }

  private var clockSection: SectionBytes {
    var section = SectionBytes()
    section.append(littleEndian: clock.earliest.milliseconds)
    section.append(littleEndian: clock.latest.milliseconds)
    section.append(littleEndian: clock.stepMilliseconds)
    return section
  }

  private var linesSection: SectionBytes {
    var section = SectionBytes()
    section.append(lines.bytes.span)
    return section
  }
}

/// What stands where there is nothing, and 0 would be something.
enum NoValue {
  static let channel: UInt8 = 0xFF
  static let time: Int64 = -1
}

/// The first byte of a yearly change.
enum ChangeCode {
  static let weekdayOfMonth: UInt8 = 0
  static let dayWithoutLeap: UInt8 = 1
  static let dayFromZero: UInt8 = 2
}

/// The first byte of the local port.
enum PortCode {
  static let p1: UInt8 = 0
  static let iec62056: UInt8 = 1
}

extension LimiterSettings {
  fileprivate var section: SectionBytes {
    var section = SectionBytes()
    section.append(littleEndian: thresholdNormalWatts ?? 0)
    section.append(littleEndian: minOverThresholdDurationSeconds)
    section.append(littleEndian: openDelaySeconds)
    section.append(littleEndian: minUnderThresholdDurationSeconds)
    var (seconds, times): (UInt32, UInt8) = (0, 0)
    if case .automatic(let after, let most) = reconnect { (seconds, times) = (after, most) }
    section.append(littleEndian: seconds)
    section.append(times)
    section.append(littleEndian: emergency?.activationTime.milliseconds ?? NoValue.time)
    section.append(littleEndian: emergency?.id ?? 0)
    section.append(littleEndian: emergency?.durationSeconds ?? 0)
    section.append(littleEndian: emergency?.thresholdWatts ?? 0)
    return section
  }
}

extension LocalPortParameters {
  fileprivate var section: SectionBytes {
    var section = SectionBytes()
    switch mode {
    case .p1: section.append(PortCode.p1)
    case .iec62056: section.append(PortCode.iec62056)
    }
    section.append(proposedSpeed.code ?? 0)
    section.append(manufacturer.span)
    section.append(text: identification.span)
    section.append(text: address.span)
    return section
  }
}

extension FixedBytes {
  fileprivate mutating func append(_ tag: ParameterFormat.Tag, _ section: SectionBytes) {
    append(tag.rawValue)
    append(littleEndian: UInt16(section.count))
    append(section.span)
  }

  fileprivate mutating func append(text: Span<UInt8>) {
    append(UInt8(text.count))
    append(text)
  }

  fileprivate mutating func append(change: YearlyChange) {
    switch change.day {
    case .weekdayOfMonth(let month, let week, let weekday):
      append(ChangeCode.weekdayOfMonth)
      append(UInt8(month))
      append(UInt8(week))
      append(weekday.rawValue)
    case .dayWithoutLeap(let day): append(ChangeCode.dayWithoutLeap, day: day)
    case .dayFromZero(let day): append(ChangeCode.dayFromZero, day: day)
    }
    append(littleEndian: Int32(change.secondsOfDay))
  }

  private mutating func append(_ code: UInt8, day: Int64) {
    append(code)
    append(littleEndian: UInt16(day))
    append(0)
  }
}
