// SPDX-License-Identifier: Apache-2.0

import EventLog
import SimulatedHardware
import Testing

/// The log over a store that loses its supply at every byte of every write.
@Suite("Event log and power cuts")
struct EventLogPowerCutTests {
  static let losses =
    [PowerLoss.unsyncedLost, .unsyncedKept, .outOfOrder]
    + (0..<2).map { PowerLoss.scattered(seed: $0) }

  @Test(
    "After a cut at any byte nothing safe is lost, nothing is there twice, the chain holds",
    arguments: [0, 1, 3, 15, 32] as [UInt64])
  func everyByte(before: UInt64) throws {
    let block = MemoryBlock(capacity: LogBench.capacity())
    try LogBench.keepKey(block, LogBench.shape)
    let signer = try LogBench.signer()
    var bench = try LogBench(block)
    var number: UInt64 = 1
    if before > 0 { bench.drain(signer) }
    while bench.log.sequence < before {
      bench.log.append(LogBench.event(number), at: LogBench.time(number))
      bench.drain(signer)
      number += 1
    }
    block.record()
    bench.log.append(LogBench.event(1000), at: LogBench.time(1000))
    bench.log.append(LogBench.event(1001), at: LogBench.time(1001))
    bench.drain(signer)
    let journal = try #require(block.journal)
    #expect(journal.entries.count >= 8)
    var confirmed = before
    for (index, entry) in journal.entries.enumerated() {
      guard case .write(let offset, let bytes) = entry else {
        if case .write(let offset, _) = journal.entries[index - 1], Self.isEntry(offset) {
          try cut(journal, index, 0, confirmed)
          confirmed += 1
        }
        continue
      }
      for byte in 0...bytes.count { try cut(journal, index, byte, confirmed) }
      _ = offset
    }
    try cut(journal, journal.entries.count, 0, confirmed)
  }

  private static func isEntry(_ offset: Int) -> Bool {
    let first = LogBench.logBase
    return offset >= first && offset < first + LogBench.shape.offset(anchorPlace: 0)
  }

  private func cut(
    _ journal: StoreJournal, _ index: Int, _ byte: Int, _ confirmed: UInt64
  ) throws {
    for loss in Self.losses {
      let block = journal.block(cutIn: index, afterBytes: byte, loss)
      let note: Comment = "write \(index), byte \(byte), \(loss)"
      if byte % 8 == 0 {
        let (found, _) = LogBench.audit(try LogBench.read(block, 0, LogBench.capacity()))
        #expect(found.allSatisfy { $0.isNormalAfterCut }, note)
      }
      var bench = try LogBench(block)
      #expect(bench.log.sequence == confirmed || bench.log.sequence == confirmed + 1, note)
      let first = bench.log.sequence
      try goOn(&bench, note)
      let content = try bench.content()
      let (findings, result) = LogBench.audit(content)
      #expect(findings.allSatisfy { $0.isNormalAfterCut }, note)
      #expect(result.newest == first + (first == 0 ? 2 : 1), note)
      try noneTwice(content, note)
    }
  }

  /// One more event; where the log was new, its beginning too.
  private func goOn(_ bench: inout LogBench, _ note: Comment) throws {
    let signer = try LogBench.signer()
    bench.log.append(LogBench.event(2000), at: LogBench.time(2000))
    let isDone = bench.drain(signer)
    #expect(isDone, note)
  }

  private func noneTwice(_ content: [UInt8], _ note: Comment) throws {
    let entries = LogBench.entries(content)
    let counts = entries.compactMap { entry -> UInt64? in
      guard case .demandReset(let count, _) = entry.event else { return nil }
      return count
    }
    #expect(Set(counts).count == counts.count, note)
    #expect(Set(entries.map(\.sequence)).count == entries.count, note)
    #expect(entries.allSatisfy { $0.event != nil }, note)
    // no start after a plain cut takes anything for a fault
    let faults = entries.filter { if case .logFault = $0.event { true } else { false } }
    #expect(faults.isEmpty, note)
  }

  @Test("A life of cuts by chance: all that was safe is there, in order", arguments: 0..<12)
  func life(seed: UInt64) throws {
    var chance = SplitMix64(seed: seed)
    var block = MemoryBlock(capacity: LogBench.capacity())
    try LogBench.keepKey(block, LogBench.shape)
    let signer = try LogBench.signer()
    var safe: UInt64 = 0
    for life in UInt64(0)..<25 {
      var bench = try LogBench(block, start: life)
      #expect(bench.log.sequence >= safe, "seed \(seed)")
      block.cutPower(afterBytes: Int(chance.next() % 2500))
      for step in 0..<(1 + chance.next() % 6) {
        bench.log.append(LogBench.event(life * 100 + step), at: LogBench.time(step))
        bench.drain(signer)
      }
      safe = bench.safe.last ?? safe
      block = block.afterPowerCycle(.scattered(seed: chance.next()))
      let (findings, _) = LogBench.audit(try LogBench.read(block, 0, LogBench.capacity()))
      #expect(
        findings.allSatisfy { $0.isNormalAfterCut }, "seed \(seed), life \(life): \(findings)")
    }
    #expect(safe > 15)
  }

  @Test("A store that fails for once: the entry, the head or the anchor is made again")
  func failsOnce() throws {
    for operation in 0..<6 {
      var bench = try LogBench.filled(7)
      let signer = try LogBench.signer()
      bench.log.append(LogBench.event(500), at: LogBench.time(500))
      // counted anew: reads and writes of before are over
      let block = MemoryBlock(capacity: LogBench.capacity(), content: try bench.content())
      bench.block = block
      block.plan(.inputOutput, operation: operation)
      let isDone = bench.drain(signer)
      #expect(!isDone)
      bench.log.append(LogBench.event(501), at: LogBench.time(501))
      bench.drain(signer)
      let (findings, result) = LogBench.audit(try bench.content())
      #expect(findings == [], "operation \(operation)")
      #expect(result.newest == 9)
    }
  }
}
