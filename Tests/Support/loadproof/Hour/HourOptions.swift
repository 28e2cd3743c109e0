// SPDX-License-Identifier: Apache-2.0

import Drivers

/// What `loadproof hour` is told.
struct HourOptions {
  /// How the display is wired.
  enum Display: String {
    case lines
    case expander
  }

  var display = Display.lines
  /// Unit: seconds.
  var seconds: UInt64 = 3_600
  /// The main loop is held for so long, once, at half of the time. Unit: milliseconds.
  var stallMilliseconds: UInt64 = 0
  /// No message on the converter's bus for so long before each burst; nil: as `HourBus` says.
  /// Unit: microseconds.
  var idleMicroseconds: UInt64?
  /// So much goes to the FRAM in one pass of the loop. Unit: bytes.
  var partBytes = MB85RC256VLimits.partBytes
  /// Whether nobody is at the radio.
  var isAlone = false

  /// Nil where it is told what it does not know.
  init?(_ words: some Sequence<String>) {
    var rest = Array(words)[...]
    while let word = rest.popFirst() {
      if word == "--alone" {
        isAlone = true
        continue
      }
      guard let value = rest.popFirst(), take(word, value) else { return nil }
    }
  }

  private mutating func take(_ word: String, _ value: String) -> Bool {
    if word == "--display" {
      guard let wiring = Display(rawValue: value) else { return false }
      display = wiring
      return true
    }
    guard let number = UInt64(value) else { return false }
    switch word {
    case "--seconds": seconds = number
    case "--stall": stallMilliseconds = number
    case "--part": partBytes = Int(clamping: number)
    case "--idle": idleMicroseconds = number
    default: return false
    }
    return true
  }
}
