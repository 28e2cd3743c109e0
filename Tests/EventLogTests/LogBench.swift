// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import HardwareInterface
import Quantities
import Seal
import SimulatedHardware

/// A log over a store: heads first, then the log area, as an owner has them.
struct LogBench {
  static let shape = LogShape(places: 16, entriesPerAnchor: 4)
  static let logBase = LogShape.headCapacity
  static let seed = [UInt8](repeating: 0x42, count: 32)

  enum Refusal: Error { case seed }

  var block: MemoryBlock
  var log: EventLog
  /// Events whose entry was confirmed.
  var safe: [UInt64] = []

  static func capacity(_ shape: LogShape = shape) -> Int { logBase + shape.capacity }

  static func signer() throws -> AnchorSigner {
    guard let key = SigningKey(seed: seed.span) else { throw Refusal.seed }
    var serial = FixedBytes<32>()
    serial.append("LM-0001")
    return AnchorSigner(key: key, serial: serial, utc: UTC(milliseconds: 1_700_000_000_000))
  }

  static func time(_ number: UInt64) -> EventTime {
    EventTime(
      utc: UTC(milliseconds: 1_700_000_000_000 + Int64(number)), clock: .set,
      uptimeMilliseconds: number, start: 1)
  }

  /// An event that tells which it is.
  static func event(_ number: UInt64) -> MeterEvent {
    .demandReset(count: number, origin: Origin(.network, address: 0xAB, endpoint: 1))
  }

  /// Starts on a store, as the meter does.
  init(_ block: MemoryBlock, shape: LogShape = shape, start: UInt64 = 0) throws {
    self.block = block
    let headA = try Self.read(block, 0, HeadFormat.length)
    let headB = try Self.read(block, LogShape.stride, HeadFormat.length)
    var restart = LogRestart(headA: headA.span, headB: headB.span, shape: shape)
    while let offset = restart.wanted {
      let entry = try Self.read(block, Self.logBase + offset, EntryFormat.length)
      restart.take(entry.span)
    }
    log = restart.finish(at: Self.time(start))
  }

  static func read(_ block: MemoryBlock, _ offset: Int, _ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0x5A, count: count)
    var store = block.store
    var span = bytes.mutableSpan
    try store.read(at: offset, into: &span)
    return bytes
  }

  /// A new log with events 1 to `count` in it, and its key.
  static func filled(_ count: UInt64, shape: LogShape = shape) throws -> LogBench {
    let block = MemoryBlock(capacity: capacity(shape))
    try keepKey(block, shape)
    var bench = try LogBench(block, shape: shape)
    let signer = try signer()
    bench.drain(signer)
    var number: UInt64 = 1
    while bench.log.sequence < count {
      bench.log.append(event(number), at: time(number))
      bench.drain(signer)
      number += 1
    }
    return bench
  }

  static func keepKey(_ block: MemoryBlock, _ shape: LogShape) throws {
    guard let image = KeyImage(seed: seed.span) else { throw Refusal.seed }
    var store = block.store
    for copy in [LogCopy.a, .b] {
      try store.write(image.bytes, at: logBase + shape.offset(key: copy))
      try store.sync()
    }
  }

  /// Writes all that is to be written; false where the store failed.
  @discardableResult
  mutating func drain(_ signer: borrowing AnchorSigner) -> Bool {
    while let image = log.next(signer) {
      var store = block.store
      do {
        try store.write(image.bytes.span, at: (image.isHead ? 0 : Self.logBase) + image.offset)
        try store.sync()
      } catch {
        log.giveUp(image)
        return false
      }
      if case .entry(let sequence) = image.part { safe.append(sequence) }
      log.confirm(image)
    }
    return true
  }

  /// Every byte that is safe.
  func content(shape: LogShape = shape) throws -> [UInt8] {
    try Self.read(block, 0, Self.capacity(shape))
  }

  /// What an audit finds.
  static func audit(
    _ content: [UInt8], key: VerifyingKey? = nil, shape: LogShape = shape
  ) -> (findings: [LogFinding], result: LogAuditResult) {
    var findings: [LogFinding] = []
    let span = content.span
    let heads = span.extracting(0..<min(logBase, span.count))
    let area = span.extracting(min(logBase, span.count)..<span.count)
    var audit = LogAudit(heads: heads, log: area, key: key, shape: shape)
    let result = audit.run { findings.append($0) }
    return (findings, result)
  }

  /// The entries of a store, oldest first.
  static func entries(_ content: [UInt8], shape: LogShape = shape) -> [EventEntry] {
    var entries: [EventEntry] = []
    for place in 0..<Int(shape.places) {
      let from = logBase + place * EntryFormat.length
      let bytes = Array(content[from..<from + EntryFormat.length])
      if let entry = EventEntry(bytes.span) { entries.append(entry) }
    }
    return entries.sorted { $0.sequence < $1.sequence }
  }

  /// The part of a store that an entry's place is.
  static func range(_ sequence: UInt64, shape: LogShape = shape) -> Range<Int> {
    let from = logBase + shape.offset(entry: sequence)
    return from..<from + EntryFormat.length
  }

  static func checksum(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var crc = CRC32()
    for byte in bytes { crc.update(byte) }
    return (0..<4).map { UInt8(truncatingIfNeeded: crc.value >> UInt32(8 * $0)) }
  }
}
