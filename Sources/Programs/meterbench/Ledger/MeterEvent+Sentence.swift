// SPDX-License-Identifier: Apache-2.0

import EventLog
import Quantities
import Seal

extension MeterEvent {
  /// What happened, in words.
  var sentence: String {
    switch self {
    case .powerOn(let cause, let off):
      "start (\(cause))" + (off.map { ", off for \($0) ms" } ?? ", off for an unknown time")
    case .powerOff: "power off"
    case .clockSet(let old, let new, let source):
      "clock set by \(source): \(old.map(EventList.utc) ?? "unknown") to \(EventList.utc(new))"
    case .parameterChange(let old, let new, let counter, let who):
      "parameters \(counter): \(old.text) to \(new.text), by \(who.text)"
    case .enclosure(let part, let isOpen): "\(part) \(isOpen ? "opened" : "closed")"
    case .tamper(let sign, let isPresent): "\(sign) \(isPresent ? "began" : "ended")"
    case .relay(let relay, let isClosed, let origin):
      "relay \(relay) \(isClosed ? "closed" : "opened"), by \(origin.text)"
    case .tariffTable(let old, let new, let digest, let origin):
      "tariff table \(old) to \(new) (\(digest.text)), by \(origin.text)"
    case .firmware(let old, let new, let outcome, let origin):
      "firmware \(old) to \(new): \(outcome), by \(origin.text)"
    case .storeFault(let kind, let part, let place): "store of \(part): \(kind) at \(place)"
    case .communication(let link, let isLost, let lost):
      isLost ? "\(link) lost" : "\(link) back after \(lost) ms"
    case .selfCheckFailed(let part): "self-check failed: \(part)"
    case .demandReset(let count, let origin): "demand reset \(count), by \(origin.text)"
    case .accessRefused(let origin): "access refused to \(origin.text)"
    case .logBegun(let cause, let last): "log begun after \(last): \(cause)"
    case .eventsLost(let count): "\(count) events lost: they came too fast"
    case .logFault(let fault): "log found damaged: \(fault)"
    }
  }
}

extension Origin {
  fileprivate var text: String {
    guard address != 0 || endpoint != 0 else { return "\(way)" }
    let digits = String(address, radix: 16)
    return "\(way) 0x\(digits) endpoint \(endpoint)"
  }
}

extension Digest {
  fileprivate var text: String { Hexadecimal.digits(bytes) }
}
