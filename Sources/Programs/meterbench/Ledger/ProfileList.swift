// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import Ledger
import Quantities

/// What `meterbench ledger profile` says: intervals of the load profile, in the order in which the
/// meter ended them.
struct ProfileList: Encodable, Equatable {
  struct Row: Encodable, Equatable {
    /// Intervals that the meter ended before it.
    var index: UInt64
    /// ISO 8601, or nothing where the clock was not known.
    var start: String?
    var seconds: Double
    var status: [String]
    var tier: UInt8?
    /// One a channel, in the order in which the meter records them.
    var energies: [Channel]
  }

  struct Channel: Encodable, Equatable {
    var name: String
    /// Unit: µWh, µvarh or µVAh, rounded down.
    var millionths: Int64
  }

  let intervals: [Row]

  /// Reads the intervals of a store that begin in a range of time; those whose time nobody knows
  /// only where no range is given.
  init(_ store: [UInt8], from: UTC?, until: UTC?) {
    let area = StoreMap.profileOffset
    let places = max(0, min(ProfileFormat.places, (store.count - area) / ProfileFormat.stride))
    var entries: [ProfileEntry] = []
    for place in 0..<places {
      let start = area + place * ProfileFormat.stride
      let bytes = store.span.extracting(start..<start + ProfileFormat.stride)
      guard let entry = ProfileEntry(bytes), Self.isIn(entry, from, until) else { continue }
      entries.append(entry)
    }
    intervals = entries.sorted { $0.index < $1.index }.map(Row.init)
  }

  private static func isIn(_ entry: ProfileEntry, _ from: UTC?, _ until: UTC?) -> Bool {
    guard from != nil || until != nil else { return true }
    guard let start = entry.start else { return false }
    return start.milliseconds >= from?.milliseconds ?? .min
      && start.milliseconds < until?.milliseconds ?? .max
  }

  /// A line an interval.
  var table: String {
    let names = intervals.first?.energies.map(\.name) ?? []
    let head =
      "index     start                     seconds  "
      + names.map { Self.padded($0, 18) }.joined() + "tier  status"
    return
      ([head]
      + intervals.map { row in
        let energies = row.energies.map { channel in
          Self.padded(String(format: "%.3f", Double(channel.millionths) / 1e6), 18)
        }
        let place = Self.padded("\(row.index)", 10) + Self.padded(row.start ?? "-", 26)
        let tier = Self.padded(row.tier.map { "\($0)" } ?? "-", 6)
        return place + Self.padded(String(format: "%.0f", row.seconds), 9) + energies.joined()
          + tier + row.status.joined(separator: " ")
      }).joined(separator: "\n")
  }

  /// RFC 4180, a line an interval.
  var csv: String {
    let names = intervals.first?.energies.map { $0.name + "_millionths" } ?? []
    return
      ([(["index", "start", "seconds", "tier", "status"] + names).joined(separator: ",")]
      + intervals.map { row in
        let fields = [
          "\(row.index)", row.start ?? "", "\(row.seconds)", row.tier.map { "\($0)" } ?? "",
          row.status.joined(separator: " "),
        ]
        return (fields + row.energies.map { "\($0.millionths)" }).joined(separator: ",")
      }).joined(separator: "\r\n")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text.padded(to: max(width, text.count + 1))
  }
}

extension ProfileList.Row {
  init(_ entry: ProfileEntry) {
    index = entry.index
    start = entry.start.map(EventList.utc)
    seconds = Double(entry.duration) / 1_000
    status = Self.words.filter { entry.status.contains($0.0) }.map(\.1)
    tier = entry.tier == 0 ? nil : entry.tier
    energies = entry.channels.indices.compactMap { place in
      entry.channels[place].map { channel in
        ProfileList.Channel(
          name: "\(channel)", millionths: Int64(clamping: entry.energies[place].raw >> 64))
      }
    }
  }

  private static let words: [(ProfileStatus, String)] = [
    (.powerFailure, "powerFailure"), (.clockSet, "clockSet"), (.gap, "gap"),
    (.uncalibrated, "uncalibrated"), (.event, "event"), (.clockUnknown, "clockUnknown"),
    (.partial, "partial"),
  ]
}

/// What `meterbench ledger snapshots` says: the registers at the ends of billing periods.
struct SnapshotList: Encodable, Equatable {
  struct Row: Encodable, Equatable {
    var number: UInt64
    var time: String?
    var reason: String
    /// Unit: Wh, rounded down; the total, then tiers 1 to 8.
    var importWattHours: [Int64]
    var exportWattHours: [Int64]
    /// Unit: W, of the period that ended.
    var maximumDemandWatts: Int64
  }

  let snapshots: [Row]

  /// Reads all whole snapshots of a store, oldest first.
  init(_ store: [UInt8]) {
    snapshots = (0..<BillingSnapshot.places).compactMap { place -> BillingSnapshot? in
      let start = StoreMap.snapshotOffset + place * StoreMap.stride
      guard start + BillingSnapshot.length <= store.count else { return nil }
      return BillingSnapshot(store.span.extracting(start..<start + BillingSnapshot.length))
    }
    .sorted { $0.number < $1.number }.map(Row.init)
  }

  /// A line a snapshot.
  var table: String {
    (["number  time                      reason      import kWh   export kWh   maximum kW"]
      + snapshots.map { row in
        let words = [
          ("\(row.number)", 8), (row.time ?? "-", 26), (row.reason, 12),
          (String(format: "%.3f", Double(row.importWattHours[0]) / 1e3), 13),
          (String(format: "%.3f", Double(row.exportWattHours[0]) / 1e3), 13),
        ]
        let line = words.map { $0.0.padded(to: $0.1) }
        return line.joined() + String(format: "%.3f", Double(row.maximumDemandWatts) / 1e3)
      }).joined(separator: "\n")
  }
}

extension SnapshotList.Row {
  init(_ snapshot: BillingSnapshot) {
    number = snapshot.number
    time = snapshot.time.map(EventList.utc)
    reason = "\(snapshot.reason)"
    let registers = snapshot.registers
    let all = (0...TariffRegisters.tiersMax).map {
      $0 == 0 ? registers.total : registers.tariff[$0]
    }
    importWattHours = all.map(\.energyImport.wattHours)
    exportWattHours = all.map(\.energyExport.wattHours)
    maximumDemandWatts = registers.demand.maximumImport.power.microwatts / 1_000_000
  }
}
