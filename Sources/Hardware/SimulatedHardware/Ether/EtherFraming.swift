// SPDX-License-Identifier: Apache-2.0

/// The module's side of the API framing, written apart from `RadioLink` so that neither hides
/// a mistake of the other.
///
/// Source: [Digi 90001539] API frame format, AP 1 and AP 2.
struct EtherFraming {
  private var waiting: [UInt8] = []
  /// Frames dropped for a wrong checksum.
  private(set) var dropped = 0

  /// Takes bytes from the host and returns the data of each whole frame.
  mutating func frames(from bytes: [UInt8], escaped: Bool) -> [[UInt8]] {
    waiting += bytes
    var found: [[UInt8]] = []
    while let start = waiting.firstIndex(of: 0x7E) {
      waiting.removeFirst(start)
      let (plain, used) = Self.unescape(waiting.dropFirst(), escaped)
      if plain.count >= 2 {
        let length = Int(plain[0]) << 8 | Int(plain[1])
        if plain.count >= length + 3 {
          let sum = plain[2..<(length + 3)].reduce(UInt8(0), &+)
          if sum == 0xFF { found.append(Array(plain[2..<(length + 2)])) } else { dropped += 1 }
          waiting.removeFirst(1 + used[length + 2])
          continue
        }
      }
      guard escaped, let next = waiting.dropFirst().firstIndex(of: 0x7E) else { return found }
      waiting.removeFirst(next)
    }
    waiting = []
    return found
  }

  /// Plain bytes up to the next delimiter, and after each how many raw bytes it took.
  private static func unescape(_ raw: ArraySlice<UInt8>, _ escaped: Bool) -> ([UInt8], [Int]) {
    var plain: [UInt8] = []
    var used: [Int] = []
    var isEscape = false
    for (index, byte) in raw.enumerated() {
      if escaped, byte == 0x7E { break }
      if escaped, byte == 0x7D {
        isEscape = true
        continue
      }
      plain.append(isEscape ? byte ^ 0x20 : byte)
      used.append(index + 1)
      isEscape = false
    }
    return (plain, used)
  }

  /// The bytes of a frame around its data.
  static func wire(_ content: [UInt8], escaped: Bool) -> [UInt8] {
    let plain =
      [UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
      + [0xFF &- content.reduce(UInt8(0), &+)]
    guard escaped else { return [0x7E] + plain }
    return [0x7E]
      + plain.flatMap { byte -> [UInt8] in
        [0x7E, 0x7D, 0x11, 0x13].contains(byte) ? [0x7D, byte ^ 0x20] : [byte]
      }
  }
}

/// Integers as the module writes them: most significant byte first.
func bigEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
  stride(from: T.bitWidth - 8, through: 0, by: -8).map {
    UInt8(truncatingIfNeeded: value >> T($0))
  }
}

/// Bytes as the module reads them: most significant byte first.
func bigEndian(_ bytes: some Sequence<UInt8>) -> UInt64 {
  bytes.reduce(0) { $0 << 8 | UInt64($1) }
}
