// SPDX-License-Identifier: Apache-2.0

import Bytes
public import EventLog
import Ledger
public import Quantities
public import Seal

/// What self-checks found since the start.
struct SelfChecks {
  private var bits: UInt16 = 0

  /// Whether everything is well.
  var isWell: Bool { bits == 0 }
  /// One bit a part, by its number.
  var flags: UInt16 { bits }

  func hasFailed(_ part: SelfCheckPart) -> Bool { bits & 1 << part.rawValue != 0 }

  /// True where it is new.
  mutating func fail(_ part: SelfCheckPart) -> Bool {
    defer { bits |= 1 << part.rawValue }
    return !hasFailed(part)
  }
}

extension Meter {
  /// Parts of which a self-check failed since the start.
  public func hasFailed(_ part: SelfCheckPart) -> Bool { checks.hasFailed(part) }

  /// Whether no self-check failed since the start.
  public var isSound: Bool { checks.isWell }

  /// Takes what a self-check of the board found wrong: an event, a status bit, a page.
  public mutating func selfCheckFailed(
    _ part: SelfCheckPart, at now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    guard checks.fail(part) else { return }
    output.log(.selfCheckFailed(part), at: eventTime(at: now))
  }

  /// Takes the hash of the program that runs, to be told.
  public mutating func tell(code: Digest) { self.code = code }

  /// The first eight bytes of the program's hash; 0 while it is not known.
  var codeNumber: UInt64 {
    guard let code else { return keptCode }
    var number: UInt64 = 0
    for index in 0..<8 { number |= UInt64(code.bytes[index]) << UInt64(8 * index) }
    return number
  }

  /// Another program than the one that kept its state before is an event.
  mutating func checkCode(at now: Instant, _ output: inout some MeterOutput & ~Copyable) {
    let number = codeNumber
    guard number != keptCode else { return }
    let old = keptCode
    isTrailDue = true
    guard old != 0 else { return }
    output.log(
      .firmware(
        old: UInt32(truncatingIfNeeded: old), new: UInt32(truncatingIfNeeded: number),
        outcome: .activated, origin: Origin(.meter)), at: eventTime(at: now))
  }

  /// Other parameters than those that were in force when the state was kept are a change: the
  /// trail of it. They came with the seal open, by a person at the meter.
  mutating func checkParameters(
    at now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    let old = keptParameters
    guard let digest = parameters.digest else {
      // Parameters were in force, and nobody took them away by the meter.
      if old != .zero { selfCheckFailed(.parameters, at: now, &output) }
      return
    }
    guard digest != old else { return }
    isTrailDue = true
    output.log(
      .parameterChange(
        old: old, new: digest, counter: parameters.counter, who: Origin(.local)),
      at: eventTime(at: now))
  }

  /// All events so far are safe: what the trail tells is kept as known from now on.
  public mutating func eventsAreSafe() {
    guard isTrailDue else { return }
    isTrailDue = false
    keptCode = codeNumber
    keptParameters = parameters.digest ?? keptParameters
    kept.change()
  }

  /// Registers that cannot have come of those that are safe are not kept: the meter goes on from
  /// the safe ones, and what was measured since is lost.
  mutating func checkRegisters(
    at now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    guard !accounts.registers.isSound(after: saves.confirmed) else { return }
    let saves = accounts.registers.events.saves
    accounts.registers = self.saves.confirmed
    accounts.registers.events.saves = max(saves, accounts.registers.events.saves)
    selfCheckFailed(.registers, at: now, &output)
  }
}
