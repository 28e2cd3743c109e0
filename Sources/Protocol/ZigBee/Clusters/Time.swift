// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// Time cluster 0x000A. Source: [ZCL] 3.12 Time.
public enum Time {
  /// The cluster.
  public static let id: UInt16 = 0x000A
  /// What the client asks for: Time, TimeStatus. This meter keeps UTC, and its tariffs a zone of
  /// their own; what a gateway takes for local time is often wrong.
  static var asked: InlineArray<2, UInt16> { [0x0000, 0x0001] }
  /// TimeStatus bits 0 and 1: the server is the master, or synchronised with one.
  static let trustedStatus: UInt64 = 0x03
  /// Seconds since 2000 of 2026-01-01T00:00:00Z: no clock of this firmware can be earlier.
  static let earliest: UInt32 = 820_540_800
}

/// How far the time client trusts a server. Units are seconds.
struct TimeRules: Sendable {
  /// A clock that differs by more from the one known needs a second answer that agrees.
  var jumpSecondsMax: UInt32 = 60
  /// The second answer comes at least this long after the first.
  var confirmationSeconds: UInt64 = 600
  /// By how much the two may disagree.
  var agreementSeconds: UInt32 = 5
  /// Jumps made in a day, at most.
  var jumpsPerDayMax = 2
  /// An answer that took longer says nothing.
  var answerSecondsMax: UInt64 = 10
}

/// The client of the Time cluster.
struct TimeClient: ClusterClient {
  /// Unit: seconds between two questions once answered.
  static let daySeconds: UInt64 = 86_400

  private let rules: TimeRules
  private var timer = RequestTimer(firstSeconds: 30, longestSeconds: 21_600)
  private var asked: Instant?
  private var heard: (utc: UInt32, at: Instant, roundTripMilliseconds: UInt64)?
  private var candidate: (utc: UInt32, at: Instant)?
  private var jumps = 0
  private var jumpDay: Instant?
  /// Answers that were not believed.
  private(set) var refused = 0

  init(_ rules: TimeRules = TimeRules()) { self.rules = rules }

  var attributeCount: Int { 1 }
  func attribute(at index: Int) -> Attribute { .clusterRevision }
  func value(of attribute: Attribute) -> AttributeValue? {
    attribute == .clusterRevision ? .unsigned(1) : nil
  }

  mutating func joined() { timer.askNow() }

  mutating func tick(_ context: inout DeviceContext) -> ClientRequest? {
    guard timer.take(at: context.moment.now) else { return nil }
    asked = context.moment.now
    heard = nil
    var request = ClientRequest(
      kind: .global, command: FoundationCommand.readAttributes.rawValue)
    for index in Time.asked.indices { request.body.append(littleEndian: Time.asked[index]) }
    return request
  }

  mutating func answered(_ command: UInt8, _ status: ZCLStatus, _ context: inout DeviceContext) {
    guard command == FoundationCommand.readAttributes.rawValue, status != .success else { return }
    asked = nil
    timer.rest(from: context.moment.now, seconds: Self.daySeconds)
  }

  mutating func learned(_ id: UInt16, _ value: AttributeValue?, _ context: inout DeviceContext) {
    switch (id, value) {
    case (0x0000, .unsigned(let utc)): hear(utc, context.moment.now)
    case (0x0000, _): timer.rest(from: context.moment.now, seconds: Self.daySeconds)
    case (0x0001, .unsigned(let status)): judge(status, &context)
    default: break
    }
  }

  private mutating func hear(_ utc: UInt64, _ now: Instant) {
    guard let asked, let utc = UInt32(exactly: utc) else { return }
    heard = (utc, now, now.since(asked) / 1_000_000)
    self.asked = nil
  }

  /// The status comes after the time, in the same response.
  private mutating func judge(_ status: UInt64, _ context: inout DeviceContext) {
    guard let answer = heard else { return }
    heard = nil
    timer.rest(from: answer.at, seconds: Self.daySeconds)
    guard status & Time.trustedStatus != 0, answer.utc >= Time.earliest,
      answer.roundTripMilliseconds <= rules.answerSecondsMax * 1000
    else {
      refused += 1
      return
    }
    if isNear(answer.utc, context.moment) || isConfirmed(answer.utc, answer.at) {
      candidate = nil
      context.want(.setClock(Self.clock(answer.utc, answer.roundTripMilliseconds)))
    } else {
      refused += 1
    }
  }

  /// The second told, and half of what the answer took; the rest of the second is not known.
  private static func clock(_ utc: UInt32, _ roundTripMilliseconds: UInt64) -> UTC {
    let seconds = Int64(utc) + Moment.epochSeconds
    return UTC(milliseconds: seconds * 1000 + Int64(roundTripMilliseconds / 2))
  }

  private func isNear(_ utc: UInt32, _ moment: Moment) -> Bool {
    guard let known = moment.zclUTC else { return true }
    return max(known, utc) - min(known, utc) <= rules.jumpSecondsMax
  }

  private mutating func isConfirmed(_ utc: UInt32, _ now: Instant) -> Bool {
    if let jumpDay, now.since(jumpDay) >= Self.daySeconds * 1_000_000_000 {
      self.jumpDay = nil
      jumps = 0
    }
    guard jumps < rules.jumpsPerDayMax else { return false }
    if let candidate {
      let elapsed = now.since(candidate.at) / 1_000_000_000
      let expected = UInt64(candidate.utc) + elapsed
      let difference = max(expected, UInt64(utc)) - min(expected, UInt64(utc))
      if elapsed >= rules.confirmationSeconds, difference <= UInt64(rules.agreementSeconds) {
        jumps += 1
        if jumpDay == nil { jumpDay = now }
        return true
      }
      if elapsed < rules.confirmationSeconds, difference <= UInt64(rules.agreementSeconds) {
        return false
      }
    }
    candidate = (utc, now)
    timer.rest(from: now, seconds: rules.confirmationSeconds)
    return false
  }
}
