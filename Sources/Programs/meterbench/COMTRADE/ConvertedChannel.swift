// SPDX-License-Identifier: Apache-2.0

import Quantities
import Recording

/// One channel in the meter's form: codes of at most 24 bits and an exact gain.
///
/// The rule, for a value a·x + b of the record:
/// - x is an integer for all samples, b is zero or a whole multiple k of a, and every |x + k| is at
///   most 2²³: the code is x + k and the gain is |a| exactly as written, in microvolts or
///   microamperes per count. A negative a negates the codes.
/// - Otherwise the codes are the values over a gain of 15 decimal digits that takes the largest
///   |value| to 2²³ - 1, rounded to nearest.
///
/// Values are as stored. With `--primary`, the gain of a channel marked S is multiplied by its
/// transformer's ratio.
struct ConvertedChannel: Equatable {
  var codes: [Int32]
  var gain: Ratio
  var isRescaled: Bool
}

extension ConvertedChannel {
  static let rescaledMax = 8_388_607.0

  /// Converts one column.
  init(
    _ column: SampleColumn, _ selected: SelectedChannel, file: String, isPrimary: Bool
  ) throws(BenchError) {
    let channel = selected.channel
    let ratio = isPrimary && channel.isSecondary ? channel.transformer : nil
    if isPrimary, channel.isSecondary, ratio == nil {
      throw BenchError(
        file, at: .line(channel.line), "channel \"\(channel.name)\" has no transformer ratio",
        advice: "leave --primary out")
    }
    let kept = ConvertedChannel.kept(column, channel)
    let scaled = kept ?? ConvertedChannel.rescaled(column, channel)
    guard let scaled, let gain = Ratio(scaled.gain.shifted(selected.microPlaces)),
      let whole = ratio.map({ gain.multiplied(by: $0) }) ?? gain
    else {
      throw BenchError(
        file, at: .line(channel.line),
        "channel \"\(channel.name)\" has values no meter could have: check a, b and the unit")
    }
    self.init(codes: scaled.codes, gain: whole, isRescaled: kept == nil)
  }

  private typealias Scaled = (codes: [Int32], gain: ExactDecimal)

  private static func kept(_ column: SampleColumn, _ channel: AnalogChannel) -> Scaled? {
    guard case .counts(let counts) = column, let shift = wholeShift(channel) else { return nil }
    let sign: Int64 = channel.multiplier.mantissa < 0 ? -1 : 1
    let most = Int64(RecordingFormat.codeMax)
    var codes: [Int32] = []
    codes.reserveCapacity(counts.count)
    for count in counts {
      let code = (Int64(count) + shift) * sign
      guard code.magnitude <= UInt64(most) else { return nil }
      codes.append(Int32(code))
    }
    let multiplier = channel.multiplier
    let gain = ExactDecimal(
      mantissa: Int64(multiplier.mantissa.magnitude), exponent: multiplier.exponent)
    return (codes, gain)
  }

  /// b over a where that is a whole number below 2³², else nil.
  private static func wholeShift(_ channel: AnalogChannel) -> Int64? {
    let (a, b) = (channel.multiplier, channel.offset)
    if b.mantissa == 0 { return 0 }
    let places = b.exponent - a.exponent
    guard abs(places) <= ExactDecimal.digitsMax else { return nil }
    let above = Int128(b.mantissa) * ExactDecimal.power(max(0, places))
    let below = Int128(a.mantissa) * ExactDecimal.power(max(0, -places))
    guard above % below == 0 else { return nil }
    let shift = above / below
    return shift.magnitude < 1 << 32 ? Int64(shift) : nil
  }

  private static func rescaled(_ column: SampleColumn, _ channel: AnalogChannel) -> Scaled? {
    let (a, b) = (channel.multiplier.double, channel.offset.double)
    let values: [Double]
    switch column {
    case .counts(let counts): values = counts.map { a * Double($0) + b }
    case .numbers(let numbers): values = numbers.map { a * $0 + b }
    }
    guard let most = values.map(\.magnitude).max(), most.isFinite else { return nil }
    guard most > 0 else { return ([Int32](repeating: 0, count: values.count), unit) }
    guard let gain = fifteenDigits(most / rescaledMax) else { return nil }
    let step = gain.double
    let codes = values.map { max(-rescaledMax, min(rescaledMax, ($0 / step).rounded())) }
    return (codes.map { Int32($0) }, gain)
  }

  /// The gain of a channel that is zero throughout: one of its units per count.
  private static let unit = ExactDecimal(mantissa: 1, exponent: 0)

  private static func fifteenDigits(_ value: Double) -> ExactDecimal? {
    guard var decimal = ExactDecimal("\(value)") else { return nil }
    while decimal.mantissa >= 1_000_000_000_000_000 {
      decimal.mantissa = decimal.mantissa.roundedQuotient(10)
      decimal.exponent += 1
    }
    return decimal
  }
}
