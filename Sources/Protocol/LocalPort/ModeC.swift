// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// The meter's side of protocol mode C: request, identification, option select, data message.
///
/// - An option select that is well formed and of this meter's speed is followed at that speed. One
///   that is wrong or not supported, and none at all, lead to the readout at 300 Bd.
/// - Programming mode is refused by the break message, which may be sent at any point and leads
///   back to the start: a meter whose registers are sealed has no password to ask for.
/// - What comes in while the meter speaks is the echo of its own light and is passed over.
///
/// Source: [IEC 62056-21] 6.3 messages, 6.4.3 protocol mode C.
struct ModeC: Sendable {
  enum State: Sendable {
    /// Waits for a request message.
    case start
    /// The identification message is due at the deadline.
    case requested
    /// It goes out.
    case identifying
    /// Waits for an option select, until the deadline.
    case selecting
    /// The answer is due at the deadline.
    case selected(LineSpeed, from: Instant, refuses: Bool)
    /// Waits for readings.
    case due
    /// The data message goes out.
    case telling
    /// Waits for a wish to hear it again, until the deadline.
    case told
    /// The same data message is due at the deadline.
    case repeating
    /// The break message goes out.
    case refusing
  }

  let parameters: LocalPortParameters
  var speed = LineSpeed.bd300
  var state = State.start
  var deadline = Instant.zero
  /// A message that has begun to come in. The longest is a request with an address of 32.
  var collected = FixedBytes<37>()
  var lastCharacter = Instant.zero
  private var repeats = 0

  init(_ parameters: LocalPortParameters) { self.parameters = parameters }

  /// Whether readings are wanted.
  var isDue: Bool {
    if case .due = state { return true }
    return false
  }

  mutating func begin(_ readings: LocalReadings, _ transmitter: inout Transmitter) {
    var head = LocalLine()
    head.append(ControlCharacter.stx)
    transmitter.start(LocalMessage(.readout, head: head, readings))
    repeats = 0
    state = .telling
  }

  /// Does what is due by then.
  mutating func advance(to now: Instant, _ transmitter: inout Transmitter) {
    switch state {
    case .start, .due: break
    case .requested where now >= deadline:
      transmitter.start(LocalMessage(.bare, head: parameters.identificationMessage))
      state = .identifying
    case .identifying where !transmitter.isSending:
      wait(.selecting, transmitter)
    case .selecting where now >= deadline:
      collected.removeAll()
      state = .due
    case .selected(let chosen, let from, let refuses) where now >= from:
      speed = chosen
      if now >= deadline { answer(refuses, &transmitter) }
    case .telling where !transmitter.isSending:
      wait(.told, transmitter)
    case .told where now >= deadline:
      end(&transmitter)
    case .repeating where now >= deadline:
      transmitter.startAgain()
      state = .telling
    case .refusing where !transmitter.isSending && now >= transmitter.freeAt:
      end(&transmitter)
    default: break
    }
  }

  /// Back to the start, at 300 Bd.
  mutating func end(_ transmitter: inout Transmitter) {
    transmitter.stop()
    collected.removeAll()
    speed = .bd300
    state = .start
  }

  /// Tells the data message again, unless that was done often enough.
  mutating func tellAgain(at now: Instant, _ transmitter: inout Transmitter) {
    guard repeats < LocalPort.Limits.repeatsMax else { return end(&transmitter) }
    repeats += 1
    deadline = now.adding(milliseconds: LocalPort.Limits.reactionMilliseconds)
    state = .repeating
  }

  private mutating func wait(_ next: State, _ transmitter: Transmitter) {
    deadline = transmitter.freeAt.adding(milliseconds: LocalPort.Limits.waitingMilliseconds)
    collected.removeAll()
    state = next
  }

  private mutating func answer(_ refuses: Bool, _ transmitter: inout Transmitter) {
    guard refuses else { return state = .due }
    transmitter.start(LocalMessage(.bare, head: BreakMessage.line))
    state = .refusing
  }
}

extension LocalPortParameters {
  /// Proposes the speed.
  var identificationMessage: LocalLine {
    identificationLine(code: proposedSpeed.code ?? UInt8(ascii: "0"))
  }
}

/// SOH, B0, ETX and their block check: the end of a session.
///
/// Source: [IEC 62056-21] break message.
enum BreakMessage {
  static let characters: InlineArray<5, UInt8> = [0x01, 0x42, 0x30, 0x03, 0x71]

  static var line: LocalLine {
    var line = LocalLine()
    for index in characters.indices { line.append(characters[index]) }
    return line
  }
}
