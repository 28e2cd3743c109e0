// SPDX-License-Identifier: Apache-2.0

import LocalPort
import Parameters
import Recording
import Tariff

extension LimiterSettings {
  init(_ place: YAMLPlace) throws(BenchError) {
    let seconds = ParameterLimits.limiterSeconds
    self.init(
      thresholdNormalWatts: try place.child("thresholdNormalWatts")?.watts(),
      minOverThresholdDurationSeconds:
        try place.child("minOverThresholdDurationSeconds")?.whole(seconds) ?? 0,
      openDelaySeconds: try place.child("openDelaySeconds")?.whole(seconds) ?? 0,
      minUnderThresholdDurationSeconds:
        try place.child("minUnderThresholdDurationSeconds")?.whole(seconds) ?? 0)
    if let policy = try place.child("reconnect") {
      reconnect = .automatic(
        afterSeconds: try policy.need("afterSeconds").whole(seconds),
        perDayMax: try policy.need("perDayMax").whole(ParameterLimits.reconnectionsPerDay))
    }
    if let profile = try place.child("emergency") {
      emergency = EmergencyProfile(
        id: try profile.need("id").whole(0...UInt16.max),
        activationTime: try profile.need("activationTime").time(),
        durationSeconds:
          try profile.need("durationSeconds").whole(ParameterLimits.emergencySeconds),
        thresholdWatts: try profile.need("thresholdWatts").watts())
    }
  }
}

extension LocalPortParameters {
  init(_ place: YAMLPlace) throws(BenchError) {
    self.init(
      mode: try place.need("mode").choice(Mode.words),
      manufacturer: try place.need("manufacturer").fixed(3...3),
      identification: try place.need("identification").fixed(1...16))
    address = try place.child("address")?.fixed(0...32) ?? address
    if let speed = try place.child("proposedBitsPerSecond") {
      proposedSpeed = try speed.choice(LineSpeed.words)
    }
  }
}

extension LocalPortParameters.Mode {
  /// As they are written.
  static let words: [(word: String, value: Self)] = [("p1", .p1), ("iec62056", .iec62056)]
}

extension LineSpeed {
  /// As they are written: those that mode C has a code for.
  static let words: [(word: String, value: LineSpeed)] = (0x30...0x36).compactMap {
    LineSpeed(code: $0)
  }.map { ("\($0.bitsPerSecond)", $0) }
}

extension YAMLPlace {
  /// What the firmware would refuse, at the key's line.
  func wrong(_ key: ParameterKey) throws(BenchError) -> BenchError {
    let (path, advice) = key.place
    var place = self
    for name in path { place = try place.child(name) ?? place }
    return place.wrong("the meter refuses it", advice: advice)
  }
}

extension ParameterKey {
  /// The keys to it, and what to do. The reader has judged most before.
  fileprivate var place: (path: [String], advice: String) {
    switch self {
    case .frontEnd(let field): (["frontEnd"] + field.path, field.advice)
    case .activationTime:
      (["tariff", "activationTime"], "give the passive calendar that it is for, or leave it out")
    case .clockLatest: (["clock", "latest"], "write a time after the earliest")
    case .localPortManufacturer: (["localPort", "manufacturer"], "write three letters")
    case .localPortIdentification:
      (["localPort", "identification"], "write it without /, ! and \\")
    case .localPortAddress: (["localPort", "address"], "write letters, digits and spaces")
    default: ([], "\(self) is out of its range")
    }
  }
}

extension RecordingField {
  fileprivate var path: [String] {
    switch self {
    case .rate: ["setsPerSecond"]
    case .voltage: ["voltage"]
    case .current: ["current"]
    case .currentAmplified: ["currentAmplified"]
    case .curve: ["voltage", "curve"]
    default: []
    }
  }

  fileprivate var advice: String {
    switch self {
    case .rate: "write 1 to 10000000 sets a second"
    case .voltage, .current, .currentAmplified:
      "its delay must be below one set, and 2^23 counts times its gain, and times the voltage's, "
        + "below 2^62 millionths"
    case .curve: "only a current has a curve"
    default: "\(self) is out of its range"
    }
  }
}
