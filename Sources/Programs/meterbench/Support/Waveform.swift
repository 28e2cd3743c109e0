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
