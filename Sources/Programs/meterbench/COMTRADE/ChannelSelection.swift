// SPDX-License-Identifier: Apache-2.0

/// What a person asked for on the command line.
struct ChannelWishes: Equatable, Sendable {
  /// A channel's name or number; nil takes the first in volts.
  var voltage: String?
  /// A channel's name or number; nil takes the first in amperes.
  var current: String?
  /// Whether values of secondary circuits are multiplied by their transformer's ratio.
  var isPrimary = false
  /// The network's nominal voltage, for records cannot say it. Unit: volts.
  var nominalVolts: Double?

  /// Refuses options where nothing is chosen from the channels of a COMTRADE record.
  func checkUnused(_ source: String) throws(BenchError) {
    let given = [
      ("--voltage", voltage != nil), ("--current", current != nil), ("--primary", isPrimary),
      ("--nominal-voltage", nominalVolts != nil),
    ]
    guard let option = given.first(where: \.1)?.0 else { return }
    throw BenchError(.usage, source, "\(option) is for COMTRADE records only")
  }
}

/// A channel and how its unit turns into microvolts or microamperes.
struct SelectedChannel: Equatable {
  var channel: AnalogChannel
  var microPlaces: Int
}

/// The two channels of a record that are measured.
struct ChannelSelection: Equatable {
  var voltage: SelectedChannel
  var current: SelectedChannel

  /// Finds the channels by wish, else the first of each unit.
  init(_ configuration: COMTRADEConfiguration, _ wishes: ChannelWishes) throws(BenchError) {
    voltage = try ChannelSelection.find(.voltage, wishes.voltage, configuration)
    current = try ChannelSelection.find(.current, wishes.current, configuration)
  }

  private static func find(
    _ quantity: ChannelUnit.Quantity, _ wish: String?, _ configuration: COMTRADEConfiguration
  ) throws(BenchError) -> SelectedChannel {
    let option = quantity == .voltage ? "--voltage" : "--current"
    guard let wish else {
      for channel in configuration.channels {
        guard let unit = ChannelUnit(channel.unit), unit.quantity == quantity else { continue }
        return SelectedChannel(channel: channel, microPlaces: unit.microPlaces)
      }
      let letter = quantity == .voltage ? "volts" : "amperes"
      throw BenchError(
        configuration.file, "no channel is in \(letter)",
        advice: "name one with \(option); \(list(configuration))")
    }
    let named =
      configuration.channels.first { $0.name == wish }
      ?? configuration.channels.first { String($0.index) == wish }
    guard let channel = named else {
      throw BenchError(
        .usage, configuration.file, "there is no channel \"\(wish)\" for \(option)",
        advice: list(configuration))
    }
    return SelectedChannel(channel: channel, microPlaces: try places(channel, configuration))
  }

  /// A channel named by a person may have no unit: then volts or amperes are meant.
  private static func places(
    _ channel: AnalogChannel, _ configuration: COMTRADEConfiguration
  ) throws(BenchError) -> Int {
    if channel.unit.isEmpty { return 6 }
    guard let unit = ChannelUnit(channel.unit) else {
      throw BenchError(
        configuration.file, at: .line(channel.line),
        "channel \"\(channel.name)\" is in \"\(channel.unit)\", not in volts or amperes")
    }
    return unit.microPlaces
  }

  private static func list(_ configuration: COMTRADEConfiguration) -> String {
    if configuration.channels.isEmpty { return "the record has no analog channel" }
    let all = configuration.channels.map { "\($0.index) \($0.name) [\($0.unit)]" }
    return "there are " + all.joined(separator: ", ")
  }
}
