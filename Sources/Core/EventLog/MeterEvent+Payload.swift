// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Seal

/// What is written of an event: a number for its kind, and its fields.
extension MeterEvent {
  /// The number of its kind; never given to another one.
  public var kind: UInt16 {
    switch self {
    case .powerOn: 1
    case .powerOff: 2
    case .clockSet: 3
    case .parameterChange: 4
    case .enclosure: 5
    case .tamper: 6
    case .relay: 7
    case .tariffTable: 8
    case .firmware: 9
    case .storeFault: 10
    case .communication: 11
    case .selfCheckFailed: 12
    case .demandReset: 13
    case .accessRefused: 14
    case .logBegun: 15
    case .eventsLost: 16
    case .logFault: 17
    }
  }

  /// Its fields, as `SPEC.md` has them.
  var payload: EntryFormat.Payload {
    var bytes = EntryFormat.Payload()
    switch self {
    case .powerOff: break
    case .powerOn(let cause, let off):
      bytes.append(cause.rawValue)
      bytes.append(littleEndian: off ?? .max)
    case .clockSet(let old, let new, let source):
      bytes.append(littleEndian: old?.milliseconds ?? EntryFormat.noTime)
      bytes.append(littleEndian: new.milliseconds)
      bytes.append(source.rawValue)
    case .enclosure(let part, let isOpen): bytes.append(part.rawValue, isOpen)
    case .tamper(let kind, let isPresent): bytes.append(kind.rawValue, isPresent)
    case .communication(let link, let isLost, let lost):
      bytes.append(link.rawValue, isLost)
      bytes.append(littleEndian: lost)
    case .storeFault(let kind, let part, let place):
      bytes.append(kind.rawValue)
      bytes.append(part.rawValue)
      bytes.append(littleEndian: place)
    case .selfCheckFailed(let part): bytes.append(part.rawValue)
    case .logBegun(let cause, let last):
      bytes.append(cause.rawValue)
      bytes.append(littleEndian: last)
    case .eventsLost(let count): bytes.append(littleEndian: count)
    case .logFault(let fault):
      bytes.append(fault.number)
      bytes.append(littleEndian: fault.sequence)
    default: appendOperation(to: &bytes)
    }
    return bytes
  }

  /// What somebody did.
  private func appendOperation(to bytes: inout EntryFormat.Payload) {
    switch self {
    case .parameterChange(let old, let new, let counter, let who):
      bytes.append(old.bytes.span)
      bytes.append(new.bytes.span)
      bytes.append(littleEndian: counter)
      bytes.append(who)
    case .relay(let relay, let isClosed, let origin):
      bytes.append(relay.rawValue, isClosed)
      bytes.append(origin)
    case .tariffTable(let old, let new, let digest, let origin):
      bytes.append(littleEndian: old)
      bytes.append(littleEndian: new)
      bytes.append(digest.bytes.span)
      bytes.append(origin)
    case .firmware(let old, let new, let outcome, let origin):
      bytes.append(littleEndian: old)
      bytes.append(littleEndian: new)
      bytes.append(outcome.rawValue)
      bytes.append(origin)
    case .demandReset(let count, let origin):
      bytes.append(littleEndian: count)
      bytes.append(origin)
    case .accessRefused(let origin): bytes.append(origin)
    default: break
    }
  }
}

extension LogFault {
  var number: UInt8 {
    switch self {
    case .headLost: 0
    case .entryMissing: 1
    case .chainBroken: 2
    case .headBehind: 3
    case .unreadable: 4
    case .otherShape: 5
    }
  }

  /// The entry it is about; 0 where there is none.
  public var sequence: UInt64 {
    switch self {
    case .headLost, .otherShape: 0
    case .entryMissing(let sequence), .chainBroken(let sequence): sequence
    case .headBehind(let sequence), .unreadable(let sequence): sequence
    }
  }

  init?(_ number: UInt8, _ sequence: UInt64) {
    switch number {
    case 0: self = .headLost
    case 1: self = .entryMissing(sequence)
    case 2: self = .chainBroken(sequence)
    case 3: self = .headBehind(sequence)
    case 4: self = .unreadable(sequence)
    case 5: self = .otherShape
    default: return nil
    }
  }
}

extension FixedBytes {
  fileprivate mutating func append(_ number: UInt8, _ flag: Bool) {
    append(number)
    append(flag ? 1 : 0)
  }

  fileprivate mutating func append(_ origin: Origin) {
    append(origin.way.rawValue)
    append(origin.endpoint)
    append(littleEndian: origin.address)
  }
}
