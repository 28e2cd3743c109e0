// SPDX-License-Identifier: Apache-2.0

import Quantities
import Recording

/// A record of one rate in the meter's form.
struct Waveform: Equatable {
  var frontEnd: FrontEnd
  var station: String
  /// The time of the first set; nil where it is not known.
  var start: UTC?
  var sets: [SampleSet]
  /// When each set was taken after the first, where stamps said so; else empty: evenly.
  /// Unit: nanoseconds.
  var offsets: [UInt64] = []
  /// Stamps that do not touch the next: the places where sets are lost.
  var gapCount = 0
  /// How long sampling took by the stamps, gaps left out; 0 where none said so.
  /// Unit: nanoseconds.
  var stampedNanoseconds: UInt64 = 0

  /// A millionth of the record's length is what the stamps may differ unnoticed.
  private static let lengthPerTolerance: UInt64 = 1_000_000
  /// What rounding of stamps makes. Unit: nanoseconds.
  private static let stampRounding: UInt64 = 2

  /// Sets a second by the stamps where they differ from the rate as stated, else that rate.
  var effectiveRate: Ratio {
    let stated = frontEnd.rate.instant(ofSet: sets.count).nanoseconds
    let difference = max(stated, stampedNanoseconds) - min(stated, stampedNanoseconds)
    guard stampedNanoseconds > 0,
      difference > stated / Waveform.lengthPerTolerance + Waveform.stampRounding,
      let rate = Ratio(
        cancelling: Int128(sets.count) * 1_000_000_000, over: Int128(stampedNanoseconds))
    else { return frontEnd.rate }
    return rate
  }

  /// The narrowest width that holds every code.
  var sampleWidth: SampleWidth {
    var most: Int32 = 0
    for set in sets {
      let amplified = set.currentAmplified.magnitude
      most = max(most, Int32(max(set.voltage.magnitude, set.current.magnitude, amplified)))
    }
    for width in [SampleWidth.two, .three] where most <= width.codeMax { return width }
    return .four
  }
}
