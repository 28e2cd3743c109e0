// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import LocalPort
import Parameters
import Quantities
import Tariff

private typealias Pairs = [(key: String, value: ShownValue)]

extension MeterSettings {
  /// As a parameter file that compiles to the same content.
  var shown: ShownValue {
    var pairs: Pairs = [("frontEnd", frontEnd.shown)]
    if let declaredVoltage {
      pairs.append(("declaredVolts", .decimal(declaredVoltage.microvolts, places: 6)))
    }
    pairs.append(("impulsesPerKilowattHour", .whole(Int64(impulsesPerKilowattHour))))
    pairs.append(("saveMilliseconds", .whole(Int64(saveMilliseconds))))
    pairs.append(
      (
        "demand",
        .group([
          ("minutes", .whole(Int64(demandWindow.period.rawValue))),
          ("parts", .whole(Int64(demandWindow.parts))),
        ])
      ))
    pairs.append(("loadProfile", profile.shown))
    pairs.append(("zone", .text(zone.posixText)))
    pairs.append(("tariff", tariff.shown))
    if limiter != .none { pairs.append(("limiter", limiter.shown)) }
    if let localPort { pairs.append(("localPort", localPort.shown)) }
    return .group(pairs + sitePairs)
  }

  private var sitePairs: Pairs {
    var pairs: Pairs = [
      ("supply", .word(supplyArming, in: SupplyArming.words)),
      ("serialNumber", .text(serialNumber.span)), ("deliveryPoint", .text(deliveryPoint.span)),
    ]
    pairs.append("availablePowerWatts", availablePowerWatts)
    pairs.append("powerThresholdWatts", powerThresholdWatts)
    let limits: Pairs = [
      ("earliest", .time(clock.earliest)), ("latest", .time(clock.latest)),
      ("stepMilliseconds", .whole(Int64(clock.stepMilliseconds))),
    ]
    pairs.append(("clock", .group(limits)))
    if !lines.isEmpty { pairs.append(("lines", lines.shown)) }
    return pairs
  }
}

extension ShownValue {
  /// So many units of 10^-places.
  fileprivate static func decimal(_ value: Int64, places: Int) -> ShownValue {
    .bare(ExactDecimal(mantissa: value, exponent: -places).text)
  }

  fileprivate static func time(_ utc: UTC) -> ShownValue { .text(EventList.utc(utc)) }

  fileprivate static func text(_ bytes: Span<UInt8>) -> ShownValue {
    .text(String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self))
  }

  fileprivate static func word<T: Equatable>(
    _ value: T, in words: [(word: String, value: T)]
  ) -> ShownValue {
    .bare(words.first { $0.value == value }?.word ?? "")
  }
}

extension Pairs {
  fileprivate mutating func append(_ key: String, _ number: UInt32?) {
    if let number { append((key, .whole(Int64(number)))) }
  }
}

extension FrontEnd {
  fileprivate var shown: ShownValue {
    var pairs: Pairs = [
      ("setsPerSecond", .bare(rate.written)),
      ("nominalFrequencyHertz", .whole(Int64(nominalFrequency.rawValue))),
      ("nominalVolts", .decimal(nominalVoltage.microvolts, places: 6)),
      ("isCalibrated", .flag(isCalibrated)),
      ("calibrationDegreesCelsius", .decimal(Int64(calibrationMillidegrees), places: 3)),
    ]
    if let startingCurrent {
      pairs.append(("startingAmperes", .decimal(startingCurrent.microamperes, places: 6)))
    }
    pairs.append(("amplifiedPeakMaxCounts", .whole(Int64(amplifiedPeakMax))))
    pairs.append(("voltage", voltage.shown(gain: "microvoltsPerCount")))
    pairs.append(("current", current.shown(gain: "microamperesPerCount")))
    if let currentAmplified {
      pairs.append(("currentAmplified", currentAmplified.shown(gain: "microamperesPerCount")))
    }
    return .group(pairs)
  }
}

extension Channel {
  fileprivate func shown(gain name: String) -> ShownValue {
    var pairs: Pairs = [
      (name, .bare(gain.written)), ("delayNanoseconds", .whole(delayNanoseconds)),
      ("noiseVariance65536ths", .whole(noiseVariance)),
      ("gainBillionthsPerKelvin", .whole(Int64(gainBillionthsPerKelvin))),
      ("peakMaxCounts", .whole(Int64(peakMax))),
    ]
    let points = (0..<curve.count).map { index -> ShownValue in
      .group([
        ("amperes", .decimal(curve[index].current.microamperes, places: 6)),
        ("gainBillionths", .whole(Int64(curve[index].gainBillionths))),
        ("delayNanoseconds", .whole(Int64(curve[index].delayNanoseconds))),
      ])
    }
    if !points.isEmpty { pairs.append(("curve", .list(points))) }
    return .group(pairs)
  }
}

extension ProfileParameters {
  fileprivate var shown: ShownValue {
    let all = channels.indices.map { ShownValue.word(channels[$0], in: ProfileChannel.words) }
    return .group([("minutes", .whole(Int64(minutes))), ("channels", .list(all))])
  }
}

extension LimiterSettings {
  fileprivate var shown: ShownValue {
    var pairs: Pairs = []
    pairs.append("thresholdNormalWatts", thresholdNormalWatts)
    pairs.append("minOverThresholdDurationSeconds", minOverThresholdDurationSeconds)
    pairs.append("openDelaySeconds", openDelaySeconds)
    pairs.append("minUnderThresholdDurationSeconds", minUnderThresholdDurationSeconds)
    if case .automatic(let seconds, let times) = reconnect {
      let policy: Pairs = [
        ("afterSeconds", .whole(Int64(seconds))), ("perDayMax", .whole(Int64(times))),
      ]
      pairs.append(("reconnect", .group(policy)))
    }
    if let emergency {
      let profile: Pairs = [
        ("id", .whole(Int64(emergency.id))), ("activationTime", .time(emergency.activationTime)),
        ("durationSeconds", .whole(Int64(emergency.durationSeconds))),
        ("thresholdWatts", .whole(Int64(emergency.thresholdWatts))),
      ]
      pairs.append(("emergency", .group(profile)))
    }
    return .group(pairs)
  }
}

extension LocalPortParameters {
  fileprivate var shown: ShownValue {
    .group([
      ("mode", .word(mode, in: Mode.words)), ("manufacturer", .text(manufacturer.span)),
      ("identification", .text(identification.span)), ("address", .text(address.span)),
      ("proposedBitsPerSecond", .whole(Int64(proposedSpeed.bitsPerSecond))),
    ])
  }
}
