// SPDX-License-Identifier: Apache-2.0

import Quantities

extension Waveform {
  static let nominalVolts50 = 230.0
  static let nominalVolts60 = 120.0
  static let nominalVoltsMax = 1_000_000.0

  /// Brings a COMTRADE record into the meter's form.
  init(
    _ configuration: COMTRADEConfiguration, _ selection: ChannelSelection, _ table: SampleTable,
    _ wishes: ChannelWishes
  ) throws(BenchError) {
    let file = configuration.file
    let isPrimary = wishes.isPrimary
    let voltage = try ConvertedChannel(
      table.voltage, selection.voltage, file: file, isPrimary: isPrimary)
    let current = try ConvertedChannel(
      table.current, selection.current, file: file, isPrimary: isPrimary)
    let rate = try StampedRate.rate(table.stamps, configuration)
    frontEnd = FrontEnd(
      rate: rate,
      voltage: try Waveform.channel(voltage, selection.voltage.channel, rate, file),
      current: try Waveform.channel(current, selection.current.channel, rate, file),
      nominalFrequency: configuration.nominalFrequency,
      nominalVoltage: try Waveform.nominal(wishes, configuration))
    station = configuration.station
    start = configuration.start
    sets = zip(voltage.codes, current.codes).map { SampleSet(voltage: $0, current: $1) }
  }

  private static func channel(
    _ converted: ConvertedChannel, _ channel: AnalogChannel, _ rate: Ratio, _ file: String
  ) throws(BenchError) -> Channel {
    let delay = channel.skewMicroseconds.shifted(3).double.rounded()
    guard delay.magnitude * rate.double < 1e9, delay.magnitude < 1e18 else {
      throw BenchError(
        file, at: .line(channel.line),
        "channel \"\(channel.name)\" is skewed by a whole sample or more")
    }
    return Channel(gain: converted.gain, delayNanoseconds: Int64(delay))
  }

  private static func nominal(
    _ wishes: ChannelWishes, _ configuration: COMTRADEConfiguration
  ) throws(BenchError) -> Voltage {
    let usual = configuration.nominalFrequency == .hertz50 ? nominalVolts50 : nominalVolts60
    let volts = wishes.nominalVolts ?? usual
    guard volts >= 1, volts <= nominalVoltsMax else {
      throw BenchError(
        .usage, configuration.file, "a nominal voltage of \(volts) V is not from 1 to 1,000,000")
    }
    return Voltage(microvolts: Int64((volts * 1e6).rounded()))
  }
}

/// The rate of a record, which may have only time stamps.
enum StampedRate {
  /// The declared rate; where there is none, samples between the first and the last stamp over
  /// the time between them.
  ///
  /// - Errors: a stamp that is missing or more than one unit from an even grid.
  static func rate(
    _ stamps: [UInt32?], _ configuration: COMTRADEConfiguration
  ) throws(BenchError) -> Ratio {
    if let declared = configuration.rate { return declared }
    let line = BenchError.Place.line(configuration.rateLine)
    guard stamps.count > 1, let first = stamps[0], let last = stamps[stamps.count - 1],
      last > first
    else {
      throw BenchError(
        configuration.file, at: line, "there is no sampling rate, and the time stamps give none")
    }
    try check(stamps, first, Double(last - first) / Double(stamps.count - 1), configuration)
    let unit = Ratio(configuration.stampNanoseconds)
    let intervals = Ratio(Int64(stamps.count - 1) * 1_000_000_000, over: Int64(last - first))
    guard let unit, let inverse = Ratio(unit.denominator, over: unit.numerator),
      let rate = intervals?.multiplied(by: inverse)
    else {
      throw BenchError(configuration.file, "the time stamps' multiplier is out of range")
    }
    return rate
  }

  private static func check(
    _ stamps: [UInt32?], _ first: UInt32, _ step: Double,
    _ configuration: COMTRADEConfiguration
  ) throws(BenchError) {
    for (row, stamp) in stamps.enumerated() {
      let expected = Double(first) + Double(row) * step
      guard let stamp, (Double(stamp) - expected).magnitude <= 1 else {
        throw BenchError(
          configuration.file, at: .line(configuration.rateLine),
          "sample \(row + 1) is not where an even rate would have it",
          advice: "records without a declared rate are read where their samples are evenly spaced")
      }
    }
  }
}
