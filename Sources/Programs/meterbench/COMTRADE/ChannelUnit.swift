// SPDX-License-Identifier: Apache-2.0

/// What a channel measures, from its unit.
struct ChannelUnit: Equatable {
  enum Quantity { case voltage, current }

  var quantity: Quantity
  /// The power of ten that turns the unit into microvolts or microamperes.
  var microPlaces: Int

  /// Reads V, kV, mV, A, kA, mA and their like; nil for anything else.
  init?(_ text: String) {
    let words = [("volts", "V"), ("volt", "V"), ("amperes", "A"), ("ampere", "A")]
    var unit = text
    for (word, letter) in words + [("amps", "A"), ("amp", "A")]
    where unit.lowercased().hasSuffix(word) {
      unit = unit.dropLast(word.count) + letter
      break
    }
    switch unit.last {
    case "V", "v": quantity = .voltage
    case "A", "a": quantity = .current
    default: return nil
    }
    switch unit.dropLast() {
    case "": microPlaces = 6
    case "k", "K": microPlaces = 9
    case "M": microPlaces = 12
    case "m": microPlaces = 3
    case "u", "µ", "μ": microPlaces = 0
    default: return nil
    }
  }
}
