// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import EventLog
import Ledger
public import Quantities
public import Seal
import ZigBee

/// What the meter tells the event log.
extension Meter {
  /// A converter that is silent for longer is lost. Unit: nanoseconds.
  static var silenceNanosecondsMax: UInt64 { 1_000_000_000 }
  /// A network that is gone for less is no event. Unit: nanoseconds.
  static var networkNanosecondsMax: UInt64 { 60_000_000_000 }
  /// A converter that never was heard counts as lost after so long. Unit: nanoseconds.
  static var firstRunNanosecondsMax: UInt64 { 10_000_000_000 }

  /// Logs that somebody asked for what he may not have; not each time where he goes on.
  mutating func logRefusal(
    _ origin: Origin, at now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    refusals.log(.accessRefused(origin: origin), at: eventTime(at: now), now, &output)
  }

  /// When an event at this moment is, as far as anybody knows.
  public func eventTime(at now: Instant) -> EventTime {
    EventTime(
      utc: clock.time(at: now), clock: clock.state, uptimeMilliseconds: uptime(at: now),
      start: registers.events.starts)
  }

  /// The serial number, with zeros after it.
  public var serialText: FixedBytes<32> {
    var text = FixedBytes<32>()
    for index in 0..<min(parameters.identity.serialNumber.count, 32) {
      text.append(parameters.identity.serialNumber[index])
    }
    while !text.isFull { text.append(0) }
    return text
  }

  /// Takes the public part of the key that signs the event log, to be told.
  public mutating func tell(publicKey: VerifyingKey) { self.publicKey = publicKey }

  /// That key as whoever asks is told.
  var publicKeyBytes: FixedBytes<32>? {
    publicKey.map { key in
      var bytes = FixedBytes<32>()
      for index in key.bytes.indices { bytes.append(key.bytes[index]) }
      return bytes
    }
  }

  /// The first tick: how long the meter was off, where a clock knows.
  mutating func logStart(
    at now: Instant, savedAt: UTC?, _ output: inout some MeterOutput & ~Copyable
  ) {
    var off: UInt64?
    if let savedAt, let time {
      let (milliseconds, isOver) = time.milliseconds.subtractingReportingOverflow(
        savedAt.milliseconds)
      if !isOver, milliseconds >= 0 { off = UInt64(milliseconds) }
    }
    let cause = parameters.startCause
    output.log(.powerOn(cause: cause, offMilliseconds: off), at: eventTime(at: now))
  }

  mutating func log(
    _ change: MeterClock.Change, at now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    switch change {
    case .set(let old, let new, let source):
      output.log(.clockSet(old: old, new: new, source: source), at: eventTime(at: now))
    case .refused: selfCheckFailed(.clock, at: now, &output)
    }
  }

  /// A person at the meter, with the seal open, sets the clock; what the board's own clock says
  /// goes before it.
  public mutating func setClock(
    _ utc: UTC, at now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    if !clock.told(byBench: utc, at: now) { logRefusal(Origin(.local), at: now, &output) }
  }

  /// Watches the ways to others: each loss and each return is an event.
  mutating func watchLinks(
    at now: Instant, silence: UInt64, _ output: inout some MeterOutput & ~Copyable
  ) {
    let network = networkWatch.changed(
      isUp: self.network != nil, at: now, after: Self.networkNanosecondsMax)
    let time = eventTime(at: now)
    if let network {
      networkWatch.budget.log(
        .communication(.network, network), begins: network.isLost, at: time, now, &output)
    }
    let isHeard = blocks > 0 && silence <= Self.silenceNanosecondsMax
    let patience = blocks > 0 ? 0 : Self.firstRunNanosecondsMax
    if let converter = converterWatch.changed(isUp: isHeard, at: now, after: patience) {
      converterWatch.budget.log(
        .communication(.converter, converter), begins: converter.isLost, at: time, now, &output)
    }
    let (isNetworkLost, isConverterLost) = (networkWatch.isLost, converterWatch.isLost)
    networkWatch.budget.catchUp(
      isNetworkLost ? .communication(.network, isLost: true, lostMilliseconds: 0) : nil, at: time,
      now,
      &output)
    converterWatch.budget.catchUp(
      isConverterLost ? .communication(.converter, isLost: true, lostMilliseconds: 0) : nil,
      at: time,
      now, &output)
    refusals.catchUp(nil, at: time, now, &output)
    firmwareRefusals.catchUp(nil, at: time, now, &output)
    loadSheds.catchUp(nil, at: time, now, &output)
  }
}

/// Whether a way to somebody is up, and since when it is not.
struct LinkWatch {
  /// What became of it.
  struct Change {
    let isLost: Bool
    let lostMilliseconds: UInt64
  }

  var budget = EventBudget()
  private var lostSince: Instant?
  /// Whether it was up once, or has to be from the start.
  private var wasUp: Bool
  private var isTold = false

  /// Whether its loss was told, and not its return.
  var isLost: Bool { isTold }

  /// - Parameter isExpected: whether it is lost even where it never was up.
  init(isExpected: Bool = false) { wasUp = isExpected }

  /// Nil where nothing changed; a way that comes back before its time is not lost. Unit:
  /// nanoseconds.
  mutating func changed(isUp: Bool, at now: Instant, after nanoseconds: UInt64) -> Change? {
    if isUp {
      let (since, wasTold) = (lostSince, isTold)
      (wasUp, lostSince, isTold) = (true, nil, false)
      guard wasTold, let since else { return nil }
      return Change(isLost: false, lostMilliseconds: now.since(since) / 1_000_000)
    }
    guard wasUp else { return nil }
    let since = lostSince ?? now
    lostSince = since
    guard !isTold, now.since(since) >= nanoseconds else { return nil }
    isTold = true
    return Change(isLost: true, lostMilliseconds: 0)
  }
}

extension MeterEvent {
  fileprivate static func communication(_ link: Link, _ change: LinkWatch.Change) -> MeterEvent {
    .communication(link, isLost: change.isLost, lostMilliseconds: change.lostMilliseconds)
  }
}

extension Origin {
  /// Who sent a command by radio; the meter itself at its start.
  init(_ origin: CommandOrigin) {
    guard origin.peer != Address.unknown || origin.peerEUI64 != nil else {
      self.init(.meter)
      return
    }
    self.init(
      .network, address: origin.peerEUI64 ?? UInt64(origin.peer), endpoint: origin.peerEndpoint)
  }
}
