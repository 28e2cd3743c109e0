// SPDX-License-Identifier: Apache-2.0

import Bytes
import LocalPort
import Quantities
import Recording
import Tariff

extension MeterSettings {
  /// The first key whose value is outside its range; nil where all are inside.
  public var keyOutOfRange: ParameterKey? {
    measurementOutOfRange ?? tariffOutOfRange ?? limiter.keyOutOfRange
      ?? localPort?.keyOutOfRange ?? siteOutOfRange ?? clockOutOfRange
  }

  /// The front end as the head of a recording has it, with codes of the metrology's width.
  var recordingHead: RecordingHead {
    RecordingHead(frontEnd: frontEnd, station: FixedBytes(), sampleWidth: .four)
  }

  private var measurementOutOfRange: ParameterKey? {
    if let field = recordingHead.fieldOutOfRange { return .frontEnd(field) }
    if let declaredVoltage,
      !ParameterLimits.declaredMicrovolts.contains(declaredVoltage.microvolts)
    {
      return .declaredVoltage
    }
    guard ParameterLimits.impulsesPerKilowattHour.contains(impulsesPerKilowattHour) else {
      return .impulsesPerKilowattHour
    }
    return ParameterLimits.saveMilliseconds.contains(saveMilliseconds) ? nil : .saveMilliseconds
  }

  private var tariffOutOfRange: ParameterKey? {
    guard let time = tariff.activationTime else { return nil }
    // A time that nothing waits for was meant for a calendar that was forgotten.
    return time.isBelievable && tariff.passive != nil ? nil : .activationTime
  }

  private var siteOutOfRange: ParameterKey? {
    guard serialNumber.span.isPrintable else { return .serialNumber }
    guard deliveryPoint.span.isPrintable else { return .deliveryPoint }
    guard availablePowerWatts.isInRange else { return .availablePower }
    return powerThresholdWatts.isInRange ? nil : .powerThreshold
  }

  private var clockOutOfRange: ParameterKey? {
    guard clock.earliest.isBelievable else { return .clockEarliest }
    guard clock.latest.isBelievable,
      clock.latest.milliseconds > clock.earliest.milliseconds
    else { return .clockLatest }
    return ParameterLimits.stepMilliseconds.contains(clock.stepMilliseconds) ? nil : .clockStep
  }
}

extension LimiterSettings {
  fileprivate var keyOutOfRange: ParameterKey? {
    guard thresholdNormalWatts.isInRange else { return .limiterThreshold }
    let durations = ParameterLimits.limiterSeconds
    guard durations.contains(minOverThresholdDurationSeconds),
      durations.contains(openDelaySeconds), durations.contains(minUnderThresholdDurationSeconds)
    else { return .limiterDuration }
    if case .automatic(let seconds, let times) = reconnect {
      guard durations.contains(seconds), ParameterLimits.reconnectionsPerDay.contains(times) else {
        return .limiterReconnect
      }
    }
    guard let emergency else { return nil }
    return emergency.activationTime.isBelievable
      && ParameterLimits.emergencySeconds.contains(emergency.durationSeconds)
      && ParameterLimits.watts.contains(emergency.thresholdWatts) ? nil : .limiterEmergency
  }
}

extension LocalPortParameters {
  /// Source: [IEC 62056-21] identification message and device address.
  fileprivate var keyOutOfRange: ParameterKey? {
    guard proposedSpeed.code != nil else { return .localPortMode }
    guard manufacturer.count == 3, manufacturer.span.holdsOnly(isLetter) else {
      return .localPortManufacturer
    }
    guard identification.count > 0, identification.span.isPrintable,
      identification.span.holdsOnly({ !($0 == 0x2F || $0 == 0x21 || $0 == 0x5C) })
    else { return .localPortIdentification }
    guard address.span.holdsOnly({ isLetter($0) || 0x30...0x39 ~= $0 || $0 == 0x20 }) else {
      return .localPortAddress
    }
    return nil
  }
}

private func isLetter(_ byte: UInt8) -> Bool {
  0x41...0x5A ~= byte || 0x61...0x7A ~= byte
}

extension Span<UInt8> {
  /// ASCII without controls.
  fileprivate var isPrintable: Bool { holdsOnly { 0x20...0x7E ~= $0 } }

  fileprivate func holdsOnly(_ isAllowed: (UInt8) -> Bool) -> Bool {
    for index in indices where !isAllowed(self[index]) { return false }
    return true
  }
}

extension UInt32? {
  /// Whether it is nothing, or a power.
  fileprivate var isInRange: Bool { map { ParameterLimits.watts.contains($0) } ?? true }
}

extension UTC {
  fileprivate var isBelievable: Bool { ParameterLimits.utcMilliseconds.contains(milliseconds) }
}
