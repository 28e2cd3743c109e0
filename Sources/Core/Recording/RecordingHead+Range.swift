// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

extension RecordingFormat {
  /// Sample sets a second: 1 to this.
  public static let rateMax: Int128 = 10_000_000
  /// Full scale of a channel, and of their product. Unit: microvolts, microamperes, microwatts.
  public static let fullScaleMax: Int128 = 1 << 62
  /// The nominal voltage. Unit: microvolts.
  public static let nominalVoltageMax: Int64 = 1_000_000_000_000
  /// An instant. Unit: nanoseconds; 146 years.
  public static let instantMax: UInt64 = 1 << 62
  /// The first time of day that is refused: the year 10000. Unit: milliseconds since 1970.
  public static let utcEnd: Int64 = 253_402_300_800_000
}

extension RecordingHead {
  /// The first field outside what the meter can compute with; nil where all are inside.
  public var fieldOutOfRange: RecordingField? {
    let rate = frontEnd.rate
    let (above, below) = (Int128(rate.numerator), Int128(rate.denominator))
    guard above >= below, above <= RecordingFormat.rateMax * below else { return .rate }
    guard isInRange(frontEnd.voltage) else { return .voltage }
    guard isInRange(frontEnd.current), isPowerInRange(frontEnd.current) else { return .current }
    if let amplified = frontEnd.currentAmplified {
      guard isInRange(amplified), isPowerInRange(amplified) else { return .currentAmplified }
    }
    let peak = frontEnd.amplifiedPeakMax
    guard peak >= 0, peak <= RecordingFormat.codeMax else { return .amplifiedPeakMax }
    let nominal = frontEnd.nominalVoltage.microvolts
    guard nominal > 0, nominal <= RecordingFormat.nominalVoltageMax else { return .nominalVoltage }
    return frontEnd.calibrationOutOfRange
  }

  /// Whether full scale fits, and the delay is below one set period.
  private func isInRange(_ channel: Channel) -> Bool {
    let rate = frontEnd.rate
    let delay = Int128(channel.delayNanoseconds.magnitude) * Int128(rate.numerator)
    return fullScale(channel) <= RecordingFormat.fullScaleMax
      && delay < 1_000_000_000 * Int128(rate.denominator)
  }

  private func isPowerInRange(_ current: Channel) -> Bool {
    fullScale(frontEnd.voltage) * fullScale(current) / 1_000_000 <= RecordingFormat.fullScaleMax
  }

  private func fullScale(_ channel: Channel) -> Int128 {
    Int128(sampleWidth.codeMax) * Int128(channel.gain.numerator)
      / Int128(channel.gain.denominator)
  }
}
