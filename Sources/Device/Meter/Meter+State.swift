// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Metrology
public import Quantities
import Seal
import Tariff
import ZigBee

extension Meter {
  /// Takes the state that was kept besides the registers, before `restore`; without it the meter
  /// has asked nothing of its relay and its radio knows nobody.
  ///
  /// - Range: what `MeterOutput.keep` gave out; another version, or a cut one, counts as none.
  public mutating func restore(kept bytes: Span<UInt8>) {
    guard !isRestored else { return }
    var reader = ByteReader(bytes)
    guard let version = reader.littleEndian(UInt8.self), version >= 1,
      version <= KeptState.version, let supply = reader.littleEndian(UInt8.self),
      supply <= Self.supplyClosed
    else { return }
    if version > 1 {
      let start = reader.position
      guard reader.skip(SupplyLimiter.keptBytes) else { return }
      let limiter = bytes.extracting(start..<reader.position)
      accounts.limiter = SupplyLimiter(parameters.limiter, kept: limiter) ?? accounts.limiter
      guard let code = reader.littleEndian(UInt64.self), reader.skip(32),
        let digest = Self.parameters(inKept: bytes)
      else { return }
      (keptCode, keptParameters) = (code, digest)
    }
    if version > 2 {
      guard let saves = reader.littleEndian(UInt64.self),
        let pending = reader.littleEndian(Int32.self)
      else { return }
      kept.pulses = KeptState.Pulses(saves: saves, pending: pending)
    }
    self.supply.restore(wanted: supply == Self.supplyUnknown ? nil : supply == Self.supplyClosed)
    _ = device.restore(bytes.extracting(reader.position..<bytes.count))
  }

  /// The hash of the parameters that were in force when a state was kept, zeros for none; nil where
  /// it does not say.
  public static func parameters(inKept bytes: Span<UInt8>) -> Digest? {
    var reader = ByteReader(bytes)
    guard let version = reader.littleEndian(UInt8.self), version > 1,
      version <= KeptState.version, reader.skip(1 + SupplyLimiter.keptBytes + 8)
    else { return nil }
    let start = reader.position
    return reader.skip(32) ? Digest(bytes.extracting(start..<reader.position)) : nil
  }

  /// Takes places of the load profile as they were kept, `ProfileFormat.stride` bytes each, oldest
  /// first, before `restore`; a place that holds no whole interval gives none.
  ///
  /// - Returns: whether there was an interval.
  @discardableResult
  public mutating func restore(profile bytes: Span<UInt8>) -> Bool {
    guard !isRestored else { return false }
    var isAny = false
    var start = 0
    while start + ProfileFormat.length <= bytes.count {
      if let entry = ProfileEntry(bytes.extracting(start..<bytes.count)) {
        accounts.profile.add(entry)
        isAny = true
      }
      start += ProfileFormat.stride
    }
    return isAny
  }

  /// Takes what became of a save that `MeterOutput` was asked for.
  public mutating func saved(_ outcome: SaveOutcome, at now: Instant) {
    guard isRestored else { return }
    switch outcome.part {
    case .registers: saves.ended(outcome)
    case .state: kept.ended(outcome, at: now)
    case .snapshot: snapshotEnded(outcome)
    case .stagedBytes:
      let offset = UInt32(truncatingIfNeeded: outcome.number)
      device.staged(outcome.isSafe ? .safe(offset: offset) : .failed, at: Moment(now, utc: time))
    case .staging:
      let version = UInt32(truncatingIfNeeded: outcome.number)
      let staged: StagingOutcome =
        version == 0
        ? .failed : outcome.isSafe ? .right(version: version) : .wrong(version: version)
      device.staged(staged, at: Moment(now, utc: time))
    }
  }

  /// Takes the level of an input line; one that means nothing changes nothing.
  public mutating func changed(
    line: UInt8, isHigh: Bool, at now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    guard isRestored else { return }
    guard let line = InputLine(rawValue: line) else { return }
    switch line {
    case .supplyFeedback: supply.felt(isClosed: isHigh)
    case .pageButton:
      if !isHigh { display.wake(at: now) }
      if let press = button.changed(isPressed: !isHigh, at: now) {
        pressed(press, at: now, &output)
      }
    case .calibrationSeal, .cover, .magnet: guarded(line, isHigh: isHigh, at: now)
    case .powerFail: supplyChanged(isFailing: !isHigh, at: now, &output)
    }
  }

  /// Hands out the state where it is due, before the relay moves: after a cut between the two it
  /// is moved at the start. A state that does not fit is not kept.
  mutating func keepState(at now: Instant, _ output: inout some MeterOutput & ~Copyable) {
    guard kept.isDue(at: now) else { return }
    var bytes = InlineArray<1280, UInt8>(repeating: 0)
    var count = 0
    do {
      var writer = ByteWriter(bytes.mutableSpan)
      writer.littleEndian(KeptState.version)
      writer.littleEndian(
        supply.wanted.map { $0 ? Self.supplyClosed : Self.supplyOpen } ?? Self.supplyUnknown)
      let limiter = accounts.limiter.kept
      writer.append(limiter.span)
      writer.littleEndian(keptCode)
      writer.append(keptParameters.bytes.span)
      writer.littleEndian(kept.pulses.saves)
      writer.littleEndian(kept.pulses.pending)
      let radio = device.kept
      writer.append(radio.span)
      if !writer.overflowed { count = writer.position }
    }
    let number = kept.ask(at: now)
    if count > 0 { output.keep(bytes.span.extracting(0..<count), number: number) }
  }

  private static var supplyUnknown: UInt8 { 0 }
  private static var supplyOpen: UInt8 { 1 }
  private static var supplyClosed: UInt8 { 2 }
}
