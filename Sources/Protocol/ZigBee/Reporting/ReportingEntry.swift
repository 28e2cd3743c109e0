// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// The reporting of one attribute: its rule, and what was last reported when.
struct ReportingEntry: Sendable {
  let cluster: UInt16
  let id: UInt16
  var rule: ReportingRule
  /// When it was last reported; nil where it never was since the start.
  private(set) var lastAt: Instant?
  /// Since when it is due.
  private var waitsSince: Instant?
  /// When it last was as reported.
  private var restedAt: Instant?
  /// The bits of the value last reported; kept although it got lost, so that no summation goes
  /// back behind it.
  private var last: UInt64?
  private var isLost = false

  init(_ cluster: UInt16, _ id: UInt16, _ rule: ReportingRule) {
    self.cluster = cluster
    self.id = id
    self.rule = rule
  }

  /// Unit: ns until the minimum is over, 0 where it is; nil where it is never reported.
  func remaining(at now: Instant) -> UInt64? {
    if rule.isStop { return nil }
    guard let lastAt else { return 0 }
    let elapsed = now.since(lastAt)
    return elapsed < rule.minimum_ns ? rule.minimum_ns - elapsed : 0
  }

  /// Unit: ns since the last report, the most there is where none was.
  func silence(at now: Instant) -> UInt64 { lastAt.map { now.since($0) } ?? UInt64.max }

  /// Whether the value must be reported as soon as the minimum is over.
  func isChanged(_ value: AttributeValue, _ type: AttributeType, at now: Instant) -> Bool {
    guard lastAt != nil, let last, !isLost else { return true }
    if isOverdue(at: now) { return true }
    let change = value.distance(fromBits: last)
    let isAnalog = WireType(id: type.rawValue).isAnalog
    return change >= (isAnalog ? max(rule.reportableChange, 1) : 1)
  }

  /// The value as it may be reported: a summation never goes below one already sent.
  func held(_ value: AttributeValue) -> AttributeValue {
    guard isSummation, let last, case .unsigned(let now) = value else { return value }
    return .unsigned(max(now, last))
  }

  /// Notes that the value was reported now.
  mutating func reported(_ value: AttributeValue, at now: Instant) {
    lastAt = now
    last = value.bits
    isLost = false
    rests(at: now)
  }

  /// Notes that it is as it was reported.
  mutating func rests(at now: Instant) {
    waitsSince = nil
    restedAt = now
  }

  /// Notes that it is due, and says since when. Unit: ns.
  mutating func waits(at now: Instant) -> UInt64 {
    let since = waitsSince ?? now
    waitsSince = since
    return now.since(since)
  }

  /// Whether a frame of its cluster may go for its sake, while it is due: its minimum after the
  /// last one; at once where that had no room for it, or where it would be late.
  func isTime(lastFrameAt: Instant?, at now: Instant) -> Bool {
    guard let lastFrameAt, let waitsSince, waitsSince > lastFrameAt else { return true }
    return now.since(lastFrameAt) >= rule.minimum_ns || isOverdue(at: now)
      || now.since(restedAt ?? waitsSince) >= rule.minimum_ns
  }

  /// Whether its maximum is over, changed or not.
  private func isOverdue(at now: Instant) -> Bool {
    rule.maximumSeconds > 0 && silence(at: now) >= rule.maximum_ns
  }

  /// Whether its minimum is over, and of its maximum not more than a 60th is left.
  func isNearlyOverdue(at now: Instant) -> Bool {
    guard lastAt != nil, remaining(at: now) == 0, rule.maximumSeconds > 0 else { return false }
    return silence(at: now) >= rule.maximum_ns / 60 * 59
  }

  /// What was last reported may not have arrived: due again after the minimum.
  mutating func reportLost() { isLost = true }

  /// Due at once.
  mutating func restart() {
    lastAt = nil
    isLost = true
    waitsSince = nil
    restedAt = nil
  }

  /// Whether it counts energy for ever: the summations, those of tiers included.
  private var isSummation: Bool {
    cluster == Metering.id && (id <= 0x0001 || (0x0100...0x01FF).contains(id))
  }
}

extension AttributeValue {
  /// What tells it from another value of its type: the number's bits; of a string its CRC-32.
  var bits: UInt64 {
    switch self {
    case .unsigned(let value): return value
    case .signed(let value): return UInt64(bitPattern: value)
    case .text(let text): return UInt64(CRC32.of(text.span))
    }
  }

  /// How far it is from another value of its type, given by its bits; 0 where they are equal.
  func distance(fromBits other: UInt64) -> UInt64 {
    if case .signed(let value) = self {
      let other = Int64(bitPattern: other)
      return value > other
        ? UInt64(bitPattern: value &- other) : UInt64(bitPattern: other &- value)
    }
    return bits > other ? bits - other : other - bits
  }
}
