// SPDX-License-Identifier: Apache-2.0

import Quantities

/// Where the start-up stands. Parameters are read first and written only where they differ:
/// a write to a network parameter makes the module leave its network.
///
/// Source: [Digi 90001539] AT commands, Networking and Security.
struct StartUp: Sendable {
  enum Step: Equatable, Sendable {
    case association
    case check(Int)
    case set(Int)
    case linkKey
    case apply
    case write
    case awaitAssociation
    case identity(Int)
    case done
  }

  static let identityCount = 7
  static func identity(_ index: Int) -> ATCommand {
    switch index {
    case 0: return .shortAddress
    case 1: return .serialNumberHigh
    case 2: return .serialNumberLow
    case 3: return .operatingPAN
    case 4: return .operatingExtendedPAN
    case 5: return .operatingChannel
    default: return .payloadBytesMax
    }
  }

  let role: XBee3.Role
  var wanted: JoinParameters
  var step = Step.association
  var resumeAt = Instant.zero
  var isAssociated = false
  var hasChanged = false
  var hasLinkKey = false
  /// Whether a network was joined since the key was written.
  private var isKeyProven = false
  var lastRead: UInt64 = 0
  var polls = 0
  var backoffMilliseconds = XBee3.Limits.backoffFirstMilliseconds
  var found = RadioNetwork()

  init(_ role: XBee3.Role, _ wanted: JoinParameters) {
    self.role = role
    self.wanted = wanted
  }

  /// The command of this step.
  func request() -> ATRequest {
    switch step {
    case .association, .awaitAssociation, .done: return .read(.associationIndication)
    case .check(let index): return .read(parameter(index).command)
    case .set(let index):
      let parameter = parameter(index)
      // Bits outside of the mask are left as they were read.
      let kept = lastRead & ~parameter.mask & (.max >> UInt64(64 - 8 * parameter.bytes))
      return .set(parameter.command, parameter.value | kept, bytes: parameter.bytes)
    case .linkKey: return .setLinkKey(linkKey ?? .alliance)
    case .apply: return .read(.applyChanges)
    case .write: return .read(.writeParameters)
    case .identity(let index): return .read(Self.identity(index))
    }
  }

  /// Whether the start-up goes on without this step's answer.
  var isOptional: Bool {
    switch step {
    case .check(let index), .set(let index): return isOptional(index)
    case .write: return true
    case .identity(let index): return index == 4 || index == 5
    default: return false
    }
  }

  /// Whether a parameter read as this value must be written.
  private func differs(_ index: Int, _ value: UInt64) -> Bool {
    let parameter = parameter(index)
    return value & parameter.mask != parameter.value & parameter.mask
  }

  /// Takes the answer to this step's command and goes on to the next step.
  mutating func answered(_ response: ATResponse, at now: Instant) {
    let value = response.value
    switch step {
    case .association:
      isAssociated = value == 0 && response.valueBytes > 0
      step = .check(0)
    case .check(let index):
      lastRead = value
      let mustSet = response.status == 0 && differs(index, value)
      step = mustSet ? .set(index) : after(index)
    case .set(let index):
      hasChanged = true
      step = after(index)
    case .linkKey:
      hasChanged = true
      hasLinkKey = true
      step = .apply
    case .apply: step = .write
    case .write: step = .awaitAssociation
    case .awaitAssociation: association(value, response.valueBytes, at: now)
    case .identity(let index): identity(index, response)
    case .done: break
    }
  }

  private func after(_ index: Int) -> Step {
    if index + 1 < parameterCount { return .check(index + 1) }
    if role == .router, linkKey != nil, !isAssociated && !hasLinkKey { return .linkKey }
    return hasChanged ? .apply : .awaitAssociation
  }

  private mutating func association(_ value: UInt64, _ valueBytes: Int, at now: Instant) {
    if value == 0 && valueBytes > 0 {
      step = .identity(0)
      return
    }
    let wait = XBee3.Limits.pollFirstMilliseconds << UInt64(min(polls, 6))
    polls += 1
    resumeAt = now.adding(milliseconds: min(wait, XBee3.Limits.pollLastMilliseconds))
    if value == UInt64(AssociationStatus.wrongLinkKey.rawValue), isKeyProven {
      // Another module, whose reset nobody heard of: it is given the key, once.
      (isKeyProven, hasLinkKey) = (false, false)
      begin(at: resumeAt)
    }
    if polls >= XBee3.Limits.associationPollsMax { begin(at: resumeAt) }
  }

  private mutating func identity(_ index: Int, _ response: ATResponse) {
    if response.status == 0 { note(Self.identity(index), response.value) }
    step = index + 1 < Self.identityCount ? .identity(index + 1) : .done
    guard step == .done else { return }
    backoffMilliseconds = XBee3.Limits.backoffFirstMilliseconds
    isKeyProven = true
  }

  private mutating func note(_ command: ATCommand, _ value: UInt64) {
    switch command {
    case .shortAddress: found.shortAddress = UInt16(truncatingIfNeeded: value)
    case .serialNumberHigh: found.eui64 = value << 32
    case .serialNumberLow: found.eui64 = found.eui64 & ~0xFFFF_FFFF | value & 0xFFFF_FFFF
    case .operatingPAN: found.pan = UInt16(truncatingIfNeeded: value)
    case .operatingExtendedPAN: found.extendedPAN = value
    case .operatingChannel: found.channel = UInt8(truncatingIfNeeded: value)
    default: found.payloadBytesMax = Int(truncatingIfNeeded: value & 0xFFFF)
    }
  }

  /// Begins anew, no sooner than at an instant. The link key is not written again: that would
  /// disturb a join under way.
  mutating func begin(at instant: Instant) {
    step = .association
    resumeAt = instant
    hasChanged = false
    polls = 0
    found = RadioNetwork()
  }

  /// Begins anew after a wait that doubles each time, up to its limit.
  mutating func backOff(at now: Instant) {
    begin(at: now.adding(milliseconds: backoffMilliseconds))
    backoffMilliseconds = min(backoffMilliseconds * 2, XBee3.Limits.backoffLastMilliseconds)
  }
}
