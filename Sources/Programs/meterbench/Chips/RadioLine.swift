// SPDX-License-Identifier: Apache-2.0

/// What somebody at standard input wants of the radio of a board in a virtual machine.
enum RadioLine: Equatable {
  /// The gateway asks the meter for an attribute.
  case read(cluster: UInt16, attribute: UInt16)
  /// The gateway commands the supply relay to close (true) or to open.
  case supply(isClosed: Bool)
  /// The gateway offers the meter the image of an upgrade.
  case upgrade(path: String)
  /// The gateway lets devices join once more.
  case permit
  /// The meter's module hangs until it is reset.
  case hang
  /// The meter's module is reset.
  case reset
  /// The end.
  case quit

  /// Every line that is understood.
  static let usage =
    "read CLUSTER ATTRIBUTE (hexadecimal), supply on|off, upgrade IMAGE, permit, hang, reset, quit"

  /// Nil for a line that is none of `usage`.
  init?(_ text: String) {
    let words = text.split(whereSeparator: \.isWhitespace)
    switch (words.first, words.count) {
    case ("read", 3):
      guard let cluster = UInt16(words[1], radix: 16), let attribute = UInt16(words[2], radix: 16)
      else { return nil }
      self = .read(cluster: cluster, attribute: attribute)
    case ("supply", 2) where words[1] == "on": self = .supply(isClosed: true)
    case ("supply", 2) where words[1] == "off": self = .supply(isClosed: false)
    case ("upgrade", 2): self = .upgrade(path: String(words[1]))
    case ("permit", 1): self = .permit
    case ("hang", 1): self = .hang
    case ("reset", 1): self = .reset
    case ("quit", 1): self = .quit
    default: return nil
    }
  }
}
