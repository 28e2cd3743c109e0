// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Seal

extension MeterEvent {
  /// Reads an event; nil where its kind, or a value in it, is not known to this firmware.
  public init?(kind: UInt16, payload: Span<UInt8>) {
    var reader = ByteReader(payload)
    guard
      let event = Self.condition(kind, &reader) ?? Self.operation(kind, &reader)
        ?? Self.ofLog(kind, &reader),
      reader.remaining == 0
    else { return nil }
    self = event
  }

  /// What happened to the meter.
  private static func condition(_ kind: UInt16, _ reader: inout ByteReader) -> MeterEvent? {
    switch kind {
    case 1:
      guard let cause: StartCause = reader.value(), let off: UInt64 = reader.littleEndian()
      else { return nil }
      return .powerOn(cause: cause, offMilliseconds: off == .max ? nil : off)
    case 2: return .powerOff
    case 5:
      guard let part: Enclosure = reader.value(), let isOpen = reader.flag() else { return nil }
      return .enclosure(part, isOpen: isOpen)
    case 6:
      guard let sign: Tamper = reader.value(), let isPresent = reader.flag() else { return nil }
      return .tamper(sign, isPresent: isPresent)
    case 10:
      guard let fault: StoreFaultKind = reader.value(), let part: StorePart = reader.value(),
        let place: UInt64 = reader.littleEndian()
      else { return nil }
      return .storeFault(fault, part: part, place: place)
    case 11:
      guard let link: Link = reader.value(), let isLost = reader.flag(),
        let lost: UInt64 = reader.littleEndian()
      else { return nil }
      return .communication(link, isLost: isLost, lostMilliseconds: lost)
    case 12:
      guard let part: SelfCheckPart = reader.value() else { return nil }
      return .selfCheckFailed(part)
    default: return nil
    }
  }

  /// What somebody did to the meter.
  private static func operation(_ kind: UInt16, _ reader: inout ByteReader) -> MeterEvent? {
    switch kind {
    case 3:
      guard let old: Int64 = reader.littleEndian(), let new: Int64 = reader.littleEndian(),
        let source: ClockSource = reader.value(), new >= 0, old >= EntryFormat.noTime
      else { return nil }
      let known = old < 0 ? nil : UTC(milliseconds: old)
      return .clockSet(old: known, new: UTC(milliseconds: new), source: source)
    case 4:
      guard let old = reader.digest(), let new = reader.digest(),
        let counter: UInt64 = reader.littleEndian(), let who = reader.origin()
      else { return nil }
      return .parameterChange(old: old, new: new, counter: counter, who: who)
    case 7:
      guard let relay: Relay = reader.value(), let isClosed = reader.flag(),
        let origin = reader.origin()
      else { return nil }
      return .relay(relay, isClosed: isClosed, origin: origin)
    case 8:
      guard let old: UInt32 = reader.littleEndian(), let new: UInt32 = reader.littleEndian(),
        let digest = reader.digest(), let origin = reader.origin()
      else { return nil }
      return .tariffTable(old: old, new: new, digest: digest, origin: origin)
    case 9:
      guard let old: UInt32 = reader.littleEndian(), let new: UInt32 = reader.littleEndian(),
        let outcome: FirmwareOutcome = reader.value(), let origin = reader.origin()
      else { return nil }
      return .firmware(old: old, new: new, outcome: outcome, origin: origin)
    case 13:
      guard let count: UInt64 = reader.littleEndian(), let origin = reader.origin()
      else { return nil }
      return .demandReset(count: count, origin: origin)
    case 14: return reader.origin().map { .accessRefused(origin: $0) }
    default: return nil
    }
  }

  /// What happened to the log.
  private static func ofLog(_ kind: UInt16, _ reader: inout ByteReader) -> MeterEvent? {
    switch kind {
    case 15:
      guard let cause: LogBegin = reader.value(), let last: UInt64 = reader.littleEndian()
      else { return nil }
      return .logBegun(cause: cause, last: last)
    case 16: return reader.littleEndian(UInt64.self).map { .eventsLost(count: $0) }
    case 17:
      guard let number: UInt8 = reader.littleEndian(), let sequence: UInt64 = reader.littleEndian(),
        let fault = LogFault(number, sequence)
      else { return nil }
      return .logFault(fault)
    default: return nil
    }
  }
}

extension ByteReader {
  /// The next byte, as a value that this firmware knows.
  mutating func value<T: RawRepresentable>() -> T? where T.RawValue == UInt8 {
    littleEndian(UInt8.self).flatMap(T.init(rawValue:))
  }

  fileprivate mutating func flag() -> Bool? {
    guard let byte: UInt8 = littleEndian(), byte <= 1 else { return nil }
    return byte == 1
  }

  mutating func digest() -> Digest? {
    var bytes = InlineArray<32, UInt8>(repeating: 0)
    for index in bytes.indices {
      guard let byte: UInt8 = littleEndian() else { return nil }
      bytes[index] = byte
    }
    return Digest(bytes)
  }

  fileprivate mutating func origin() -> Origin? {
    guard let way: Origin.Way = value(), let endpoint: UInt8 = littleEndian(),
      let address: UInt64 = littleEndian()
    else { return nil }
    return Origin(way, address: address, endpoint: endpoint)
  }
}
