// SPDX-License-Identifier: Apache-2.0

import Bytes
import EventLog
public import Ledger
public import Metrology
public import Quantities
import RadioLink
public import Seal
import ZigBee

/// The whole meter as a state machine: inputs in, outputs out, no hardware.
///
/// Inputs are the two `restore` and the methods `sampled`, `received`, `felt`, `changed`, `saved`,
/// `ticked` and `finished`; each takes its time as an argument. The
/// same inputs give the same outputs, to the bit, on every machine. Allocates: never.
public struct Meter: ~Copyable {
  let parameters: MeterParameters
  private var stream: SampleStream
  var accounts: Accounts
  var radio: XBee3
  var device: ZigBeeDevice
  var display = DisplayState()
  var saves = Saves()
  var kept = KeptState()
  var supply = SupplySwitch()
  var button = PushButton()
  var checks = SelfChecks()
  /// What stands for the program that kept its state last; 0 for none.
  var keptCode: UInt64 = 0
  /// The hash of the parameters that were in force last; zeros for none.
  var keptParameters = Digest.zero
  /// The hash of the program; nil until it is told.
  public internal(set) var code: Digest?
  var clock: MeterClock
  var tariff: TariffState
  /// Levels of the guards, as they were last.
  var guards = Guards()
  /// Whether a change of program or parameters was logged and is not kept as known.
  var isTrailDue = false
  /// Whether some part of the store fails.
  public var isStoreFailing = false
  var outage = OutageWatch()
  /// When a failure of the supply was logged last.
  var failureLogged: Instant?
  /// Whether the last failure that was logged has not been told to be over.
  var isFailureTold = false
  /// Refusals that are logged: the log is not theirs to fill who ask for what they may not have.
  var refusals = EventBudget()
  /// Images of firmware that the radio refuses.
  var firmwareRefusals = EventBudget()
  /// Changes of the controlled load that are logged: anybody in the network may ask for one.
  var loadSheds = EventBudget()
  /// When a snapshot was asked for last.
  var snapshotAsked: Instant?
  /// Who waits for one; nil where nobody does.
  var snapshotWait: SnapshotWait?
  /// The end of the block whose direction was looked at last.
  var watchedBlock = Instant.zero
  var networkWatch = LinkWatch()
  var converterWatch = LinkWatch(isExpected: true)
  /// The public part of the key that signs the event log; nil until it is told.
  public internal(set) var publicKey: VerifyingKey?
  /// Commands to the supply relay that were refused since the start.
  public internal(set) var refusedSupplyCommands: UInt32 = 0
  /// The newest temperature; nil before the first. Unit: millidegrees Celsius.
  private(set) var temperatureMillidegrees: Int32?
  private(set) var isRestored = false
  private var gapBefore: UInt64 = 0
  private var started: Instant?
  private var operatingBefore: UInt64 = 0
  private var lastSave: Instant?
  /// The time of day at the newest tick; nil while nobody knows it.
  private(set) var time: UTC?
  /// Since when the tier is in force; nil before the first.
  public private(set) var tierSince: Instant?

  /// Makes a meter that has not been told its registers: until `restore` it takes no input.
  ///
  /// - Errors: a front end that the metrology refuses.
  public init(_ parameters: MeterParameters) throws(FrontEndError) {
    self.parameters = parameters
    stream = try SampleStream(parameters.frontEnd)
    accounts = Accounts(parameters)
    clock = MeterClock(parameters.clockLimits)
    tariff = TariffState(parameters.tariff, parameters.zone)
    radio = XBee3(role: .router, joining: parameters.join)
    device = ZigBeeDevice(identity: parameters.identity)
  }

