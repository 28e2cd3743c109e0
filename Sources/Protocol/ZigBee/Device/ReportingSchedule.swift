// SPDX-License-Identifier: Apache-2.0

import Quantities

/// When an attribute is reported. Source: [ZCL] 2.5.7 Configure Reporting.
public struct ReportingRule: Equatable, Sendable {
  /// Never sooner after the last report: a hard floor.
  public var minimumSeconds: UInt16
  /// Never later after the last report, changed or not.
  public var maximumSeconds: UInt16
  /// Between the two, only when it differs from the last report by at least this.
  public var reportableChange: UInt64

  /// Makes a rule.
  public init(minimumSeconds: UInt16, maximumSeconds: UInt16, reportableChange: UInt64) {
    self.minimumSeconds = minimumSeconds
    self.maximumSeconds = maximumSeconds
    self.reportableChange = reportableChange
  }

  /// For summations: 30 s, 15 minutes, 1 Wh.
  public static var summation: ReportingRule {
    ReportingRule(minimumSeconds: 30, maximumSeconds: 900, reportableChange: 1)
  }
  /// For demand: 5 s, 15 minutes, 1 W.
  public static var demand: ReportingRule {
    ReportingRule(minimumSeconds: 5, maximumSeconds: 900, reportableChange: 1)
  }
}

/// The reporting of one attribute: its rule, and what was last reported when.
struct ReportingEntry: Sendable {
  let attribute: Attribute
  var rule: ReportingRule
  private var lastAt: Instant?
  private var lastValue: Int64?

  init(_ attribute: Attribute, _ rule: ReportingRule) {
    self.attribute = attribute
    self.rule = rule
  }

  /// Whether the value must be reported now.
  func isDue(_ value: Int64, at now: Instant) -> Bool {
    guard let lastAt else { return true }
    let seconds = now.since(lastAt) / 1_000_000_000
    guard seconds >= UInt64(rule.minimumSeconds) else { return false }
    guard let lastValue, seconds < UInt64(rule.maximumSeconds) else { return true }
    let change = value.subtractingReportingOverflow(lastValue)
    return change.overflow || change.partialValue.magnitude >= max(rule.reportableChange, 1)
  }

  /// Notes that the value was reported now.
  mutating func reported(_ value: Int64, at now: Instant) {
    lastAt = now
    lastValue = value
  }

  /// Forgets what was last reported, but not when: due again after the minimum.
  mutating func forgetValue() { lastValue = nil }

  /// Due at once.
  mutating func restart() {
    lastAt = nil
    lastValue = nil
  }
}

/// The reporting of all attributes that are.
///
/// - Range: three attributes; a table of named length when gateways configure it.
struct ReportingSchedule: Sendable {
  private(set) var entries: InlineArray<3, ReportingEntry>

  init(summation: ReportingRule, demand: ReportingRule) {
    entries = [
      ReportingEntry(Metering.currentSummationDelivered, summation),
      ReportingEntry(Metering.currentSummationReceived, summation),
      ReportingEntry(Metering.instantaneousDemand, demand),
    ]
  }

  /// Starts anew after a join: everything is due.
  mutating func restart() { for index in entries.indices { entries[index].restart() } }

  /// A report was lost: everything is due after its minimum.
  mutating func reportLost() { for index in entries.indices { entries[index].forgetValue() } }

  /// Writes all that is due into one frame; nil where nothing is.
  mutating func report(
    _ cluster: MeteringServer, sequence: UInt8, limit: Int, at now: Instant
  ) -> ApplicationMessage.Payload? {
    var header = FrameHeader(
      .global, command: FoundationCommand.reportAttributes.rawValue, sequence: sequence,
      isFromServer: true)
    header.disablesDefaultResponse = true
    var frame = FrameBuilder(header, limit: limit)
    var isEmpty = true
    for index in entries.indices {
      let attribute = entries[index].attribute
      guard let value = cluster.value(of: attribute), let number = value.number,
        entries[index].isDue(number, at: now), frame.reportRecord(attribute, value)
      else { continue }
      entries[index].reported(number, at: now)
      isEmpty = false
    }
    return isEmpty ? nil : frame.payload
  }
}
