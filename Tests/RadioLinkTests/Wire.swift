// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import RadioLink

/// The other end of the serial line, as a test plays it: framing of its own, so that a mistake
/// of the code under test is not made twice.
enum Wire {
  static func frame(_ content: [UInt8]) -> [UInt8] {
    let sum = content.reduce(UInt8(0), &+)
    let plain = [UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content + [0xFF &- sum]
    return [0x7E]
      + plain.flatMap { [0x7E, 0x7D, 0x11, 0x13].contains($0) ? [0x7D, $0 ^ 0x20] : [$0] }
  }

  /// The data of each good frame in a stream that mode 2 allows.
  static func contents(_ stream: [UInt8], dataBytesMax: Int = .max) -> [[UInt8]] {
    stream.split(separator: 0x7E, omittingEmptySubsequences: false).dropFirst().compactMap {
      content(Array($0), dataBytesMax)
    }
  }

  private static func content(_ raw: [UInt8], _ dataBytesMax: Int) -> [UInt8]? {
    var plain: [UInt8] = []
    var index = 0
    while index < raw.count {
      if raw[index] == 0x7D {
        guard index + 1 < raw.count else { break }
        index += 1
        plain.append(raw[index] ^ 0x20)
      } else {
        plain.append(raw[index])
      }
      index += 1
    }
    guard plain.count >= 4 else { return nil }
    let length = Int(plain[0]) << 8 | Int(plain[1])
    guard length > 0, length <= dataBytesMax, plain.count >= length + 3 else { return nil }
    let sum = plain[2..<(length + 3)].reduce(UInt8(0), &+)
    return sum == 0xFF ? Array(plain[2..<(length + 2)]) : nil
  }
}

extension Array where Element == UInt8 {
  init(_ content: APIFrame.Content) { self = (0..<content.count).map { content[$0] } }
  init(_ payload: RadioMessage.Payload) { self = (0..<payload.count).map { payload[$0] } }
}

extension APIFrameDecoder {
  /// The data of each frame found in a stream.
  mutating func contents(_ stream: [UInt8]) -> [[UInt8]] {
    var found: [[UInt8]] = []
    for byte in stream where receive(byte) { found.append(Array(content)) }
    return found
  }
}

extension XBee3 {
  /// Takes all output.
  mutating func output() -> [UInt8] {
    var taken: [UInt8] = []
    while true {
      var bytes = [UInt8](repeating: 0, count: 64)
      var span = bytes.mutableSpan
      let count = takeOutput(into: &span)
      if count == 0 { return taken }
      taken += bytes.prefix(count)
    }
  }

  mutating func receive(_ content: [UInt8], at now: Instant) {
    let wire = Wire.frame(content)
    receive(wire.span, at: now)
  }
}