  /// The registers as they stand.
  public var registers: Registers { accounts.registers }
  /// The registers that a power cut cannot take away any more: those of the last save that is safe.
  public var confirmedRegisters: Registers { saves.confirmed }
  /// What the contact of the supply relay says; nil where none is fitted.
  public var isSupplyClosed: Bool? { supply.isClosed }
  /// Whether the supply relay does not follow, though it was driven again and again.
  public var isSupplyStuck: Bool { supply.isStuck }
  /// The newest intervals of the load profile that are over.
  public var profile: LoadProfile { accounts.profile }
  /// The newest complete block, nil before the first.
  public var latest: BlockFigures? { accounts.latest }
  /// Complete blocks since the start.
  public var blocks: UInt64 { accounts.blocks }
  /// Energy of direct components since the start, which the registers leave out.
  public var energyDC: Q64_64 { accounts.energyDC }
  /// Runs of samples refused because their duration was wrong.
  public var refusedRuns: UInt32 { stream.refusedRuns }
  /// The newest aggregate over 150 or 180 cycles, 10 minutes or 2 hours.
  public func aggregate(_ period: AggregationPeriod) -> Aggregate? {
    switch period {
    case .cycles150: accounts.quality.aggregates.cycles150
    case .minutes10: accounts.quality.aggregates.minutes10
    case .hours2: accounts.quality.aggregates.hours2
    }
  }
  /// The frequency over the newest whole interval of 10 s.
  public var tenSeconds: FrequencyInterval? { accounts.quality.tenSeconds }
  /// The dip or swell under way.
  public var eventUnderWay: VoltageEvent? { accounts.quality.underWay }
  /// Voltage events that found no place to be told from.
  public var lostEvents: UInt32 { accounts.quality.lostEvents }
  /// Whether the load is below what must register.
  public var isNoLoad: Bool { accounts.noLoad?.isNoLoad == true }
  /// Pulses of the test output since the start.
  public var pulses: UInt64 { accounts.testOutput?.pulses ?? 0 }
  /// Whether the test output is on.
  public var isPulseOn: Bool { accounts.testOutput?.isOn == true }
  /// When the test output changes next; nil where no pulse is known.
  public var nextPulseEdge: Instant? { accounts.testOutput?.nextEdge }
  /// When time is to pass next, should no run of samples come before: a pulse is due, or the block
  /// that is open waits no longer.
  public var nextWake: Instant? {
    guard let edge = nextPulseEdge else { return stream.waitsUntil }
    return min(edge, stream.waitsUntil ?? edge)
  }
  /// The radio's network, nil while it is in none.
  public var network: RadioNetwork? { radio.network }

  /// The tier in force; nil where there is none.
  public var activeTier: UInt8? { accounts.tier }

  /// Takes the registers as they were kept, before anything else; nothing kept is `Registers()`.
  public mutating func restore(_ registers: Registers) {
    guard !isRestored else { return }
    isRestored = true
    saves.restored(registers)
    let pending = kept.pulses.pending(at: registers)
    kept.pulses = .unknown
    accounts.restore(registers, pendingPulses: pending, parameters.testOutput)
    gapBefore = registers.gapNanoseconds
    operatingBefore = registers.operatingSeconds
  }

  /// Takes a run of sample sets.
  public mutating func sampled(
    _ sets: Span<SampleSet>, _ stamp: SampleStamp, _ output: inout some MeterOutput & ~Copyable
  ) {
    guard isRestored else { return }
    stream.add(sets, stamp, into: &accounts)
    countGaps(0)
    accounts.hand(&output)
  }

  /// Takes bytes from the radio's UART.
  public mutating func received(
    _ bytes: Span<UInt8>, at now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    guard isRestored else { return }
    radio.receive(bytes, at: now)
    serveRadio(at: now, &output)
    carryOutEffects(at: now, &output)
  }

  /// Takes the temperature of the meter; one outside of `TemperatureLimits` is not believed.
  ///
  /// - Unit: millidegrees Celsius.
  public mutating func felt(millidegrees: Int32, at now: Instant) {
    guard isRestored, TemperatureLimits.contain(millidegrees) else { return }
    temperatureMillidegrees = millidegrees
    stream.felt(millidegrees: millidegrees)
  }

  /// Takes the tier of the tariff that is in force from now on, 1 to 8; nil, or another, is none.
  ///
  /// A step of energy that is booked later counts in this tier whole: at most one block is booked
  /// to the tier after its own.
  mutating func setTier(_ tier: UInt8?, at now: Instant) {
    let known = tier.flatMap { TariffRegisters.isTier(Int($0)) ? $0 : nil }
    guard isRestored, known != accounts.tier else { return }
    accounts.setTier(known)
    tierSince = now
  }

