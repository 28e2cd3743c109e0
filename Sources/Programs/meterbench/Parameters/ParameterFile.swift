// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import LocalPort
import Parameters
import Quantities
import Tariff

/// What is wrong in a parameter file, one error a place.
struct ParameterFindings: Error {
  let errors: [BenchError]
}

/// A meter's parameters as a person writes them.
struct ParameterFile {
  /// Bytes of the longest file that is read.
  static let bytesMax = 262_144

  /// What it says.
  let settings: MeterSettings

  /// Reads a file.
  ///
  /// - Errors: `ParameterFindings` with all unknown keys, else with the first wrong value.
  init(_ path: String) throws {
    let bytes = try Files.read(path, most: Self.bytesMax)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw BenchError(path, "it is not UTF-8 text", advice: "is it a block? `show` reads those")
    }
    let root = try YAMLPlace(file: path, text: text)
    _ = try root.pairs()
    let unknown = try KeyTree.parameters.unknownKeys(in: root)
    guard unknown.isEmpty else { throw ParameterFindings(errors: unknown) }
    settings = try Self.settings(root)
    if let key = settings.keyOutOfRange { throw try root.wrong(key) }
  }

  private static func settings(_ root: YAMLPlace) throws(BenchError) -> MeterSettings {
    var settings = MeterSettings(
      frontEnd: try FrontEnd(try root.need("frontEnd")),
      clock: try ClockLimits(try root.need("clock")))
    if let place = try root.child("declaredVolts") {
      let range = ParameterLimits.declaredMicrovolts
      settings.declaredVoltage = Voltage(microvolts: try place.decimal(places: 6, range))
    }
    if let place = try root.child("impulsesPerKilowattHour") {
      settings.impulsesPerKilowattHour = try place.whole(ParameterLimits.impulsesPerKilowattHour)
    }
    if let place = try root.child("saveMilliseconds") {
      settings.saveMilliseconds = try place.whole(ParameterLimits.saveMilliseconds)
    }
    if let place = try root.child("demand") { settings.demandWindow = try DemandWindow(place) }
    if let place = try root.child("loadProfile") {
      settings.profile = try ProfileParameters(written: place)
    }
    if let place = try root.child("zone") { settings.zone = try ZoneRules(place) }
    if let place = try root.child("tariff") { settings.tariff = try TariffTables(place) }
    if let place = try root.child("limiter") { settings.limiter = try LimiterSettings(place) }
    if let place = try root.child("localPort") {
      settings.localPort = try LocalPortParameters(place)
    }
    try readSite(root, &settings)
    if let place = try root.child("lines") {
      settings.lines = try LineTable(place, rate: settings.frontEnd.rate)
    }
    return settings
  }

  private static func readSite(
    _ root: YAMLPlace, _ settings: inout MeterSettings
  ) throws(BenchError) {
    if let place = try root.child("supply") {
      settings.supplyArming = try place.choice(SupplyArming.words)
    }
    if let place = try root.child("serialNumber") {
      settings.serialNumber = try place.fixed(0...ParameterLimits.serialNumberBytesMax)
    }
    if let place = try root.child("deliveryPoint") {
      settings.deliveryPoint = try place.fixed(0...ParameterLimits.deliveryPointBytesMax)
    }
    settings.availablePowerWatts = try root.child("availablePowerWatts")?.watts()
    settings.powerThresholdWatts = try root.child("powerThresholdWatts")?.watts()
  }
}

extension YAMLPlace {
  /// Text with room for it.
  func fixed<let capacity: Int>(
    _ length: ClosedRange<Int>
  ) throws(BenchError) -> FixedBytes<capacity> {
    var fixed = FixedBytes<capacity>()
    for byte in try text(length) { fixed.append(byte) }
    return fixed
  }

  /// A power of contract or limiter.
  func watts() throws(BenchError) -> UInt32 { try whole(ParameterLimits.watts) }
}

extension SupplyArming {
  /// As they are written.
  static let words: [(word: String, value: SupplyArming)] = [
    ("armed", .armed), ("link-key", .linkKeyOnly), ("unarmed", .unarmed),
  ]
}

extension ClockLimits {
  fileprivate init(_ place: YAMLPlace) throws(BenchError) {
    self.init(
      earliest: try place.need("earliest").time(), latest: try place.need("latest").time(),
      stepMilliseconds: try place.need("stepMilliseconds").whole(ParameterLimits.stepMilliseconds))
  }
}

extension DemandWindow {
  fileprivate init(_ place: YAMLPlace) throws(BenchError) {
    let period: DemandPeriod = try place.need("minutes").choice([
      ("15", .minutes15), ("30", .minutes30), ("60", .minutes60),
    ])
    let parts = try place.child("parts")
    let range = 1...UInt8(Self.partsMax)
    guard let window = DemandWindow(period, parts: try parts?.whole(range) ?? 1) else {
      throw (parts ?? place).wrong(
        "so many parts are no whole minutes", advice: "write a divisor of the window's minutes")
    }
    self = window
  }

}

extension ProfileParameters {
  fileprivate init(written place: YAMLPlace) throws(BenchError) {
    let length = try place.need("minutes")
    guard var profile = ProfileParameters(minutes: try length.whole(1...60)) else {
      throw length.wrong("it does not divide the hour", advice: "write a divisor of 60")
    }
    if let list = try place.child("channels")?.list(0...Self.channelsMax) {
      for index in profile.channels.indices {
        profile.channels[index] =
          index < list.count ? try list[index].choice(ProfileChannel.words) : nil
      }
    }
    self = profile
  }
}

extension ProfileChannel {
  /// As they are written; `none` leaves a channel empty.
  static let words: [(word: String, value: ProfileChannel?)] =
    (0...11).compactMap { ProfileChannel(rawValue: $0) }.map { ("\($0)", $0) } + [("none", nil)]
}

extension ZoneRules {
  fileprivate init(_ place: YAMLPlace) throws(BenchError) {
    let text = try place.text(1...Self.textBytesMax)
    do throws(ZoneError) {
      try self.init(posix: text.span)
    } catch {
      throw place.wrong(
        "no rules of a zone: \(error.reason) at character \(error.position + 1)",
        advice: "write a POSIX TZ text such as CET-1CEST,M3.5.0,M10.5.0/3")
    }
  }
}
