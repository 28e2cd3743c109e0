// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import ZigBee

/// A device, its time and its values, driven by commands.
struct FrameBench {
  /// Messages of one tick; more is a loop without end.
  private static let messagesPerTickMax = 64
  /// Unit: seconds from 1970 to 2000.
  private static let epochSeconds: Int64 = 946_684_800

  private var device: ZigBeeDevice
  private var values = MeterValues()
  private var now = Instant.zero
  private var utc: UTC?
  /// Whether messages come under the link key.
  private var isSecret = false

  init() {
    var identity = DeviceIdentity()
    identity.stagesUpgrades = true
    for byte in "LM000042".utf8 { identity.serialNumber.append(byte) }
    device = ZigBeeDevice(identity: identity)
  }

  /// What a command leads to.
  mutating func lines(_ command: String, _ words: [String]) -> [String] {
    switch command {
    case "join" where words.count == 3:
      device.joined(
        shortAddress: UInt16(hex(words[0])), eui64: hex(words[1]),
        payloadBytesMax: Int(hex(words[2])))
      return []
    case "at" where words.count == 1:
      now = Instant.zero.adding(milliseconds: UInt64(words[0]) ?? 0)
      return []
    case "utc":
      let seconds = words.first.flatMap { Int64($0) }
      utc = seconds.map { UTC(milliseconds: ($0 + Self.epochSeconds) * 1000) }
      return []
    case "value" where words.count == 2:
      return values.set(words[0], Int64(words[1]) ?? 0) ? [] : ["unknown value \(words[0])"]
    case "send" where words.count >= 5: return send(words) + effects()
    case "secret" where words.count == 1:
      isSecret = words[0] == "1"
      return []
    case "confirm": return device.confirmMessage() ? [] : ["nothing to confirm"]
    case "tick": return tick() + effects()
    default: return ["unknown command \(command)"]
    }
  }

  private var moment: Moment { Moment(now, utc: utc) }

  private mutating func send(_ words: [String]) -> [String] {
    var message = ApplicationMessage(
      peer: UInt16(hex(words[0])),
      endpoints: (own: UInt8(hex(words[1])), peer: UInt8(hex(words[2]))),
      cluster: UInt16(hex(words[3])), profile: UInt16(hex(words[4])))
    message.peerEUI64 = 0x0013_A200_0000_0000 | UInt64(message.peer)
    for byte in bytes(words.count > 5 ? words[5] : "") { message.payload.append(byte) }
    message.isAPSEncrypted = isSecret
    let reply = device.received(message, at: moment, values: values)
    return reply.map { [line($0)] } ?? []
  }

  private mutating func tick() -> [String] {
    var lines: [String] = []
    while lines.count < Self.messagesPerTickMax,
      let message = device.tick(at: moment, values: values)
    {
      lines.append(line(message))
    }
    return lines
  }

  private mutating func effects() -> [String] {
    var lines: [String] = []
    while let effect = device.nextEffect() {
      lines.append("effect " + effect.words)
      if case .profile(let request) = effect, let message = answer(request) {
        lines.append(line(message))
      }
      if case .snapshot(let request) = effect,
        let message = device.answer(snapshot: 7, to: request)
      {
        lines.append(line(message))
      }
      if case .upgrade(.settle(let offset)) = effect {
        device.staged(.safe(offset: offset), at: moment)
      }
      if case .upgrade(.complete(_, let version)) = effect {
        device.staged(.right(version: version), at: moment)
      }
    }
    return lines
  }

  /// Intervals of 15 minutes, the newest of which ended when it was asked for, or at a fixed time:
  /// 101 Wh, one that is not known, 103 Wh.
  private func answer(_ request: ProfileRequest) -> ApplicationMessage? {
    var answer = ProfileAnswer(end: request.end ?? 946_000_000, period: 3)
    for energy in [101, nil, 103] as [UInt64?] { answer.append(energy) }
    return device.answer(profile: answer, to: request)
  }

  private func line(_ message: ApplicationMessage) -> String {
    let payload = (0..<message.payload.count).map { pair(message.payload[$0]) }.joined()
    let numbers = [
      UInt64(message.peer), UInt64(message.ownEndpoint), UInt64(message.peerEndpoint),
      UInt64(message.cluster), UInt64(message.profile),
    ]
    let words = numbers.map { String($0, radix: 16) }.joined(separator: " ")
    return "frame \(words) \(payload)"
  }
}

func hex(_ word: String) -> UInt64 { UInt64(word, radix: 16) ?? 0 }

func pair(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16)
}

func bytes(_ word: String) -> [UInt8] {
  let digits = word.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map {
    UInt8(digits[$0] << 4 | digits[$0 + 1])
  }
}
