// SPDX-License-Identifier: Apache-2.0

import LinuxHardware
import Meter
import ZigBee

extension RadioNote {
  /// Adds what a log says of it.
  func tell(_ line: inout LogLine) {
    switch self {
    case .switchedSupply(let isClosed, let origin):
      line.append(isClosed ? "the supply is closed for " : "the supply is opened for ")
      origin.tell(&line)
    case .refusedSupply(let asked, let origin, let refusal):
      line.append(Self.command(asked))
      origin.tell(&line)
      line.append(" to the supply was refused: ")
      line.append(refusal.text)
    case .bindingsChanged(let count):
      line.append("the radio now reports by ")
      line.append(decimal: count)
      line.append(" bindings")
    case .lost(let count):
      line.append(decimal: count)
      line.append(" more things done by radio at once are not told here")
    case .factoryDefaults: line.append("what was written by radio has its defaults again")
    case .left(let rejoins):
      line.append("the radio left its network")
      line.append(rejoins ? " and looks for one" : ": start again to join")
    }
  }

  private static func command(_ asked: Bool?) -> StaticString {
    switch asked {
    case true: "on of "
    case false: "off of "
    case nil: "toggle of "
    }
  }
}

extension CommandOrigin {
  /// Adds the short address, and the EUI-64 where it is known.
  fileprivate func tell(_ line: inout LogLine) {
    guard self != .startUp else { return line.append("StartUpOnOff") }
    line.append(hexadecimal: UInt64(peer))
    guard let peerEUI64 else { return }
    line.append(" (")
    line.append(hexadecimal: peerEUI64)
    line.append(")")
  }
}

extension SupplyRefusal {
  fileprivate var text: StaticString {
    switch self {
    case .broadcast: "it may have come to more than this meter"
    case .notEncrypted: "it was not under the link key"
    case .notArmed: "the relay is not armed"
    case .notFitted: "no relay answers"
    }
  }
}
