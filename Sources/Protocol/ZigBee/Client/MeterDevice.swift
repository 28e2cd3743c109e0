// SPDX-License-Identifier: Apache-2.0

import Quantities

/// A device as the coordinator knows it: its addresses, its scale, and how far its interview is.
struct MeterDevice: Sendable {
  /// What a coordinator asks a new device, in this order.
  enum Question: UInt8, Sendable {
    case name
    case scale
    case values
    case none

    var next: Question { Question(rawValue: rawValue + 1) ?? .none }

    var cluster: UInt16 { self == .name ? Basic.id : Metering.id }

    /// The attributes it asks for.
    var attributes: InlineArray<3, UInt16> {
      switch self {
      case .name: return [0x0004, 0x0005, 0x4000]
      case .scale: return [0x0300, 0x0301, 0x0302]
      case .values, .none: return [0x0000, 0x0001, 0x0400]
      }
    }
  }

  var shortAddress: UInt16
  var eui64: UInt64?
  var endpoint: UInt8 = MeterEndpoint.number
  var question = Question.name
  var attempts = 0
  var askAt: Instant
  var askedSequence: UInt8?
  var unitOfMeasure: UInt64?
  var multiplier: UInt64?
  var divisor: UInt64?

  init(shortAddress: UInt16, eui64: UInt64?, askAt: Instant) {
    self.shortAddress = shortAddress
    self.eui64 = eui64
    self.askAt = askAt
  }

  var scale: MeteringScale? {
    MeteringScale(unitOfMeasure: unitOfMeasure, multiplier: multiplier, divisor: divisor)
  }

  /// Begins the interview anew: the device joined, or joined again.
  mutating func restart(at now: Instant) {
    question = .name
    attempts = 0
    askAt = now
    askedSequence = nil
  }

  /// Notes an answer to the question under way; others change nothing.
  mutating func answered(_ cluster: UInt16, _ sequence: UInt8, at now: Instant) {
    guard question != .none, cluster == question.cluster, sequence == askedSequence else { return }
    question = question.next
    attempts = 0
    askAt = now
    askedSequence = nil
  }

  /// Notes that the question was asked, and when to ask again.
  mutating func asked(_ sequence: UInt8, at now: Instant) {
    attempts += 1
    askedSequence = sequence
    let wait =
      attempts < Coordinator.Limits.attemptsMax
      ? Coordinator.Limits.answerMilliseconds : Coordinator.Limits.restMilliseconds
    if attempts >= Coordinator.Limits.attemptsMax { attempts = 0 }
    askAt = now.adding(milliseconds: wait)
  }

  mutating func note(_ cluster: UInt16, _ attribute: UInt16, _ value: AttributeValue) {
    guard cluster == Metering.id, case .unsigned(let number) = value else { return }
    switch attribute {
    case 0x0300: unitOfMeasure = number
    case 0x0301: multiplier = number
    case 0x0302: divisor = number
    default: break
    }
  }
}
