// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import Ledger
import LocalPort
import Quantities
import Seal
import Tariff
import Testing

@testable import Parameters

/// A block as tests take it apart and put it together again.
struct TypedBlock {
  var counter: UInt64
  var version: UInt16 = 1
  var sections: [(tag: UInt8, bytes: [UInt8])]

  /// Typed by the page of the format; the hash is SHA-256's, the checksum CRC-32's.
  var bytes: [UInt8] {
    var content: [UInt8] = []
    for section in sections {
      content += [section.tag] + Self.integer(UInt64(section.bytes.count), 2) + section.bytes
    }
    return Self.sealed(content, counter: counter, version: version)
  }

  static func sealed(_ content: [UInt8], counter: UInt64, version: UInt16 = 1) -> [UInt8] {
    let length = UInt64(48 + content.count + 4)
    let digest = SHA256.of(content.span).bytes
    var all = hexadecimal("4C 4D 50 42") + integer(UInt64(version), 2) + integer(length, 2)
    all += integer(counter, 8) + digest.indices.map { digest[$0] } + content
    return checked(all)
  }

  static func checked(_ bytes: [UInt8]) -> [UInt8] {
    bytes + integer(UInt64(CRC32.of(bytes.span)), 4)
  }

  static func integer(_ value: UInt64, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }

  /// The same with one section changed.
  func changing(_ tag: UInt8, _ change: (inout [UInt8]) -> Void) -> TypedBlock {
    var changed = self
    for index in sections.indices where sections[index].tag == tag {
      change(&changed.sections[index].bytes)
    }
    return changed
  }
}

/// Bytes typed as hexadecimal.
func hexadecimal(_ text: String) -> [UInt8] {
  text.split(whereSeparator: \.isWhitespace).compactMap { UInt8($0, radix: 16) }
}

/// Text with room for it.
func fixed<let capacity: Int>(_ text: String) -> FixedBytes<capacity> {
  var bytes = FixedBytes<capacity>()
  for byte in text.utf8 { bytes.append(byte) }
  return bytes
}

/// The bytes that something holds.
func array(_ bytes: Span<UInt8>) -> [UInt8] { bytes.indices.map { bytes[$0] } }

/// Blocks typed by hand, and what they say.
enum Golden {
  /// The block of SPEC.md, as it is printed there.
  static func specification() throws -> [UInt8] {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = package.appending(path: "Sources/Device/Parameters/SPEC.md")
    let fences = try String(contentsOf: path, encoding: .utf8).components(separatedBy: "```")
    try #require(fences.count == 3)
    return hexadecimal(fences[1])
  }

  /// What the example of SPEC.md says.
  static var small: MeterSettings {
    let frontEnd = FrontEnd(
      rate: Ratio(constant: 200_000, over: 27),
      voltage: Channel(gain: Ratio(constant: 255_000_000, over: 1_024)),
      current: Channel(
        gain: Ratio(constant: 50_000_000, over: 1_024), delayNanoseconds: 45_000),
      nominalFrequency: .hertz50, nominalVoltage: Voltage(microvolts: 230_000_000))
    return MeterSettings(
      frontEnd: frontEnd,
      clock: ClockLimits(
        earliest: UTC(milliseconds: 1_767_225_600_000),
        latest: UTC(milliseconds: 4_102_444_800_000), stepMilliseconds: 60_000))
  }

  static let smallBlock = TypedBlock(
    counter: 1,
    sections: [
      (
        1,
        hexadecimal(
          """
          04 00 32 00 40 0D 03 00 00 00 00 00 1B 00 00 00 00 00 00 00
          C0 FD 32 0F 00 00 00 00 00 04 00 00 00 00 00 00 00 00 00 00 00 00 00 00
          80 F0 FA 02 00 00 00 00 00 04 00 00 00 00 00 00 C8 AF 00 00 00 00 00 00
          00 00 00 00 80 85 B5 0D 00 00 00 00
          """)
      ),
      (2, hexadecimal("00 00 00 00 00 00 00 00 E8 03 00 00 10 27")),
      (3, hexadecimal("0F 01 0F 00 01 0A 0B")), (4, hexadecimal("00 00 00 00")),
      (5, hexadecimal("01 FF FF FF FF FF FF FF FF")),
      (
        8,
        [UInt8](repeating: 0, count: 21) + [UInt8](repeating: 0xFF, count: 8)
          + [UInt8](repeating: 0, count: 10)
      ),
      (10, [0]), (11, [0, 0]), (12, [UInt8](repeating: 0, count: 8)),
      (
        13,
        hexadecimal("00 A8 DA 76 9B 01 00 00 00 D8 C3 2C BB 03 00 00 60 EA 00 00")
      ),
    ])
}
