// SPDX-License-Identifier: Apache-2.0

import Foundation
import LocalPort

/// Reads messages from a line.
struct PortReader {
  /// Unit: milliseconds without a whole telegram: ten of them.
  private static let telegramMilliseconds: Int32 = 10_000
  /// Unit: milliseconds; an identification follows within 1,500 [IEC 62056-21].
  private static let answerMilliseconds: Int32 = 2_500
  /// Unit: milliseconds between two characters, and more than [IEC 62056-21] allows.
  private static let characterMilliseconds: Int32 = 2_000
  /// Unit: bytes. A telegram or readout that is longer is none.
  private static let bytesMax = 16_384
  /// Unit: microseconds before an answer, 200,000 at least [IEC 62056-21].
  private static let reactionMicroseconds: UInt32 = 250_000
  private static let breakMessage = Array("\u{01}B0\u{03}q".utf8)

  let line: PortLine

  /// The next telegram that comes whole.
  ///
  /// - Errors: none comes; its checksum is wrong.
  func telegram() throws(BenchError) -> LocalMessage {
    let end = ContinuousClock.now + .milliseconds(Int(Self.telegramMilliseconds))
    var bytes: [UInt8] = []
    while ContinuousClock.now < end, bytes.count < Self.bytesMax {
      guard let byte = try line.next(milliseconds: 100) else { continue }
      if byte == UInt8(ascii: "/") { bytes.removeAll() }
      guard !bytes.isEmpty || byte == UInt8(ascii: "/") else { continue }
      bytes.append(byte)
      let mark = bytes.count - 7
      guard byte == ControlCharacter.lf, mark > 0, bytes[mark] == UInt8(ascii: "!") else {
        continue
      }
      let told = bytes
      return try refusing { () throws(LocalMessage.Refusal) in try LocalMessage(telegram: told) }
    }
    throw silence("no telegram came", "check the request line, and that the port speaks P1")
  }

  /// Asks for a readout, at the speed that the meter proposes; ends with a break, so that the
  /// meter is ready for the next.
  ///
  /// - Errors: no answer; a check is wrong.
  func readout() throws(BenchError) -> LocalMessage {
    try line.set(.bd300)
    try say(Array("/?!\r\n".utf8))
    let identification = try identification()
    guard let code = identification.utf8.dropFirst(3).first, let speed = LineSpeed(code: code)
    else { throw BenchError(line.path, "\(identification) proposes no speed of mode C") }
    usleep(Self.reactionMicroseconds)
    try say([ControlCharacter.ack, UInt8(ascii: "0"), code, UInt8(ascii: "0")] + [0x0D, 0x0A])
    try line.set(speed)
    let bytes = try dataMessage()
    usleep(Self.reactionMicroseconds)
    try say(Self.breakMessage)
    return try refusing { () throws(LocalMessage.Refusal) in
      try LocalMessage(identification: identification, readout: bytes)
    }
  }

  /// The line behind `/`, with right parity.
  private func identification() throws(BenchError) -> String {
    var characters: [UInt8] = []
    while characters.last != ControlCharacter.lf, characters.count < 64 {
      guard let byte = try line.next(milliseconds: Self.answerMilliseconds) else {
        throw silence("no meter answers", "put the optical head on the meter's, cable downwards")
      }
      guard let character = EvenParity.decoded(byte) else {
        throw BenchError(line.path, "the parity of the identification is wrong")
      }
      if character == UInt8(ascii: "/") || !characters.isEmpty { characters.append(character) }
    }
    // Where the head echoes, the request comes back first.
    if characters.starts(with: Array("/?".utf8)) { return try identification() }
    return String(decoding: characters.dropFirst().dropLast(2), as: UTF8.self)
  }

  /// From STX to the block check, with parity.
  private func dataMessage() throws(BenchError) -> [UInt8] {
    var bytes: [UInt8] = []
    var isLast = false
    while bytes.count < Self.bytesMax {
      guard let byte = try line.next(milliseconds: Self.characterMilliseconds) else { break }
      if bytes.isEmpty, byte & 0x7F != ControlCharacter.stx { continue }
      bytes.append(byte)
      if isLast { return bytes }
      isLast = byte & 0x7F == ControlCharacter.etx
    }
    throw silence("the readout does not end", "keep the head still")
  }

  private func say(_ characters: [UInt8]) throws(BenchError) {
    try line.write(characters.map(EvenParity.encoded))
  }

  private func silence(_ what: String, _ advice: String) -> BenchError {
    BenchError(.unavailable, line.path, what, advice: advice)
  }

  private func refusing(
    _ read: () throws(LocalMessage.Refusal) -> LocalMessage
  ) throws(BenchError) -> LocalMessage {
    do { return try read() } catch {
      throw BenchError(line.path, error.text, advice: "read again")
    }
  }
}
