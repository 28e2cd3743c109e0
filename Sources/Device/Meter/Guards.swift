// SPDX-License-Identifier: Apache-2.0

import EventLog
import Metrology
import Quantities

/// What keeps hands out, and what speaks of them; where no switch is fitted all is closed.
struct Guards {
  /// The calibration seal.
  var seal = GuardLine()
  /// The cover.
  var cover = GuardLine()
  /// The magnet sensor: open is a magnet.
  var magnet = GuardLine()
  var reversed = ReverseWatch()

  /// Whether any sign of tampering is there.
  var isTampered: Bool { cover.isOpen || magnet.isOpen || reversed.isPresent }
}

/// A contact that bounces: it counts when it has stood for `settleNanoseconds`; one that does not
/// come to rest counts as open.
struct GuardLine {
  /// Unit: nanoseconds.
  static let settleNanoseconds: UInt64 = 200_000_000
  /// Bounces for so long are no closed contact. Unit: nanoseconds.
  static let restlessNanoseconds: UInt64 = 1_000_000_000

  /// As it last stood for long enough; closed at first.
  private(set) var isOpen = false
  var budget = EventBudget()
  private var felt: (isOpen: Bool, since: Instant)?
  private var restlessSince: Instant?

  /// Takes a new level.
  mutating func feel(isOpen: Bool, at now: Instant) {
    felt = (isOpen, now)
    restlessSince = restlessSince ?? now
  }

  /// True (opened) or false (closed) where it has come to stand there now.
  mutating func settled(at now: Instant) -> Bool? {
    guard let felt, let restlessSince else { return nil }
    let isAtRest = now.since(felt.since) >= Self.settleNanoseconds
    guard isAtRest || now.since(restlessSince) >= Self.restlessNanoseconds else { return nil }
    if isAtRest { (self.felt, self.restlessSince) = (nil, nil) }
    let opens = isAtRest ? felt.isOpen : true
    guard opens != isOpen else { return nil }
    isOpen = opens
    return opens
  }
}

/// Energy that flows back for a minute is a sign of tampering, where the contract has no delivery;
/// it ends after a minute without.
struct ReverseWatch {
  /// Unit: nanoseconds.
  static let nanoseconds: UInt64 = 60_000_000_000

  private(set) var isPresent = false
  var budget = EventBudget()
  private var since: Instant?

  /// Takes a block; whether the sign began (true) or ended (false) with it.
  mutating func add(_ block: BlockFigures, isNoLoad: Bool) -> Bool? {
    let isReverse = block.activePower.microwatts < 0 && !isNoLoad
    guard isReverse != isPresent else {
      since = nil
      return nil
    }
    let start = since ?? block.start
    since = start
    guard block.end.since(start) >= Self.nanoseconds else { return nil }
    (isPresent, since) = (isReverse, nil)
    return isReverse
  }
}

extension Meter {
  /// Takes a guard's level: low is open.
  mutating func guarded(_ line: InputLine, isHigh: Bool, at now: Instant) {
    switch line {
    case .calibrationSeal: guards.seal.feel(isOpen: !isHigh, at: now)
    case .cover: guards.cover.feel(isOpen: !isHigh, at: now)
    case .magnet: guards.magnet.feel(isOpen: !isHigh, at: now)
    default: break
    }
  }

  /// Tells what guards have come to: one that is closed at the start is no event.
  mutating func watchGuards(at now: Instant, _ output: inout some MeterOutput & ~Copyable) {
    let time = eventTime(at: now)
    if let isOpen = guards.seal.settled(at: now) {
      guards.seal.budget.log(
        .enclosure(.calibrationSeal, isOpen: isOpen), begins: isOpen, at: time, now, &output)
    }
    if let isOpen = guards.cover.settled(at: now) {
      guards.cover.budget.log(
        .enclosure(.cover, isOpen: isOpen), begins: isOpen, at: time, now, &output)
    }
    if let isPresent = guards.magnet.settled(at: now) {
      guards.magnet.budget.log(
        .tamper(.magnet, isPresent: isPresent), begins: isPresent, at: time, now, &output)
    }
    catchUp(at: time, now, &output)
  }

  /// What was not logged, as soon as it may be.
  private mutating func catchUp(
    at time: EventTime, _ now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    let (seal, cover) = (guards.seal.isOpen, guards.cover.isOpen)
    guards.seal.budget.catchUp(
      seal ? .enclosure(.calibrationSeal, isOpen: true) : nil, at: time, now, &output)
    guards.cover.budget.catchUp(
      cover ? .enclosure(.cover, isOpen: true) : nil, at: time, now, &output)
    let (magnet, reversed) = (guards.magnet.isOpen, guards.reversed.isPresent)
    guards.magnet.budget.catchUp(
      magnet ? .tamper(.magnet, isPresent: true) : nil, at: time, now, &output)
    guards.reversed.budget.catchUp(
      reversed ? .tamper(.reverseEnergy, isPresent: true) : nil, at: time, now, &output)
  }

  /// Looks at the newest block for energy that flows back.
  mutating func watchDirection(at now: Instant, _ output: inout some MeterOutput & ~Copyable) {
    guard !parameters.isExportExpected, let block = latest, block.end != watchedBlock else {
      return
    }
    watchedBlock = block.end
    if let isPresent = guards.reversed.add(block, isNoLoad: isNoLoad) {
      guards.reversed.budget.log(
        .tamper(.reverseEnergy, isPresent: isPresent), begins: isPresent,
        at: eventTime(at: now), now, &output)
    }
  }
}
