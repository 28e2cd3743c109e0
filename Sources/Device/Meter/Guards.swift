// SPDX-License-Identifier: Apache-2.0

import EventLog
import Metrology
import Quantities

/// What keeps hands out, and what speaks of them.
struct Guards {
  /// Whether the calibration seal is open; where no switch is fitted it is closed.
  var isSealOpen = false
  /// Whether the cover is open.
  var isCoverOpen = false
  /// Whether a magnet is at the sensor.
  var isMagnetPresent = false
  /// Whether energy flows back where the contract has none.
  var isReversed: Bool { reversed.isPresent }
  var reversed = ReverseWatch()

  /// Whether any sign of tampering is there.
  var isTampered: Bool { isCoverOpen || isMagnetPresent || isReversed }
}

/// Energy that flows back for a minute is a sign of tampering, where the contract has no delivery;
/// it ends after a minute without.
struct ReverseWatch {
  /// Unit: nanoseconds.
  static let nanoseconds: UInt64 = 60_000_000_000

  private(set) var isPresent = false
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
  /// Takes a guard's level: a guard that is closed at the start is no event.
  mutating func guarded(
    _ line: UInt8, isHigh: Bool, at now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    let isOpen = !isHigh
    switch InputLine(rawValue: line) {
    case .calibrationSeal where guards.isSealOpen != isOpen:
      guards.isSealOpen = isOpen
      output.log(.enclosure(.calibrationSeal, isOpen: isOpen), at: eventTime(at: now))
    case .cover where guards.isCoverOpen != isOpen:
      guards.isCoverOpen = isOpen
      output.log(.enclosure(.cover, isOpen: isOpen), at: eventTime(at: now))
    case .magnet where guards.isMagnetPresent != isOpen:
      guards.isMagnetPresent = isOpen
      output.log(.tamper(.magnet, isPresent: isOpen), at: eventTime(at: now))
    default: break
    }
  }

  /// Looks at the newest block for energy that flows back.
  mutating func watchDirection(at now: Instant, _ output: inout some MeterOutput & ~Copyable) {
    guard !parameters.isExportExpected, let block = latest, block.end != watchedBlock else {
      return
    }
    watchedBlock = block.end
    if let isPresent = guards.reversed.add(block, isNoLoad: isNoLoad) {
      output.log(.tamper(.reverseEnergy, isPresent: isPresent), at: eventTime(at: now))
    }
  }
}
