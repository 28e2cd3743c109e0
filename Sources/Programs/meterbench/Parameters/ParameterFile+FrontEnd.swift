// SPDX-License-Identifier: Apache-2.0

import Quantities
import Recording

extension FrontEnd {
  init(_ place: YAMLPlace) throws(BenchError) {
    let microvolts = RecordingFormat.nominalVoltageMax
    self.init(
      rate: try place.need("setsPerSecond").ratio(),
      voltage: try Channel(try place.need("voltage"), gain: "microvoltsPerCount"),
      current: try Channel(try place.need("current"), gain: "microamperesPerCount"),
      nominalFrequency: try place.need("nominalFrequencyHertz").choice([
        ("50", .hertz50), ("60", .hertz60),
      ]),
      nominalVoltage: Voltage(
        microvolts: try place.need("nominalVolts").decimal(places: 6, 1...microvolts)))
    isCalibrated = try place.need("isCalibrated").choice([("true", true), ("false", false)])
    if let amplified = try place.child("currentAmplified") {
      currentAmplified = try Channel(amplified, gain: "microamperesPerCount")
    }
    amplifiedPeakMax =
      try place.child("amplifiedPeakMaxCounts")?.whole(0...RecordingFormat.codeMax) ?? 0
    if let temperature = try place.child("calibrationDegreesCelsius") {
      let range = TemperatureLimits.millidegreesMin...TemperatureLimits.millidegreesMax
      calibrationMillidegrees = Int32(
        try temperature.decimal(
          places: 3, Int64(range.lowerBound)...Int64(range.upperBound)))
    }
    if let starting = try place.child("startingAmperes") {
      startingCurrent = Current(microamperes: try starting.decimal(places: 6, 1...Int64.max))
    }
  }
}

extension Channel {
  /// No set lasts longer. Unit: nanoseconds.
  private static let delayMax: Int64 = 1_000_000_000

  fileprivate init(_ place: YAMLPlace, gain: String) throws(BenchError) {
    self.init(
      gain: try place.need(gain).ratio(),
      delayNanoseconds: try place.child("delayNanoseconds")?.whole(-Self.delayMax...Self.delayMax)
        ?? 0)
    if let noise = try place.child("noiseVariance65536ths") {
      noiseVariance = try noise.whole(0...RecordingFormat.noiseVarianceMax)
    }
    if let perKelvin = try place.child("gainBillionthsPerKelvin") {
      let most = RecordingFormat.gainBillionthsPerKelvinMax
      gainBillionthsPerKelvin = try perKelvin.whole(-most...most)
    }
    if let peak = try place.child("peakMaxCounts") {
      peakMax = try peak.whole(0...RecordingFormat.codeMax)
    }
    for point in try place.child("curve")?.list(0...CalibrationCurve.pointsMax) ?? [] {
      guard curve.add(try CalibrationPoint(point)) else {
        throw point.wrong(
          "this point is not above the last", advice: "order the points by their current")
      }
    }
  }
}

extension CalibrationPoint {
  fileprivate init(_ place: YAMLPlace) throws(BenchError) {
    let gainMax = CalibrationCurve.gainBillionthsMax
    let delayMax = CalibrationCurve.delayNanosecondsMax
    self.init(
      current: Current(
        microamperes: try place.need("amperes").decimal(places: 6, 0...Int64.max)),
      gainBillionths: try place.need("gainBillionths").whole(-gainMax...gainMax),
      delayNanoseconds: try place.need("delayNanoseconds").whole(-delayMax...delayMax))
  }
}
