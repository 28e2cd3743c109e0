// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What somebody at standard input wants of the ether.
enum ControlLine: Equatable {
  /// Volts, amperes, and by how many degrees the current lags.
  case load(voltage: Double, current: Double, lagDegrees: Double)
  /// The meter's supply is off for so many seconds of its time.
  case cut(seconds: Double)
  /// The meter's module is reset.
  case reset
  /// The meter's module gets another short address, and another at each return.
  case rename
  /// The coordinator's module is off for so many seconds of the meter's time.
  case coordinator(seconds: Double)
  /// Of 1,000 transmissions so many are lost.
  case loss(perMille: Int)
  /// How much faster than real time the meter's time goes from now on.
  case speed(Double)
  /// The end.
  case quit

  /// Every line that is understood.
  static let usage =
    "load VOLTS AMPERES [LAG], cut SECONDS, reset, rename, coordinator SECONDS, loss PERCENT, "
    + "speed FACTOR, quit"

  /// How fast the meter's time may go.
  static let speeds = 0.1...100.0
  /// The longest absence. Unit: seconds.
  static let secondsMax = 86_400.0

  /// Nil for a line that is none of `usage`.
  init?(_ text: String) {
    let words = text.split(whereSeparator: \.isWhitespace)
    let numbers = words.dropFirst().compactMap { Double($0) }
    guard let word = words.first, numbers.count == words.count - 1,
      numbers.allSatisfy(\.isFinite)
    else { return nil }
    switch (word, numbers.count) {
    case ("load", 2...3):
      guard (0...500).contains(numbers[0]), (0...100).contains(numbers[1]) else { return nil }
      let lag = numbers.count == 3 ? numbers[2] : 0
      self = .load(voltage: numbers[0], current: numbers[1], lagDegrees: lag)
    case ("cut", 1) where (0...Self.secondsMax).contains(numbers[0]):
      self = .cut(seconds: numbers[0])
    case ("coordinator", 1) where (0...Self.secondsMax).contains(numbers[0]):
      self = .coordinator(seconds: numbers[0])
    case ("loss", 1) where (0...100).contains(numbers[0]):
      self = .loss(perMille: Int((numbers[0] * 10).rounded()))
    case ("speed", 1) where Self.speeds.contains(numbers[0]): self = .speed(numbers[0])
    case ("reset", 0): self = .reset
    case ("rename", 0): self = .rename
    case ("quit", 0): self = .quit
    default: return nil
    }
  }
}

/// Standard input, a line at a time and never waited for.
struct ControlInput {
  private var waiting: [UInt8] = []

  /// Opens standard input.
  init() { _ = fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK) }

  /// The lines that are complete now; the end of the input is `quit`.
  mutating func lines() -> [String] {
    var buffer = [UInt8](repeating: 0, count: 1_024)
    let count = read(STDIN_FILENO, &buffer, buffer.count)
    if count == 0 { return ["quit"] }
    if count > 0 { waiting += buffer.prefix(count) }
    var found: [String] = []
    while let end = waiting.firstIndex(of: 0x0A) {
      found.append(String(decoding: waiting[..<end], as: UTF8.self))
      waiting.removeFirst(end + 1)
    }
    return found
  }
}
