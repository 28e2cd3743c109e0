// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

extension XBee3 {
  /// A frame identifier that nothing under way carries; never 0, which asks for no answer.
  mutating func newIdentifier() -> UInt8 {
    repeat {
      lastIdentifier = lastIdentifier == 255 ? 1 : lastIdentifier + 1
    } while isOutstanding(lastIdentifier)
    return lastIdentifier
  }

  private func isOutstanding(_ identifier: UInt8) -> Bool {
    for index in outstanding.indices where outstanding[index]?.identifier == identifier {
      return true
    }
    return underway?.identifier == identifier
  }

  /// Sends an AT command and waits for its answer.
  mutating func ask(_ request: ATRequest, attempt: Int = 1, at now: Instant) {
    if startUp.step == .association, attempt == 1, departure == .none { counts.startUps &+= 1 }
    let identifier = newIdentifier()
    let content = request.content(identifier: identifier)
    // A frame that does not fit now is as good as unanswered: it is sent again.
    _ = put(content)
    underway = Request(
      request: request, identifier: identifier, attempt: attempt,
      deadline: now.adding(milliseconds: Limits.replyMilliseconds))
  }

  /// Asks again, or gives up and begins the start-up anew.
  mutating func retry(_ request: Request, at now: Instant) {
    counts.silentCommands &+= 1
    failed(request, at: now)
  }

  private mutating func failed(_ request: Request, at now: Instant) {
    underway = nil
    if request.attempt < Limits.attemptsMax {
      ask(request.request, attempt: request.attempt + 1, at: now)
    } else {
      lose()
      startUp.backOff(at: now)
      countSilence()
    }
  }

  /// A module that has sent nothing at all for long hangs: only its RESET line helps.
  private mutating func countSilence() {
    silentStartUps += 1
    guard silentStartUps >= silentStartUpsMax else { return }
    silentStartUps = 0
    silentStartUpsMax = min(2 * silentStartUpsMax, Limits.silentStartUpsLast)
    resetIsWanted = true
  }

  /// Takes the answer to the AT command under way; others are late and dropped.
  mutating func receiveResponse(_ response: ATResponse, at now: Instant) {
    guard let request = underway, request.identifier == response.identifier,
      request.request.command.rawValue == response.command
    else { return }
    if response.status != 0 {
      counts.refusedCommands &+= 1
      guard mayBeRefused(request.request.command) else { return }
    }
    underway = nil
    if departs(by: request.request.command, at: now) { return }
    if startUp.step == .done {
      watched(request.request.command, response, at: now)
    } else {
      note(request.request.command, response)
      startUp.answered(response, at: now)
      if startUp.step == .done { settle(at: now) }
    }
  }

  private func mayBeRefused(_ command: ATCommand) -> Bool {
    if departure != .none { return command != .networkReset }
    return startUp.step == .done || startUp.isOptional
  }

  private mutating func note(_ command: ATCommand, _ response: ATResponse) {
    guard command == .associationIndication, response.status == 0, response.valueBytes > 0
    else { return }
    association = AssociationStatus(rawValue: UInt8(truncatingIfNeeded: response.value))
  }

  private mutating func watched(_ command: ATCommand, _ response: ATResponse, at now: Instant) {
    guard response.status == 0 else { return watchAt = nextWatch(now) }
    switch command {
    case .associationIndication:
      note(command, response)
      watchAt = nextWatch(now)
      if response.value != 0 {
        lose()
        startUp.begin(at: now)
      } else {
        // The stack changes the address by itself where two have the same, without a word.
        requests.append(.read(.shortAddress))
      }
    case .shortAddress:
      if response.value != UInt64(network?.shortAddress ?? 0) { startUp.begin(at: now) }
    case .lastHopStrength:
      let strength = Int(response.value & 0xFF)
      lastMessageRSSI_dBm = strength == 0 ? nil : Int8(clamping: -strength)
    default: break
    }
  }

  private func nextWatch(_ now: Instant) -> Instant {
    now.adding(milliseconds: Limits.watchMilliseconds)
  }

  private mutating func settle(at now: Instant) {
    watchAt = nextWatch(now)
    localEUI64 = startUp.found.eui64
    guard network != startUp.found else { return }
    network = startUp.found
    networkChanged = true
  }

  /// In no network any more.
  mutating func lose() {
    guard network != nil else { return }
    network = nil
    networkChanged = true
  }

  /// Queues a frame whole, or nothing of it.
  mutating func put(_ content: APIFrame.Content) -> Bool {
    guard APIFrameEncoder.wireBytes(of: content.span) <= output.free else { return false }
    APIFrameEncoder.encode(content.span) { output.append($0) }
    return true
  }
}
