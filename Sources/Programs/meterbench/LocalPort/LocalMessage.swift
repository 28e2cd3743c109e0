// SPDX-License-Identifier: Apache-2.0

import LocalPort

/// What a meter told at its local port, checked.
struct LocalMessage: Encodable, Equatable {
  /// Why bytes are no message that may be believed.
  enum Refusal: Error, Equatable {
    /// It does not begin or end as one.
    case noMessage
    /// The checksum or the block check of what came, and the one that came with it.
    case wrongCheck(of: String, told: String)
    /// A line without a code and values in parentheses; 1 is the first behind the head.
    case wrongLine(Int)
    /// A character whose parity is wrong; 0 is the first.
    case wrongParity(Int)
  }

  /// The line of the identification, without `/`.
  let identification: String
  /// One for each line.
  let values: [LocalValue]

  /// Reads a telegram from `/` to the line end behind its checksum.
  ///
  /// Source: [DSMR P1 5.0.2] telegram.
  init(telegram bytes: [UInt8]) throws(Refusal) {
    guard bytes.first == UInt8(ascii: "/"), let end = bytes.lastIndex(of: UInt8(ascii: "!")),
      bytes.count == end + 7, bytes.suffix(2) == [ControlCharacter.cr, ControlCharacter.lf]
    else { throw .noMessage }
    var crc = CRC16ARC()
    for byte in bytes[...end] { crc.update(byte) }
    let told = String(decoding: bytes[(end + 1)...(end + 4)], as: UTF8.self)
    let expected = Self.hexadecimal(UInt64(crc.value), digits: 4)
    guard told == expected else { throw .wrongCheck(of: expected, told: told) }
    let lines = Self.lines(bytes[..<end])
    guard lines.count >= 2, lines[1].isEmpty else { throw .noMessage }
    identification = String(lines[0].dropFirst())
    values = try Self.values(lines.dropFirst(2), isTelegram: true)
  }

  /// Reads a data message from STX to its block check, as the 8 data bits of a UART have it.
  ///
  /// Source: [IEC 62056-21] data message.
  init(identification: String, readout bytes: [UInt8]) throws(Refusal) {
    var characters: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      guard let character = EvenParity.decoded(byte) else { throw .wrongParity(index) }
      characters.append(character)
    }
    guard characters.first == ControlCharacter.stx, characters.count > 2,
      characters[characters.count - 2] == ControlCharacter.etx
    else { throw .noMessage }
    var check = BlockCheck()
    for character in characters.dropFirst().dropLast() { check.update(character) }
    let told = characters[characters.count - 1]
    guard told == check.value else {
      throw .wrongCheck(
        of: Self.hexadecimal(UInt64(check.value), digits: 2),
        told: Self.hexadecimal(UInt64(told), digits: 2))
    }
    let lines = Self.lines(characters.dropFirst().dropLast(2))
    guard lines.last == "!" else { throw .noMessage }
    self.identification = identification
    values = try Self.values(lines.dropLast(), isTelegram: false)
  }

  private static func lines(_ bytes: ArraySlice<UInt8>) -> [String] {
    var lines = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  private static func values(
    _ lines: ArraySlice<String>, isTelegram: Bool
  ) throws(Refusal) -> [LocalValue] {
    var values: [LocalValue] = []
    for (index, line) in lines.enumerated() {
      guard let value = LocalValue(line, isTelegram: isTelegram) else {
        throw .wrongLine(index + 1)
      }
      values.append(value)
    }
    return values
  }

  private static func hexadecimal(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

extension LocalMessage.Refusal {
  /// In words.
  var text: String {
    switch self {
    case .noMessage: "what came is no whole message"
    case .wrongCheck(let expected, let told):
      "its checksum is \(told), that of what came is \(expected)"
    case .wrongLine(let number): "value \(number) has no code and value"
    case .wrongParity(let index): "the parity of character \(index + 1) is wrong"
    }
  }
}
