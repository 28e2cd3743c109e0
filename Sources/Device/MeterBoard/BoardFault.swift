// SPDX-License-Identifier: Apache-2.0

import Ledger

/// What went wrong on the board; metering goes on, and each fault is told when it happens.
public enum BoardFault: UInt8, Equatable, Sendable {
  /// The converter did not answer, or not as it must; its samples are missing.
  case converter
  /// The meter did not take the samples in time; the newest are missing.
  case overrun
  /// The display could not be written.
  case display
  /// The test output could not be switched.
  case testOutput
  /// The radio's port could not be read or written, told once until it can be again, or its queue
  /// overflowed.
  case radio
  /// The registers could not be saved; the next save tries again.
  case store
  /// Registers were not saved because the save before them had not ended.
  case saveOutstanding
  /// Registers were not saved because one was below what was saved before.
  case registersWentDown
  /// Registers were not saved because an energy was negative.
  case registersNegative
  /// The local port could not be read or written: told once until it can be again.
  case localPort
  /// The seal, the cover, the magnet sensor or the power-fail line could not be read.
  case guards
  /// The button could not be read.
  case button
  /// The image of an upgrade could not be staged, or not all of it.
  case staging
  /// What the meter keeps besides its registers could not be kept; it is tried again.
  case state
  /// What was kept besides the registers cannot be known: the meter goes on without.
  case stateLost
  /// An interval of the load profile could not be kept; it is tried again.
  case profile
  /// The event log or its key could not be written; it is tried again.
  case events
  /// A snapshot of the registers could not be kept; it is tried again.
  case snapshot
  /// The supply relay, its feedback contact or the controlled load could not be reached.
  case supply
  /// A part of the store could not be read at the start: the meter goes on without what it held.
  case storeUnread
  /// The converter's bus is stuck or its adapter is gone; samples are missing.
  case bus

  /// Why the ledger refused a save.
  init(_ refusal: LedgerError) {
    self =
      switch refusal {
      case .saveOutstanding: .saveOutstanding
      case .wentDown: .registersWentDown
      case .negative: .registersNegative
      }
  }
}
