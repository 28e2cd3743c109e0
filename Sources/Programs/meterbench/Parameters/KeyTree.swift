// SPDX-License-Identifier: Apache-2.0

import Yams

/// Which keys a parameter file may have, and where.
indirect enum KeyTree: Sendable {
  case value
  case group([String: KeyTree])
  case list(KeyTree)

  /// Every key at its place.
  static let parameters = KeyTree.group([
    "frontEnd": frontEnd, "declaredVolts": .value, "impulsesPerKilowattHour": .value,
    "saveMilliseconds": .value, "demand": .values("minutes", "parts"),
    "loadProfile": .group(["minutes": .value, "channels": .list(.value)]), "zone": .value,
    "tariff": .group([
      "defaultTier": .value, "activationTime": .value, "active": calendar, "passive": calendar,
    ]),
    "limiter": limiter,
    "localPort": .values(
      "mode", "manufacturer", "identification", "address", "proposedBitsPerSecond"),
    "supply": .value, "serialNumber": .value, "deliveryPoint": .value,
    "availablePowerWatts": .value, "powerThresholdWatts": .value,
    "clock": .values("earliest", "latest", "stepMilliseconds"),
    "lines": .value,
  ])

  private static let frontEnd = KeyTree.group([
    "setsPerSecond": .value, "nominalFrequencyHertz": .value, "nominalVolts": .value,
    "isCalibrated": .value, "calibrationDegreesCelsius": .value, "startingAmperes": .value,
    "amplifiedPeakMaxCounts": .value, "voltage": channel("microvoltsPerCount"),
    "current": current, "currentAmplified": current,
  ])

  private static let current = channel(
    "microamperesPerCount",
    ["curve": .list(.values("amperes", "gainBillionths", "delayNanoseconds"))])

  private static func channel(_ gain: String, _ more: [String: KeyTree] = [:]) -> KeyTree {
    .group(
      [
        gain: .value, "delayNanoseconds": .value, "noiseVariance65536ths": .value,
        "gainBillionthsPerKelvin": .value, "peakMaxCounts": .value,
      ].merging(more) { first, _ in first })
  }

  private static let calendar = KeyTree.group([
    "name": .value, "seasons": .list(.values("name", "start", "week")),
    "weeks": .list(.group(["name": .value, "days": .list(.value)])),
    "days": .list(.group(["id": .value, "actions": .list(.values("at", "tier"))])),
    "specialDays": .list(.values("date", "day")),
  ])

  private static let limiter = KeyTree.group([
    "thresholdNormalWatts": .value, "minOverThresholdDurationSeconds": .value,
    "openDelaySeconds": .value, "minUnderThresholdDurationSeconds": .value,
    "reconnect": .values("afterSeconds", "perDayMax"),
    "emergency": .values("id", "activationTime", "durationSeconds", "thresholdWatts"),
  ])

  private static func values(_ keys: String...) -> KeyTree {
    .group(Dictionary(uniqueKeysWithValues: keys.map { ($0, .value) }))
  }

  /// Every key of a file that is not known, each with the nearest one that is.
  func unknownKeys(in place: YAMLPlace) throws(BenchError) -> [BenchError] {
    switch self {
    case .value: return []
    case .list(let row):
      guard place.node.sequence != nil else { return [] }
      var found: [BenchError] = []
      for item in try place.list(0...Int.max - 1) { found += try row.unknownKeys(in: item) }
      return found
    case .group(let known):
      guard place.node.mapping != nil else { return [] }
      var found: [BenchError] = []
      for (key, _) in try place.pairs() {
        let name = key.string ?? ""
        if let tree = known[name], let child = try place.child(name) {
          found += try tree.unknownKeys(in: child)
        } else {
          found.append(Self.unknown(name, line: key.mark?.line, place, known.keys.sorted()))
        }
      }
      return found
    }
  }

  private static func unknown(
    _ name: String, line: Int?, _ place: YAMLPlace, _ known: [String]
  ) -> BenchError {
    let path = place.path.isEmpty ? name : "\(place.path).\(name)"
    let nearest = known.min { distance($0, name) < distance($1, name) } ?? ""
    return BenchError(
      place.file, at: .line(line ?? place.line), "unknown key \(path)",
      advice: "the nearest known one is \(nearest)")
  }

  /// How many letters must be added, taken away or replaced, whatever their case.
  static func distance(_ first: String, _ second: String) -> Int {
    let (first, second) = (Array(first.lowercased()), Array(second.lowercased()))
    var row = Array(0...second.count)
    for (index, letter) in first.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for place in second.indices {
        let replaced = diagonal + (letter == second[place] ? 0 : 1)
        diagonal = row[place + 1]
        row[place + 1] = min(replaced, row[place] + 1, diagonal + 1)
      }
    }
    return row[second.count]
  }
}
