// SPDX-License-Identifier: Apache-2.0

import Meter
import ZigBee

extension RadioNote {
  /// What a log says of it.
  var text: String {
    switch self {
    case .switchedSupply(let isClosed, let origin):
      "the supply is \(isClosed ? "closed" : "opened") for \(origin.text)"
    case .refusedSupply(let asked, let origin, let refusal):
      "\(Self.command(asked)) of \(origin.text) to the supply was refused: \(refusal.text)"
    case .bindingsChanged(let count): "the radio now reports by \(count) bindings"
    case .lost(let count): "\(count) more things done by radio at once are not told here"
    case .factoryDefaults: "what was written by radio has its defaults again"
    case .left(let rejoins):
      "the radio left its network\(rejoins ? " and looks for one" : ": start again to join")"
    }
  }

  private static func command(_ asked: Bool?) -> String {
    asked.map { $0 ? "on" : "off" } ?? "toggle"
  }
}

extension CommandOrigin {
  /// Short address, and EUI-64 where it is known.
  fileprivate var text: String {
    if self == .startUp { return "StartUpOnOff" }
    let short = String(peer, radix: 16)
    return peerEUI64.map { "\(short) (\(String($0, radix: 16)))" } ?? short
  }
}

extension SupplyRefusal {
  fileprivate var text: String {
    switch self {
    case .broadcast: "it may have come to more than this meter"
    case .notEncrypted: "it was not under the link key"
    case .notArmed: "the relay is not armed"
    case .notFitted: "no relay answers"
    }
  }
}
