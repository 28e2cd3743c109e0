// SPDX-License-Identifier: Apache-2.0

import Ledger
import Quantities
import RadioLink
import ZigBee

extension Meter {
  /// Does what the radio's device wants of the meter.
  mutating func carryOutEffects(
    at now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    while let effect = device.nextEffect() { carryOut(effect, at: now, &output) }
    keepState(at: now, &output)
    if let isClosed = supply.drive(at: now) { output.switchSupply(isClosed: isClosed) }
  }

  mutating func carryOut(
    _ effect: DeviceEffect, at now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    switch effect {
    case .switchSupply(let isClosed, let origin):
      supply.ask(isClosed, origin)
      kept.changeAtOnce()
    case .refusedSupply: refusedSupplyCommands = refusedSupplyCommands.addingSaturating(1)
    case .identify(let seconds): display.identify(seconds: seconds, at: now)
    case .showMessage(let message): display.message = message
    case .withdrawMessage: display.message = nil
    case .setClock(let utc): networkClock = (now, utc)
    case .price(let price): setTier(price?.tier, at: now)
    case .shedLoad(let isShed): output.shedLoad(isShed)
    case .keepState, .factoryDefaults: kept.change()
    case .leaveNetwork(let rejoins): radio.leave(rejoining: rejoins, at: now)
    case .profile, .upgrade, .bindingsChanged: break
    }
  }

  /// The time of day as the network tells it, carried on; nil while it has not.
  func networkTime(at now: Instant) -> UTC? {
    networkClock.map { known in
      let more = Int64(clamping: now.since(known.instant) / 1_000_000)
      return UTC(milliseconds: known.utc.milliseconds.addingSaturating(more))
    }
  }
}
