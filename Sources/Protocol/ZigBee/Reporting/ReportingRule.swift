// SPDX-License-Identifier: Apache-2.0

/// When an attribute is reported. Source: [ZCL] 2.5.7 Configure Reporting.
public struct ReportingRule: Equatable, Sendable {
  /// Never sooner after the last report: a hard floor.
  public var minimumSeconds: UInt16
  /// Never later after the last report, changed or not; 0: only when it changed; 0xFFFF: never.
  public var maximumSeconds: UInt16
  /// Between the two, only when it differs from the last report by at least this; 0 counts as 1.
  /// Of no meaning where the difference of two values has none: there any change counts.
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

  /// Unit: ns of the minimum.
  var minimum_ns: UInt64 { UInt64(minimumSeconds) * 1_000_000_000 }
  /// Unit: ns of the maximum.
  var maximum_ns: UInt64 { UInt64(maximumSeconds) * 1_000_000_000 }
  /// Whether it says: no reports.
  var isStop: Bool { maximumSeconds == 0xFFFF }
  /// Whether it says: as before anyone configured it.
  var isReset: Bool { maximumSeconds == 0 && minimumSeconds == 0xFFFF }
  /// Whether the minimum is not beyond the maximum.
  var isPossible: Bool {
    maximumSeconds == 0 || minimumSeconds <= maximumSeconds
  }
}
