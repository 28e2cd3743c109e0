// SPDX-License-Identifier: Apache-2.0

import Quantities

extension COMTRADEConfiguration {
  /// Reads the text of a .cfg file.
  ///
  /// - Errors: names the line. Source: [C37.111] configuration file, editions 1991, 1999, 2013.
  init(parsing text: String, file: String) throws(BenchError) {
    var lines = ConfigurationLines(text, file: file)
    self.file = file
    (station, edition) = try COMTRADEConfiguration.identity(&lines)
    let counts = try COMTRADEConfiguration.counts(&lines)
    channels = []
    for index in 1...max(1, counts.analog) where counts.analog > 0 {
      channels.append(try AnalogChannel(&lines, index: index, edition))
    }
    for index in 0..<counts.digital {
      let fields = try lines.fields(of: "digital channel \(index + 1)")
      guard fields.count >= 3 else {
        throw lines.error("a digital channel has \(fields.count) fields, not 3 or 5")
      }
    }
    digitalCount = counts.digital
    nominalFrequency = try COMTRADEConfiguration.nominal(&lines)
    (rate, sampleCount) = try COMTRADEConfiguration.rate(&lines)
    rateLine = lines.number
    let first = try lines.fields(of: "the time of the first sample")
    let firstLine = lines
    let trigger = try lines.fields(of: "the time of the trigger")
    fileType = try COMTRADEConfiguration.fileType(&lines, edition)
    let isNanoseconds = [first, trigger].contains { COMTRADETime.hasNanoseconds($0) }
    stampNanoseconds = try COMTRADEConfiguration.stamp(&lines, edition, isNanoseconds)
    let offset = try COMTRADETime.utcOffset(&lines, edition)
    start = try COMTRADETime.start(first, firstLine, edition, offset)
  }

  private static func identity(
    _ lines: inout ConfigurationLines
  ) throws(BenchError) -> (String, COMTRADE.Edition) {
    let fields = try lines.fields(of: "station, device and revision")
    guard fields.count >= 2 else {
      throw lines.error(
        "\(fields.count) field where station, device and revision should be",
        advice: "is this the .cfg file of a COMTRADE record?")
    }
    guard fields.count > 2, !fields[2].isEmpty else { return (fields[0], .year1991) }
    guard let year = Int(fields[2]), let edition = COMTRADE.Edition(rawValue: year) else {
      throw lines.error(
        "revision \"\(fields[2])\" is unknown", advice: "known are none or 1991, 1999, 2013")
    }
    return (fields[0], edition)
  }

  private static func counts(
    _ lines: inout ConfigurationLines
  ) throws(BenchError) -> (analog: Int, digital: Int) {
    let fields = try lines.fields(of: "the numbers of channels")
    guard fields.count >= 3, fields[1].last?.uppercased() == "A",
      fields[2].last?.uppercased() == "D"
    else { throw lines.error("channels are not counted as TT,nA,nD") }
    let most = COMTRADE.channelsMax
    let total = try lines.count(fields[0], "the number of channels", most: most)
    let analog = try lines.count(fields[1].dropLast(), "the analog count", most: most)
    let digital = try lines.count(fields[2].dropLast(), "the digital count", most: most)
    guard total == analog + digital else {
      throw lines.error("\(analog) analog and \(digital) digital channels are not \(total)")
    }
    return (analog, digital)
  }

  private static func nominal(
    _ lines: inout ConfigurationLines
  ) throws(BenchError) -> NominalFrequency {
    let fields = try lines.fields(of: "the nominal frequency")
    let value = try lines.decimal(fields[0], "the nominal frequency").double
    switch value {
    case 49...51: return .hertz50
    case 59...61: return .hertz60
    default:
      throw lines.error("the nominal frequency is \(fields[0]) Hz; the meter takes 50 and 60")
    }
  }

  private static func rate(
    _ lines: inout ConfigurationLines
  ) throws(BenchError) -> (Ratio?, Int?) {
    let fields = try lines.fields(of: "the number of sampling rates")
    let count = try lines.count(fields[0], "the number of rates", most: COMTRADE.ratesMax)
    var found: (rate: ExactDecimal, last: Int)?
    for section in 0..<max(1, count) {
      let fields = try lines.fields(of: "sampling rate \(section + 1)")
      guard fields.count >= 2 else { throw lines.error("a rate needs a last sample beside it") }
      let rate = try lines.decimal(fields[0], "the sampling rate")
      let last = try lines.count(fields[1], "the last sample", most: Int(UInt32.max))
      if let found, found.rate.double != rate.double {
        throw lines.error(
          "the rate changes to \(fields[0]) after sample \(found.last)",
          advice: "records of one rate are read; cut the record at that sample")
      }
      if let found, last <= found.last { throw lines.error("last samples do not increase") }
      found = (rate, last)
    }
    guard let found, count > 0 else { return (nil, found.flatMap { $0.last > 0 ? $0.last : nil }) }
    guard let ratio = Ratio(found.rate) else {
      throw lines.error("the sampling rate is not above 0")
    }
    return (ratio, found.last)
  }

  private static func fileType(
    _ lines: inout ConfigurationLines, _ edition: COMTRADE.Edition
  ) throws(BenchError) -> COMTRADE.FileType {
    let fields = try lines.fields(of: "the type of the .dat file")
    guard let type = COMTRADE.FileType(rawValue: fields[0].uppercased()) else {
      throw lines.error(
        "file type \"\(fields[0])\" is unknown",
        advice: "known are ASCII, BINARY, BINARY32, FLOAT32")
    }
    if edition != .year2013, type == .binary32 || type == .float32 {
      throw lines.error("\(type.rawValue) belongs to the 2013 edition, not \(edition.rawValue)")
    }
    return type
  }

  private static func stamp(
    _ lines: inout ConfigurationLines, _ edition: COMTRADE.Edition, _ isNanoseconds: Bool
  ) throws(BenchError) -> ExactDecimal {
    let base = isNanoseconds && edition == .year2013 ? 0 : 3
    guard edition != .year1991, !lines.isAtEnd else {
      return ExactDecimal(mantissa: 1, exponent: base)
    }
    let fields = try lines.fields(of: "the time stamps' multiplier")
    let multiplier = try lines.decimal(fields[0], "the time stamps' multiplier")
    guard multiplier.mantissa > 0 else {
      throw lines.error("the time stamps' multiplier is not above 0")
    }
    return multiplier.shifted(base)
  }
}
