// SPDX-License-Identifier: Apache-2.0

import Foundation
import ZigBee

/// A register at both ends.
struct EnduranceComparison: Encodable {
  let register: String
  let attribute: UInt16
  let isReported: Bool
  /// What the meter has kept. Unit: Wh or W.
  let meter: Int64
  /// What the gateway heard last; nil where it heard nothing. Unit: as the meter's.
  @NullIfNone var gateway: Int64?

  init(_ register: EnduranceRegister, meter: Int64, gateway: Int64?) {
    (self.register, attribute, isReported) = (
      register.name, register.attribute, register.isReported
    )
    self.meter = meter
    self.gateway = gateway
  }

  private enum CodingKeys: CodingKey { case register, meter, gateway }

  var isEqual: Bool { meter == gateway }
}

/// What the gateway heard.
final class EnduranceLog {
  /// The meter's time. Unit: seconds.
  var now = 0.0
  /// By attribute of the Metering cluster.
  private(set) var newest: [UInt16: Int64] = [:]
  /// Attributes heard, reported ones alone.
  private(set) var reports = 0
  /// How often a summation came lower than before.
  private(set) var falls = 0
  private var minutes: [Int: Int] = [:]

  /// The most attributes reported in a minute of the clock.
  var reportsAMinuteMax: Int { minutes.values.max() ?? 0 }

  /// What of a reading counts here.
  struct Reading {
    var isReport: Bool
    var cluster: UInt16
    var attribute: UInt16
    /// Nil for a text.
    var number: Int64?
  }

  /// Summations, those of tiers included.
  private static let neverFall: Set<UInt16> = Set([0x0000, 0x0001] + (0x0100...0x010F))

  func take(_ reading: Reading) {
    if reading.isReport {
      reports += 1
      minutes[Int(now / 60), default: 0] += 1
    }
    guard reading.cluster == Metering.id, let value = reading.number else { return }
    if Self.neverFall.contains(reading.attribute), value < newest[reading.attribute] ?? 0 {
      falls += 1
    }
    newest[reading.attribute] = value
  }
}

/// What came of it.
struct EnduranceResult: Encodable {
  let hours: Double
  let loss_percent: Double
  let seed: UInt64
  let registers: [EnduranceComparison]
  /// From the end of the loss until all was equal; null where it never was.
  @NullIfNone var recovery_s: Double?
  let lostReceptions: Int
  let reportedAttributes: Int
  let reportedAttributesAMinuteMax: Int
  let summationsThatFell: Int
  let faults: [String]

  init(
    plan: EndurancePlan, comparisons: [EnduranceComparison], recoverySeconds: Double?,
    log: EnduranceLog, lost: Int, faults: [String]
  ) {
    hours = plan.hours
    loss_percent = Double(plan.lossPerMille) / 10
    seed = plan.seed
    registers = comparisons
    recovery_s = recoverySeconds.map { ($0 * 1000).rounded() / 1000 }
    lostReceptions = lost
    reportedAttributes = log.reports
    reportedAttributesAMinuteMax = log.reportsAMinuteMax
    summationsThatFell = log.falls
    self.faults = faults
  }

  /// Whether all is equal in time, no summation fell, and nothing failed.
  var isHeld: Bool {
    recovery_s != nil && registers.allSatisfy(\.isEqual) && summationsThatFell == 0
      && faults.isEmpty
  }

  /// For a person.
  var text: String {
    var lines = [
      "\(hours) h of the whole meter, \(loss_percent) % of all receptions lost, seed \(seed)", "",
      Self.row("register", "meter", "gateway", ""),
    ]
    lines += registers.map { row in
      Self.row(
        row.register, "\(row.meter)", row.gateway.map { "\($0)" } ?? "-",
        row.isEqual ? "equal" : "DIFFERENT")
    }
    let recovery =
      recovery_s.map { String(format: "equal %.1f s after the last loss", $0) }
      ?? "never equal within \(Endurance.recoverySecondsMax) s of the last loss"
    lines += [
      "", recovery,
      "\(lostReceptions) receptions lost, \(reportedAttributes) attributes reported, "
        + "\(reportedAttributesAMinuteMax) a minute at most, \(summationsThatFell) fell",
      "faults     " + (faults.isEmpty ? "none" : faults.joined(separator: ", ")),
    ]
    return lines.joined(separator: "\n")
  }

  private static func row(_ name: String, _ meter: String, _ gateway: String, _ word: String)
    -> String
  {
    func right(_ text: String) -> String {
      String(repeating: " ", count: max(1, 12 - text.count)) + text
    }
    let padded = name.padding(toLength: 33, withPad: " ", startingAt: 0)
    return padded + right(meter) + right(gateway) + (word.isEmpty ? "" : "  " + word)
  }
}
