// SPDX-License-Identifier: Apache-2.0

/// Which attributes are reported, and when.
///
/// Before anyone configures it, summations and demand are. An attribute of those that is stopped
/// keeps its row, so that it stays stopped; any other that is stopped has none.
/// - Range: 48 attributes.
struct ReportingTable: Sendable {
  /// Rows. Gateways configure about 30 attributes of a meter.
  static let entriesMax = 48

  /// The rows; those from `count` on mean nothing.
  var entries: InlineArray<48, ReportingEntry>
  /// Rows in use.
  private(set) var count = 0
  /// Whether it changed since `isChanged` was last set false.
  var isChanged = false

  private let summation: ReportingRule
  private let demand: ReportingRule

  init(summation: ReportingRule, demand: ReportingRule) {
    self.summation = summation
    self.demand = demand
    entries = InlineArray(repeating: ReportingEntry(0, 0, summation))
    forget()
  }

  /// Back to what is reported before anyone configures it.
  mutating func forget() {
    count = 0
    let ids: InlineArray<3, UInt16> = [0x0000, 0x0001, 0x0400]
    for index in ids.indices {
      guard let rule = defaultRule(Metering.id, ids[index]) else { continue }
      add(ReportingEntry(Metering.id, ids[index], rule))
    }
  }

  /// The rule of an attribute, nil where it is not reported.
  func rule(_ cluster: UInt16, _ id: UInt16) -> ReportingRule? {
    index(cluster, id).flatMap { entries[$0].rule.isStop ? nil : entries[$0].rule }
  }

  /// Sets, resets or stops the rule of an attribute, and keeps what was last reported when;
  /// false where the table is full.
  mutating func configure(_ cluster: UInt16, _ id: UInt16, _ wish: ReportingRule) -> Bool {
    let standard = defaultRule(cluster, id)
    let rule = wish.isReset ? standard : wish.isStop && standard == nil ? nil : wish
    guard let rule else {
      if let index = index(cluster, id) { remove(index) }
      return true
    }
    if let index = index(cluster, id) {
      if entries[index].rule != rule { isChanged = true }
      entries[index].rule = rule
      return true
    }
    guard count < Self.entriesMax else { return false }
    isChanged = true
    add(ReportingEntry(cluster, id, rule))
    return true
  }

  /// The rule of an attribute before anyone configures it.
  private func defaultRule(_ cluster: UInt16, _ id: UInt16) -> ReportingRule? {
    guard cluster == Metering.id else { return nil }
    switch id {
    case 0x0000, 0x0001: return summation
    case 0x0400: return demand
    default: return nil
    }
  }

  private func index(_ cluster: UInt16, _ id: UInt16) -> Int? {
    for index in 0..<count where entries[index].cluster == cluster && entries[index].id == id {
      return index
    }
    return nil
  }

  private mutating func add(_ entry: ReportingEntry) {
    entries[count] = entry
    count += 1
  }

  private mutating func remove(_ index: Int) {
    isChanged = true
    for place in index..<count - 1 { entries[place] = entries[place + 1] }
    count -= 1
  }
}
