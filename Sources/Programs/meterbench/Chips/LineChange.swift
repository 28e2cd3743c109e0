// SPDX-License-Identifier: Apache-2.0

import Quantities

/// A level that was put on an output, as the kernel's trace tells it:
/// `meterd-213 [000] ..... 11.886168: gpio_value: 501 set 1`.
///
/// - Source: [Linux include/trace/events/gpio.h], [Linux Documentation/trace/ftrace.rst].
struct LineChange: Equatable {
  /// The kernel's number of the line.
  var number: Int
  var isHigh: Bool
  /// Resolution: 1 µs.
  var instant: Instant

  init(number: Int, isHigh: Bool, instant: Instant) {
    (self.number, self.isHigh, self.instant) = (number, isHigh, instant)
  }

  /// Nil for a line of the trace that tells something else.
  init?(_ text: Substring) {
    let words = text.split(separator: " ")
    guard let event = words.firstIndex(of: "gpio_value:"), event > 0, words.count == event + 4,
      let number = Int(words[event + 1]), words[event + 2] == "set",
      let instant = Self.instant(words[event - 1])
    else { return nil }
    switch words[event + 3] {
    case "0": self.init(number: number, isHigh: false, instant: instant)
    case "1": self.init(number: number, isHigh: true, instant: instant)
    default: return nil
    }
  }

  /// Seconds and six digits below them, with a colon.
  private static func instant(_ text: Substring) -> Instant? {
    let parts = text.dropLast().split(separator: ".")
    guard text.last == ":", parts.count == 2, parts[1].count == 6, let seconds = UInt64(parts[0]),
      seconds < 1 << 32, let microseconds = UInt64(parts[1])
    else { return nil }
    return Instant(nanoseconds: (seconds * 1_000_000 + microseconds) * 1_000)
  }
}
