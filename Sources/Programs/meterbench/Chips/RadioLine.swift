// SPDX-License-Identifier: Apache-2.0

/// What somebody at standard input wants of the radio of a board in a virtual machine.
enum RadioLine: Equatable {
  /// The gateway asks the meter for an attribute.
  case read(cluster: UInt16, attribute: UInt16)
  /// The gateway commands the supply relay to close (true) or to open; of all devices, which no
  /// meter obeys.
  case supply(isClosed: Bool, ofAll: Bool)
  /// The gateway sends a command without a field.
  case command(cluster: UInt16, id: UInt8)
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
    "read CLUSTER ATTRIBUTE (hexadecimal), command CLUSTER ID (hexadecimal), supply on|off [all], "
    + "upgrade IMAGE, permit, hang, reset, quit"

  /// Nil for a line that is none of `usage`.
  init?(_ text: String) {
    let words = text.split(whereSeparator: \.isWhitespace)
    switch (words.first, words.count) {
    case ("read", 3):
      guard let cluster = UInt16(words[1], radix: 16), let attribute = UInt16(words[2], radix: 16)
      else { return nil }
      self = .read(cluster: cluster, attribute: attribute)
    case ("command", 3):
      guard let cluster = UInt16(words[1], radix: 16), let id = UInt8(words[2], radix: 16)
      else { return nil }
      self = .command(cluster: cluster, id: id)
    case ("supply", 2...3):
      guard ["on", "off"].contains(words[1]), words.count == 2 || words[2] == "all" else {
        return nil
      }
      self = .supply(isClosed: words[1] == "on", ofAll: words.count == 3)
    case ("upgrade", 2): self = .upgrade(path: String(words[1]))
    case ("permit", 1): self = .permit
    case ("hang", 1): self = .hang
    case ("reset", 1): self = .reset
    case ("quit", 1): self = .quit
    default: return nil
    }
  }
}
