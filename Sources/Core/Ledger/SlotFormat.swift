// SPDX-License-Identifier: Apache-2.0

/// The layout of a slot; `SPEC.md` has it byte by byte.
public enum SlotFormat {
  /// Room for one slot, exactly; the one place that says how long it is.
  public typealias Bytes = InlineArray<2732, UInt8>
  /// Bytes from one slot to the next.
  public static let stride = 4096
  /// Bytes of a slot that mean something.
  public static let length = Bytes.count
  /// Whether a slot of a version that is read has this length.
  public static func isLength(_ count: Int) -> Bool {
    count == SlotVersion.one.length || count == SlotVersion.two.length
      || count == SlotVersion.three.length || count == length
  }
  /// "LMLR", least significant byte first.
  static let magic: UInt32 = 0x524C_4D4C
  static let version = SlotVersion.four
  /// Magic, version, length and sequence.
  static let headBytes = 16
  /// CRC-32 of all bytes before it.
  static let checksumBytes = 4
}

/// The versions of the format that can be read.
enum SlotVersion: UInt16 {
  /// Active energy in two directions, gap and operating time.
  case one = 1
  /// All energies that the metrology knows, and the time without load.
  case two = 2
  /// Active energy by tier, demand, days and counters too.
  case three = 3
  /// Every energy and maximum by tier, the load profile's interval, billing and power failures.
  case four = 4

  /// How many energies it keeps.
  var energies: Int {
    switch self {
    case .one: 2
    case .two: 10
    case .three: 32
    case .four: Registers.Energies.count
    }
  }
  /// How many of `Registers.counters` it keeps.
  var counters: Int {
    switch self {
    case .one: 2
    case .two: 3
    case .three: 9
    case .four: Registers.Counters.count
    }
  }
  /// How many words it keeps.
  var words: Int {
    switch self {
    case .one, .two: 0
    case .three: 8
    case .four: Registers.Words.count
    }
  }
  /// Unit: bytes, checksum included.
  var length: Int {
    SlotFormat.headBytes + 16 * energies + 8 * (counters + words) + SlotFormat.checksumBytes
  }
}
