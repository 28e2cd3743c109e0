// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// Makes report frames out of the table and the clusters' values.
///
/// One search: `begin`; then as long as `nextCluster` names one, have its server visited and ask
/// `takeFrame`. The clusters take turns. What changes in a cluster within a short time goes in
/// one frame: who is due waits for those whose minimum ends soon, and a cluster's frames keep its
/// shortest minimum between them as long as nobody is late for it. Room that is left goes to those
/// whose maximum is nearly over. So values that change each at its own time share frames, and do
/// not use up the bucket.
///
/// - Range: frames as often as `TokenBucket` allows. Errors: none. Allocates: never.
struct ReportingEngine: ClusterVisitor, Sendable {
  /// Unit: ns. Who is due waits at most so long for others of its cluster: below the second by
  /// which a report may be late, with room for ticks and the radio.
  static let gather_ns: UInt64 = 600_000_000

  /// What is reported when.
  var table: ReportingTable
  private var bucket = TokenBucket()
  /// The cluster whose turn it was last.
  private var lastCluster: UInt16 = 0xFFFF

  private struct Search {
    let now: Instant
    let limit: Int
    let sequence: UInt8
    /// How far from the last cluster it has come.
    var reached = -1
    var cluster: UInt16 = 0
    var frame: ApplicationMessage.Payload?
  }

  private var search = Search(now: .zero, limit: 0, sequence: 0)

  init(_ table: ReportingTable) { self.table = table }

  /// Starts anew after a join: everything is due.
  mutating func restart() {
    for index in 0..<table.count { table.entries[index].restart() }
  }

  /// A report was lost: everything, or that of one cluster, is due after its minimum.
  mutating func reportLost(of cluster: UInt16? = nil) {
    for index in 0..<table.count {
      if let cluster, table.entries[index].cluster != cluster { continue }
      table.entries[index].reportLost()
    }
  }

  /// Lets one more copy of a frame go, to another peer; false where it has to wait.
  mutating func takeToken(at now: Instant) -> Bool { bucket.take(at: now) }

  /// Begins to look for something to report; false where nothing may go now.
  mutating func begin(sequence: UInt8, limit: Int, at now: Instant) -> Bool {
    search = Search(now: now, limit: limit, sequence: sequence)
    return bucket.hasToken(at: now)
  }

  /// The next cluster that may have something to report, nil when there is no more.
  mutating func nextCluster() -> UInt16? {
    var nearest: Int?
    for index in 0..<table.count where table.entries[index].remaining(at: search.now) == 0 {
      let distance = Int(table.entries[index].cluster &- lastCluster &- 1)
      if distance > search.reached, distance < nearest ?? Int.max { nearest = distance }
    }
    guard let nearest else { return nil }
    search.reached = nearest
    search.cluster = lastCluster &+ 1 &+ UInt16(truncatingIfNeeded: nearest)
    search.frame = nil
    return search.cluster
  }

  /// What the visited cluster reports; nil where it is nothing.
  mutating func takeFrame() -> ApplicationMessage.Payload? {
    guard let frame = search.frame, bucket.take(at: search.now) else { return nil }
    lastCluster = search.cluster
    return frame
  }

  mutating func visit(_ side: inout some ClusterSide) {
    guard !mustWait(side) else { return }
    var header = FrameHeader(
      .global, command: FoundationCommand.reportAttributes.rawValue, sequence: search.sequence,
      isFromServer: true)
    header.disablesDefaultResponse = true
    var frame = FrameBuilder(header, limit: search.limit)
    let empty = frame.payload.count
    var tried: UInt64 = 0
    while let index = longestSilent(except: tried) {
      tried |= 1 << UInt64(index)
      if let due = due(index, side) { add(index, due, to: &frame) }
    }
    guard frame.payload.count > empty else { return }
    for index in 0..<table.count where table.entries[index].cluster == search.cluster {
      guard table.entries[index].isNearlyOverdue(at: search.now) else { continue }
      if let told = told(index, side) { add(index, told, to: &frame) }
    }
    search.frame = frame.payload
  }

  /// The row of the cluster that was last reported longest ago, but for those tried: what does
  /// not fit into a frame goes first into the next.
  private func longestSilent(except tried: UInt64) -> Int? {
    var found: Int?
    for index in 0..<table.count where tried & 1 << UInt64(index) == 0 {
      let entry = table.entries[index]
      guard entry.cluster == search.cluster, entry.remaining(at: search.now) == 0 else { continue }
      let other = found.map { table.entries[$0].silence(at: search.now) }
      if let other, other >= entry.silence(at: search.now) { continue }
      found = index
    }
    return found
  }

  private mutating func add(
    _ index: Int, _ told: (attribute: Attribute, value: AttributeValue),
    to frame: inout FrameBuilder
  ) {
    guard frame.reportRecord(told.attribute, told.value) else { return }
    table.entries[index].reported(told.value, at: search.now)
  }

  /// The attribute and value of a row that must be reported now.
  private func due(_ index: Int, _ side: some ClusterSide) -> (Attribute, AttributeValue)? {
    table.entries[index].remaining(at: search.now) == 0 ? changed(index, side) : nil
  }

  /// The attribute and value of a row that must be reported as soon as its minimum is over.
  private func changed(_ index: Int, _ side: some ClusterSide) -> (Attribute, AttributeValue)? {
    guard let (attribute, value) = told(index, side),
      table.entries[index].isChanged(value, attribute.type, at: search.now)
    else { return nil }
    return (attribute, value)
  }

  /// The attribute and value of a row as they may be told.
  private func told(_ index: Int, _ side: some ClusterSide) -> (Attribute, AttributeValue)? {
    let entry = table.entries[index]
    guard !entry.rule.isStop, let attribute = side.attribute(entry.id),
      attribute.access.isReportable, let value = side.value(of: attribute)
    else { return nil }
    return (attribute, entry.held(value))
  }

  /// Whether all who are due wait: for the time of the cluster's next frame, or for others, whose
  /// minimum ends while they may.
  private mutating func mustWait(_ side: some ClusterSide) -> Bool {
    let lastFrameAt = lastFrameAt
    var longest: UInt64 = 0
    var isTime = false
    for index in 0..<table.count where table.entries[index].cluster == search.cluster {
      guard changed(index, side) != nil else {
        table.entries[index].rests(at: search.now)
        continue
      }
      guard table.entries[index].remaining(at: search.now) == 0 else { continue }
      longest = max(longest, table.entries[index].waits(at: search.now))
      isTime = isTime || table.entries[index].isTime(lastFrameAt: lastFrameAt, at: search.now)
    }
    guard isTime else { return true }
    for index in 0..<table.count where table.entries[index].cluster == search.cluster {
      guard let remaining = table.entries[index].remaining(at: search.now) else { continue }
      if remaining > 0, remaining &+ longest <= Self.gather_ns { return true }
    }
    return false
  }

  /// When the searched cluster's last frame went; nil where none did since the start.
  private var lastFrameAt: Instant? {
    var last: Instant?
    for index in 0..<table.count where table.entries[index].cluster == search.cluster {
      guard let at = table.entries[index].lastAt else { continue }
      last = max(last ?? at, at)
    }
    return last
  }
}
