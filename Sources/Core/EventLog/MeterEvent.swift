// SPDX-License-Identifier: Apache-2.0

public import Quantities
public import Seal

/// What the event log is about; the payload's bytes are in `SPEC.md`.
///
/// - Source: [OIML D31:2023] 6.2.3.5 and 6 (trail of changes), 6.2.6 (self-check), 6.2.7 (clock),
///   6.3.4.4 (storage), 6.3.8.4 (each attempt of an update).
public enum MeterEvent: Equatable, Sendable {
  /// The meter started. How long it was off, in milliseconds; nil where no clock knows.
  case powerOn(cause: StartCause, offMilliseconds: UInt64?)
  /// The supply fails, or the meter is told to stop.
  case powerOff
  /// The clock was set. `old` is nil where it was not known.
  case clockSet(old: UTC?, new: UTC, source: ClockSource)
  /// The parameter block was replaced: SHA-256 of both, the new one's counter, and who did it.
  case parameterChange(old: Digest, new: Digest, counter: UInt64, who: Origin)
  /// The calibration seal or the cover was opened or closed.
  case enclosure(Enclosure, isOpen: Bool)
  /// A sign of tampering began or ended.
  case tamper(Tamper, isPresent: Bool)
  /// A relay was told to open or close.
  case relay(Relay, isClosed: Bool, origin: Origin)
  /// Another tariff table is in force: its number and SHA-256. A change of tier is no event.
  case tariffTable(old: UInt32, new: UInt32, digest: Digest, origin: Origin)
  /// What became of an attempt to change the firmware.
  case firmware(old: UInt32, new: UInt32, outcome: FirmwareOutcome, origin: Origin)
  /// A store failed. `place` is the byte or the entry where it did.
  case storeFault(StoreFaultKind, part: StorePart, place: UInt64)
  /// Communication was lost, or came back after so many milliseconds.
  case communication(Link, isLost: Bool, lostMilliseconds: UInt64)
  /// A self-check found something wrong.
  case selfCheckFailed(SelfCheckPart)
  /// The maxima of demand were reset, so often by now.
  case demandReset(count: UInt64, origin: Origin)
  /// Somebody asked for something that he may not have.
  case accessRefused(origin: Origin)
  /// The log begins, or begins again; `last` is the last number that is known to have been given.
  case logBegun(cause: LogBegin, last: UInt64)
  /// So many events could not be kept: they came faster than the store takes them.
  case eventsLost(count: UInt64)
  /// The log itself was found damaged at a start.
  case logFault(LogFault)
}

/// Who did it.
public struct Origin: Equatable, Sendable {
  /// By which way it came.
  public enum Way: UInt8, Sendable {
    /// The meter itself decided.
    case meter = 0
    /// A person at the meter: push button, seal switch.
    case local = 1
    /// The local port.
    case port = 2
    /// The radio network.
    case network = 3
    /// The bench tool.
    case bench = 4
  }
  /// By which way it came.
  public var way: Way
  /// IEEE address, or the short one where that is all that is known; 0 where there is none.
  public var address: UInt64
  /// The endpoint in the network; 0 where there is none.
  public var endpoint: UInt8

  /// Makes an origin.
  public init(_ way: Way, address: UInt64 = 0, endpoint: UInt8 = 0) {
    self.way = way
    self.address = address
    self.endpoint = endpoint
  }
}

/// What the log was found to lack when the meter started.
public enum LogFault: Equatable, Sendable {
  /// Neither copy of the head is whole; the newest entry was found by reading all places.
  case headLost
  /// The place of the newest entry, by this number, holds something else.
  case entryMissing(UInt64)
  /// The entry of this number is whole, and not the one that the head knows.
  case chainBroken(UInt64)
  /// The head was older than the entries: it knew this one as the newest.
  case headBehind(UInt64)
  /// The entries could not be read from the store; this is the number of the first of them.
  case unreadable(UInt64)
  /// The head is of a log with another number of places.
  case otherShape
}