  /// Lets time pass: radio, display and saving. Call at least every 200 ms.
  public mutating func ticked(
    at now: Instant, utc: UTC?, _ output: inout some MeterOutput & ~Copyable
  ) {
    guard isRestored else { return }
    let (isFirst, savedAt) = (started == nil, registers.events.savedAt)
    let (utc, change) = clock.ticked(board: utc, at: now)
    time = utc
    if isFirst { output.shedLoad(false) }
    accounts.ticked(at: now, utc: utc)
    countOperation(now)
    if isFirst {
      logStart(at: now, savedAt: savedAt, &output)
      checkCode(at: now, &output)
      checkParameters(at: now, &output)
    }
    if let change { log(change, at: now, &output) }
    applyTariff(at: now, savedAt: savedAt, &output)
    if stream.endOverdue(into: &accounts) { accounts.hand(&output) }
    while let change = accounts.testOutput?.next(at: now) { output.pulsed(change) }
    let silence = stream.silence(at: now)
    countGaps(silence)
    watchLinks(at: now, silence: silence, &output)
    obeyLimiter(at: now, &output)
    watchDirection(at: now, &output)
    watchGuards(at: now, &output)
    if let press = button.held(at: now) { pressed(press, at: now, &output) }
    radio.tick(at: now)
    watchSupply(at: now)
    answerSnapshot(at: now)
    serveRadio(at: now, &output)
    carryOutEffects(at: now, &output)
    refreshDisplay(at: now, &output)
    let hasEnded = accounts.handEnded(&output)
    if hasEnded || now.since(lastSave ?? .zero) >= parameters.saveMilliseconds * 1_000_000 {
      save(at: now, &output)
    }
  }

  /// Ends the open block and saves: at an orderly stop, at power fail, at the end of a recording.
  public mutating func finished(at now: Instant, _ output: inout some MeterOutput & ~Copyable) {
    guard isRestored else { return }
    finishBlock(at: now, &output)
    save(at: now, &output)
    // After the registers: it says how many of their pulses wait.
    kept.pulses = KeptState.Pulses(
      saves: registers.events.saves, pending: accounts.testOutput?.pending ?? 0)
    kept.changeAtOnce()
    keepState(at: now, &output)
    kept.pulses = .unknown
    if !isFailureTold { output.log(.powerOff, at: eventTime(at: now)) }
    display.hurry()
    refreshDisplay(at: now, &output)
  }

  mutating func finishBlock(at now: Instant, _ output: inout some MeterOutput & ~Copyable) {
    stream.finish(into: &accounts)
    countGaps(stream.silence(at: now))
    accounts.hand(&output)
    _ = accounts.handEnded(&output)
  }

  private mutating func refreshDisplay(
    at now: Instant, _ output: inout some MeterOutput & ~Copyable
  ) {
    var state = display
    let stays = parameters.backlightMilliseconds
    if let isOn = state.backlight.changed(milliseconds: stays, at: now) { output.light(isOn) }
    if let screen = state.refreshed(self, at: now) { output.show(screen) }
    display = state
  }

  mutating func save(at now: Instant, _ output: inout some MeterOutput & ~Copyable) {
    lastSave = now
    checkRegisters(at: now, &output)
    accounts.registers.events.saves = accounts.registers.events.saves.addingSaturating(1)
    accounts.registers.events.savedAt = time ?? accounts.registers.events.savedAt
    saves.ask(accounts.registers, utc: time)
    output.save(accounts.registers)
  }

  /// Gaps so far and silence still going on; a register never goes down.
  private mutating func countGaps(_ silence: UInt64) {
    let gaps = gapBefore.addingSaturating(stream.gapNanoseconds).addingSaturating(silence)
    accounts.registers.gapNanoseconds = max(accounts.registers.gapNanoseconds, gaps)
  }

  /// Time since the first tick. Unit: milliseconds.
  func uptime(at now: Instant) -> UInt64 { now.since(started ?? now) / 1_000_000 }

  private mutating func countOperation(_ now: Instant) {
    let first = started ?? now
    started = first
    let seconds = operatingBefore.addingSaturating(now.since(first) / 1_000_000_000)
    // A clock that steps back takes no time from the register.
    accounts.registers.operatingSeconds = max(accounts.registers.operatingSeconds, seconds)
  }
}
