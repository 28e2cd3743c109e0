// SPDX-License-Identifier: Apache-2.0

import EventLog
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
      if isClosed { reconnected() }
      kept.changeAtOnce()
      output.log(
        .relay(.supply, isClosed: isClosed, origin: Origin(origin)), at: eventTime(at: now))
      output.noted(.switchedSupply(isClosed, origin))
    case .refusedSupply(let asked, let origin, let refusal):
      refusedSupplyCommands = refusedSupplyCommands.addingSaturating(1)
      logRefusal(Origin(origin), at: now, &output)
      output.noted(.refusedSupply(asked, origin, refusal))
    case .identify(let seconds): display.identify(seconds: seconds, at: now)
    case .showMessage(let message): display.message = message
    case .withdrawMessage: display.message = nil
    case .setClock(let utc):
      if !clock.told(byNetwork: utc, at: now) {
        logRefusal(Origin(.network), at: now, &output)
      }
    case .price(let price):
      accounts.price = price.flatMap(IntervalPrice.init)
      if !tariff.isInForce { setTier(price?.tier, at: now) }
    case .shedLoad(let isShed):
      output.shedLoad(isShed)
      loadSheds.log(
        .relay(.loadControl, isClosed: !isShed, origin: Origin(.network)), begins: isShed,
        at: eventTime(at: now), now, &output)
    case .keepState: kept.change()
    case .factoryDefaults: output.noted(.factoryDefaults)
    case .bindingsChanged(let count): output.noted(.bindingsChanged(count: count))
    case .profile(let request):
      let answer = profileAnswer(to: request)
      if let message = device.answer(profile: answer, to: request) { _ = send(message, at: now) }
    case .snapshot(let request): takeSnapshot(request, at: now, &output)
    case .upgradeRefused(let version, let isDamaged):
      firmwareRefusals.log(
        .firmware(
          old: parameters.identity.fileVersion, new: version,
          outcome: isDamaged ? .damaged : .notSuitable, origin: Origin(.network)),
        at: eventTime(at: now), now, &output)
    case .upgrade(let effect): output.stage(effect)
    case .leaveNetwork(let rejoins):
      radio.leave(rejoining: rejoins, at: now)
      output.noted(.left(rejoins: rejoins))
    }
  }

  /// Answers GetProfile out of the intervals that are kept, newest first; one that is missing
  /// stays a gap.
  func profileAnswer(to request: ProfileRequest) -> ProfileAnswer {
    let minutes = parameters.profile.minutes
    let period = parameters.profile.profileIntervalPeriod ?? 0
    guard let newest = newestInterval(request, minutes) else {
      return ProfileAnswer(end: 0, period: period)
    }
    var answer = ProfileAnswer(end: newest.end.zclSeconds ?? 0, period: period)
    for back in 0..<Int64(request.count) {
      let interval = profile[newest.number - back, minutes]
      let energy =
        request.isReceived ? interval?.energies.energyExport : interval?.energies.energyImport
      guard answer.append(energy?.told) else { break }
    }
    return answer
  }

  /// The newest interval of the length in force that ends no later than was asked for.
  private func newestInterval(_ request: ProfileRequest, _ minutes: UInt8) -> ProfileInterval? {
    guard let newest = profile.newest, newest.minutes == minutes else { return nil }
    guard let end = request.end else { return newest }
    for back in 0..<Int64(LoadProfile.intervalsMax) {
      let interval = profile[newest.number - back, minutes]
      if let interval, (interval.end.zclSeconds ?? UInt32.max) <= end { return interval }
    }
    return nil
  }
}

extension IntervalPrice {
  /// A price that the network tells; nil where it cannot be kept.
  fileprivate init?(_ price: PriceInForce) {
    guard price.price < .max else { return nil }
    self.init(
      value: price.price, trailingDigits: price.trailingDigits, currency: price.currency)
  }
}
