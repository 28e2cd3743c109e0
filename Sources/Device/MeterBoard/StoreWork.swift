// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
import HardwareInterface
import Ledger
import Quantities

/// Whose job in the store queue it is.
enum StoreTicket: UInt32 {
  case registers = 1
  case state = 2
  case profile = 3
  case snapshot = 4
  case events = 5
  case key = 6
}

/// How far something is on its way to be safe.
enum StoreProgress {
  /// It may be handed over.
  case idle
  /// It was handed over.
  case underWay
  /// It failed, and may be handed over again from then on.
  case failed(until: Instant)

  /// Whether it may be handed over now.
  func isFree(at now: Instant) -> Bool {
    switch self {
    case .idle: true
    case .underWay: false
    case .failed(let until): now >= until
    }
  }

  var isUnderWay: Bool { if case .underWay = self { true } else { false } }

  /// Whether it waits to be tried for the first time, or is being tried.
  var isFirstTry: Bool { if case .failed = self { false } else { true } }
}

/// What waits for the store, and what was handed over and is not known to be safe.
///
/// Registers wait for the intervals and the snapshot that ended before them: they are handed over
/// when those are safe, or were tried once. What fails is tried again after `retryMilliseconds`.
struct StoreWork {
  /// How long after a failure the same is tried again.
  static let retryMilliseconds: UInt64 = 10_000
  /// Intervals that wait while the store fails: of 15 minutes, eight hours. Beyond them the oldest
  /// that wait are kept and the newest are lost.
  static let intervalsMax = 32
  /// Jobs handed over in one step.
  static let jobsMax = 64

  var registers: Registers?
  var registersImage: LedgerImage?
  var state = FixedBytes<1280>()
  /// The number of the state that waits; nil where none does.
  var stateNumber: UInt64?
  var stateImage: (image: StateImage, number: UInt64)?
  var intervals = FixedQueue<32, ProfileEntry>()
  var profile = StoreProgress.idle
  /// Two may come at once: the end of a month, and one that somebody asked for.
  var snapshots = FixedQueue<2, BillingSnapshot>()
  var snapshot = StoreProgress.idle
  var eventImage: EventImage?
  var events = StoreProgress.idle
  var keyCopy: LogCopy?
  var key = StoreProgress.idle
  /// Whether registers are safe, of this run or the one before: before, nothing is logged.
  var isRegistered = false
  /// Parts of which a fault was logged and no success since.
  var failing = FailingParts()
  /// What could not be read at the start.
  var unread = UnreadParts()
  /// Where the relay is driven to when the state that says so is safe, and since when it waits.
  var supply: (isClosed: Bool, since: Instant)?

  /// Whether the state that was asked for is neither safe nor given up.
  var isStateWaiting: Bool { stateImage != nil || stateNumber != nil }

  /// Whether something was handed over of which nobody knows yet.
  var isUnderWay: Bool {
    registersImage != nil || stateImage != nil || profile.isUnderWay || snapshot.isUnderWay
      || eventImage != nil || key.isUnderWay
  }
}

/// Parts of the store of which something could not be read at the start.
struct UnreadParts {
  /// How often one read is tried: a bus fails now and then.
  static let triesMax = 3
  /// What stands for bytes that cannot be read: a blank place is full of 0x00 or 0xFF.
  static let filler: UInt8 = 0xA5

  /// Between two tries, as long as there are pauses left. Unit: nanoseconds.
  static let pauseNanoseconds: UInt64 = 100_000_000
  /// A store that cannot be read at all holds up the start no longer than 2 s.
  static let pausesMax = 20

  private var places = InlineArray<8, Int?>(repeating: nil)
  private var pauses = 0

  /// Whether another pause is left; it is taken.
  mutating func mayPause() -> Bool {
    pauses += 1
    return pauses <= Self.pausesMax
  }

  /// Notes a place; the first of a part stays.
  mutating func note(_ part: StorePart, at offset: Int) {
    let index = Int(part.rawValue)
    places[index] = places[index] ?? offset
  }

  func has(_ part: StorePart) -> Bool { place(of: part) != nil }

  /// The first place of the part that could not be read. Unit: bytes in the store.
  func place(of part: StorePart) -> Int? { places[Int(part.rawValue)] }
}

/// Parts of the store that fail.
struct FailingParts {
  /// Between two events of one part: a store that works now and then does not fill its own log.
  /// Unit: nanoseconds.
  static let restNanoseconds: UInt64 = 600_000_000_000

  /// Parts whose fault was told, and parts that fail.
  private var bits: UInt8 = 0
  private var failing: UInt8 = 0
  private var logged = InlineArray<8, Instant?>(repeating: nil)

  /// Whether the part has begun to fail with this, and that is to be logged.
  mutating func begins(_ part: StorePart, at now: Instant) -> Bool {
    let (bit, place) = (UInt8(1) << part.rawValue, Int(part.rawValue))
    failing |= bit
    guard bits & bit == 0 else { return false }
    if let last = logged[place], now.since(last) < Self.restNanoseconds { return false }
    // Only what is logged counts as told: a fault that lasts is told when the rest is over.
    bits |= bit
    logged[place] = now
    return true
  }

  /// The part works.
  mutating func end(_ part: StorePart) {
    bits &= ~(UInt8(1) << part.rawValue)
    failing &= ~(UInt8(1) << part.rawValue)
  }

  /// Whether any part fails.
  var isAny: Bool { failing != 0 }
}

extension StoreFailureKind {
  /// As the event log names it.
  var eventKind: StoreFaultKind {
    switch self {
    case .noSpace: .full
    case .readOnly: .readOnly
    case .hung: .late
    case .inputOutput, .shortWrite, .other: .write
    }
  }
}
