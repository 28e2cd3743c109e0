// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import Quantities
import ZigBee

/// A register of the meter that the gateway must know in the end.
struct EnduranceRegister: Sendable {
  /// As in the ZigBee cluster library.
  let name: String
  /// In the Metering cluster.
  let attribute: UInt16
  /// Whether the meter reports it unasked; else the gateway asks.
  let isReported: Bool
  /// In the attribute's unit.
  let value: @Sendable (Registers) -> Int64

  static let all = [
    EnduranceRegister(name: "CurrentSummationDelivered", attribute: 0x0000, isReported: true) {
      $0.energyImport.wattHours
    },
    EnduranceRegister(name: "CurrentSummationReceived", attribute: 0x0001, isReported: true) {
      $0.energyExport.wattHours
    },
    EnduranceRegister(name: "CurrentMaxDemandDelivered", attribute: 0x0002, isReported: false) {
      $0.demand.maximumImport.power.microwatts.roundedQuotient(1_000_000)
    },
    EnduranceRegister(name: "CurrentMaxDemandReceived", attribute: 0x0003, isReported: false) {
      $0.demand.maximumExport.power.microwatts.roundedQuotient(1_000_000)
    },
  ]
}

/// A register at both ends.
struct EnduranceComparison: Encodable {
  let register: String
  /// What the meter has kept. Unit: Wh or W.
  let meter: Int64
  /// What the gateway heard last; nil where it heard nothing. Unit: as the meter's.
  @NullIfNone var gateway: Int64?

  init(register: String, meter: Int64, gateway: Int64?) {
    (self.register, self.meter) = (register, meter)
    self.gateway = gateway
  }

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

  func take(_ reading: Reading) {
    if reading.isReport {
      reports += 1
      minutes[Int(now / 60), default: 0] += 1
    }
    guard reading.cluster == Metering.id, let value = reading.number else { return }
    if reading.attribute <= 1, value < newest[reading.attribute] ?? 0 { falls += 1 }
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
    let padded = name.padding(toLength: 28, withPad: " ", startingAt: 0)
    return padded + right(meter) + right(gateway) + (word.isEmpty ? "" : "  " + word)
  }
}
