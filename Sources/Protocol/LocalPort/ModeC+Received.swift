// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// What a reader says.
extension ModeC {
  /// Takes a byte with its parity. One whose parity is wrong spoils the message it is in.
  mutating func received(_ byte: UInt8, at now: Instant, _ transmitter: inout Transmitter) {
    advance(to: now, &transmitter)
    if !isCollecting(at: now) { collected.removeAll() }
    lastCharacter = now
    guard let character = EvenParity.decoded(byte) else { return collected.removeAll() }
    switch state {
    case .start where isRequest(endingWith: character): requested(at: now)
    case .selecting: receivedOption(character, at: now, &transmitter)
    case .told where now >= transmitter.freeAt:
      receivedAfterData(character, at: now, &transmitter)
    default: break
    }
  }

  /// Whether a message has begun whose next character may still come.
  func isCollecting(at now: Instant) -> Bool {
    collected.count > 0
      && now.since(lastCharacter) < LocalPort.Limits.characterMilliseconds * 1_000_000
  }

  private mutating func requested(at now: Instant) {
    deadline = now.adding(milliseconds: LocalPort.Limits.reactionMilliseconds)
    state = .requested
  }

  /// `/?`, an address or none, `!`, CR, LF.
  private mutating func isRequest(endingWith character: UInt8) -> Bool {
    if character == UInt8(ascii: "/") { collected.removeAll() }
    guard collected.count > 0 || character == UInt8(ascii: "/"), collected.append(character),
      collected.count != 2 || character == UInt8(ascii: "?")
    else {
      collected.removeAll()
      return false
    }
    guard character == ControlCharacter.lf else { return false }
    defer { collected.removeAll() }
    let length = collected.count - 5
    guard length >= 0, collected[length + 2] == UInt8(ascii: "!"),
      collected[length + 3] == ControlCharacter.cr
    else { return false }
    return isAddress(length)
  }

  /// Whether the characters after `/?` call this meter. Leading zeros do not count; none call all.
  ///
  /// Source: [IEC 62056-21] device address.
  private func isAddress(_ length: Int) -> Bool {
    if length == 0 { return true }
    let own = parameters.address
    guard own.count > 0 else { return false }
    let zero = UInt8(ascii: "0")
    var (called, mine) = (0, 0)
    while called < length, collected[2 + called] == zero { called += 1 }
    while mine < own.count, own[mine] == zero { mine += 1 }
    guard length - called == own.count - mine else { return false }
    while called < length {
      guard collected[2 + called] == own[mine] else { return false }
      (called, mine) = (called + 1, mine + 1)
    }
    return true
  }

  /// ACK, protocol, speed, mode, CR, LF; or a break.
  private mutating func receivedOption(
    _ character: UInt8, at now: Instant, _ transmitter: inout Transmitter
  ) {
    if collected.count == 0, character != ControlCharacter.ack, character != ControlCharacter.soh {
      return
    }
    collected.append(character)
    if isBreak() { return end(&transmitter) }
    guard collected.count == 6 else { return }
    select(at: now, transmitter)
    collected.removeAll()
  }

  /// Follows the option select that was collected.
  private mutating func select(at now: Instant, _ transmitter: Transmitter) {
    guard collected[0] == ControlCharacter.ack, collected[4] == ControlCharacter.cr,
      collected[5] == ControlCharacter.lf
    else { return }
    let (procedure, code, mode) = (collected[1], collected[2], collected[3])
    let refuses = mode == UInt8(ascii: "1")
    let isSupported =
      procedure == UInt8(ascii: "0") && code == parameters.proposedSpeed.code
      && (refuses || mode == UInt8(ascii: "0"))
    // Where a line has no speed, as a pseudo-terminal, the answer is there before all has left.
    let from = max(now, transmitter.freeAt)
    deadline = from.adding(milliseconds: LocalPort.Limits.selectionMilliseconds)
    state = .selected(
      isSupported ? parameters.proposedSpeed : .bd300, from: from, refuses: refuses)
    if now >= from, isSupported { speed = parameters.proposedSpeed }
  }

  /// NAK wants it again; ACK and a break are the end.
  private mutating func receivedAfterData(
    _ character: UInt8, at now: Instant, _ transmitter: inout Transmitter
  ) {
    if collected.count == 0 {
      switch character {
      case ControlCharacter.nak: return tellAgain(at: now, &transmitter)
      case ControlCharacter.ack: return end(&transmitter)
      case ControlCharacter.soh: break
      default: return
      }
    }
    collected.append(character)
    if isBreak() { end(&transmitter) }
  }

  private func isBreak() -> Bool {
    let pattern = BreakMessage.characters
    guard collected.count == pattern.count else { return false }
    for index in pattern.indices where collected[index] != pattern[index] { return false }
    return true
  }
}
