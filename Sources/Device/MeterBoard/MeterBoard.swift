// SPDX-License-Identifier: Apache-2.0

import Bytes
public import Drivers
import EventLog
public import HardwareInterface
public import Ledger
public import Meter
import Metrology
import Quantities
import Seal

/// Why a meter did not start.
public enum StartFailure: Error, Equatable, Sendable {
  /// What was saved cannot be known; the meter does not go on from zero by itself.
  case registers(LedgerFault)
  /// The store could not be read.
  case store
  /// The event log tells of registers that are not there: the meter does not begin at zero.
  case registersMissing
}

/// The run loop: owns the hardware, feeds the meter and carries out what it says.
///
/// One step takes one run of samples, reads the radio and the clock. A part that fails is told to
/// the observer and tried again; the meter goes on with what works. Allocates: never.
public struct MeterBoard<
  Source: SampleSource & ~Copyable, Line: DigitalOutput & ~Copyable,
  Display: HD44780Port & ~Copyable, Input: DigitalInput & ~Copyable, Port: SerialPort & ~Copyable,
  Store: StoreQueue & ~Copyable, Image: StoreQueue & ~Copyable, Time: Clock & Delay & ~Copyable,
  Observer: BoardObserver & ~Copyable
>: ~Copyable {
  /// The hardware of this board.
  public typealias Hardware = MeterHardware<
    Source, Line, Display, Input, Port, Store, Image, Time
  >
  /// Between two parts of a screen that is not shown whole yet, where no run of samples comes
  /// first. Unit: nanoseconds.
  private static var screenPeriodNanoseconds: UInt64 { 5_000_000 }
  /// A display that failed is tried again after so long: a bus that is stuck may keep each message
  /// for a second. Unit: milliseconds.
  private static var displayRetryMilliseconds: UInt64 { 10_000 }
  /// A whole page.
  private static var charactersMax: Int { TextScreen.rows * TextScreen.columns }
  /// Between two looks at the time while the supply fails. Unit: nanoseconds.
  private static var failingPeriodNanoseconds: UInt64 { 5_000_000 }
  /// Reads of the radio's port in one step, at most.
  private static var readsMax: Int { 16 }

  /// The meter.
  public internal(set) var meter: Meter
  /// What sees the inputs.
  public var observer: Observer
  var hardware: Hardware
  var ledger = Ledger.empty
  var stateBlock = StateBlock.empty
  /// What each input line said last; nil before the first time.
  var levels = InlineArray<6, Level?>(repeating: nil)
  /// Whether the radio's port failed and has not worked since: told once, and nothing is sent.
  var isRadioLost = false
  /// When the meter last heard of the time.
  var ticked = Instant.zero
  var outbox = Outbox()
  /// What waits for the store.
  var work = StoreWork()
  /// The log of events; empty until it is found again.
  var events = EventLog(.standard)
  /// Who signs it; nil before the start.
  var signer: AnchorSigner?
  /// Of a key of which a copy is to be written; empty otherwise.
  var seed: FixedBytes<32>
  /// Whether the key was made now: then both copies are to be written.
  var isKeyNew = false
  /// Whether the supply fails: registers go the short way.
  var isHurried = false
  /// Whether the store has work that only the run loop does: then it does not wait for samples.
  var isStoreBusy = false
  /// What waits for the staging store.
  var staging = StagingWork()
  /// Whether other firmware is to be started: then the meter is to be stopped.
  public internal(set) var isRestartDue = false
  /// Whether the supply has failed and will not hold much longer: then the meter is to be stopped.
  public internal(set) var isSupplyLost = false
  /// How firmware on trial does.
  var trial = Trial()
  private var sets = InlineArray<1365, SampleSet>(repeating: .zero)
  private var screen: TextScreen?
  /// When a display that failed is tried again.
  private var displayRetry = Instant.zero

  /// Takes a meter that has not started.
  public init(
    _ meter: consuming Meter, _ hardware: consuming Hardware, _ observer: consuming Observer
  ) {
    self.meter = meter
    // The button is at rest when the meter starts.
    levels[Int(InputLine.pageButton.rawValue)] = .high
    seed = hardware.keySeed
    staging.completeSize = hardware.firmware.stagedBytes
    self.hardware = hardware
    self.observer = observer
    // A secret lies in one place.
    Secret.wipe(self.hardware.keySeed.span)
    self.hardware.keySeed = FixedBytes<32>()
  }

  /// Restores the registers, starts the display and the radio, then begins to read samples.
  ///
  /// Samples come last: what is measured is told from then on, no pulse waits for the store.
  ///
  /// - Returns: what the store held; whoever starts the meter tells where one copy was damaged.
  /// - Errors: a store that cannot be read, or whose registers cannot be known.
  public mutating func start() throws(StartFailure) -> Restored {
    let restored = try restore()
    do throws(Display.Failure) { try hardware.display.start() } catch { failDisplay() }
    resetRadio()
    tellFirmwareAttempt()
    hardware.source.begin()
    return restored
  }

  /// Takes one run of samples, reads the radio, lets time pass, carries out what the meter says.
  ///
  /// Where the test output changes before the next run is there, or that run is overdue, the step
  /// goes on without one: the LED follows its edges, not the runs. A source that is read in place
  /// cannot be waited for.
  ///
  /// - Range: takes at most `setsMax` sets, at least one. The most that one read message holds take
  ///   184 ms at 7,407 a second: radio, display and saving wait for it; in return less of the time
  ///   is lost between bursts.
  public mutating func step(setsMax: Int = AD7991Limits.setsMax) {
    if isRunNext() { readSamples(setsMax: max(1, min(setsMax, AD7991Limits.setsMax))) }
    readInputs()
    readRadio()
    let now = hardware.clock.now()
    let utc = hardware.clock.utc()
    observer.ticked(at: now, utc: utc)
    meter.ticked(at: now, utc: utc, &outbox)
    ticked = now
    carryOut()
    serveLocalPort()
    watchTrial(at: now)
    isSupplyLost = meter.hasLostSupply(at: now)
  }

  /// Takes the temperature of the meter from whoever reads the sensor.
  ///
  /// - Unit: millidegrees Celsius. Range: one outside of `TemperatureLimits` is dropped.
  public mutating func feel(millidegrees: Int32) {
    guard TemperatureLimits.contain(millidegrees) else { return }
    let now = hardware.clock.now()
    observer.felt(millidegrees: millidegrees, at: now)
    meter.felt(millidegrees: millidegrees, at: now)
  }

  /// Ends the open block and saves: the orderly stop. Coils come first; a pulse that is told keeps
  /// its length as long as there is time. Pulses that wait are kept, and come after the next start.
  ///
  /// - Parameter nanoseconds: for store and pulse together, at most; a store without a thread is
  ///   let do all it has to, and its bus ends what hangs.
  /// - Returns: whether the registers are safe and nothing is under way to the store any more.
  @discardableResult
  public mutating func stop(nanoseconds: UInt64 = StoreQueueLimits.hungNanoseconds) -> Bool {
    releaseCoils()
    let asked = hardware.clock.now()
    let limit = Instant(nanoseconds: asked.nanoseconds.addingSaturating(nanoseconds))
    meter.finished(at: asked, &outbox)
    isHurried = true
    carryOut()
    drainStore(nanoseconds: nanoseconds)
    endPulse(by: limit)
    show(charactersMax: Self.charactersMax)
    let isSafe = meter.confirmedRegisters.events.saves == meter.registers.events.saves
    return isSafe && !work.isUnderWay
  }

  private mutating func isRunNext() -> Bool {
    var wait = hardware.hasLocalPort ? Self.localPeriodNanoseconds : .max
    if meter.isSupplyFailing { wait = min(wait, Self.failingPeriodNanoseconds) }
    if screen != nil, displayRetry <= ticked { wait = min(wait, Self.screenPeriodNanoseconds) }
    if isStoreBusy { wait = 0 }
    if let wake = meter.nextWake { wait = min(wait, wake.since(hardware.clock.now())) }
    return wait == .max || hardware.source.wait(nanoseconds: wait)
  }

  private mutating func readSamples(setsMax: Int) {
    var whole = sets.mutableSpan
    var span = whole._mutatingExtracting(0..<setsMax)
    var run = hardware.source.next(into: &span)
    if run == .overrun {
      // Those before the ones that are lost still wait.
      observer.overran(runs: hardware.source.overruns)
      run = hardware.source.next(into: &span)
    }
    switch run {
    case .sets(let count, let stamp):
      let run = sets.span.extracting(0..<count)
      observer.sampled(run, stamp)
      let refusedRuns = meter.refusedRuns
      meter.sampled(run, stamp, &outbox)
      if meter.refusedRuns != refusedRuns { observer.failed(.converter) }
    case .failed:
      observer.failed(.converter)
    case .unreachable:
      observer.failed(.bus)
    case .overrun:
      observer.overran(runs: hardware.source.overruns)
    case .none:
      break
    }
  }

  private mutating func readRadio() {
    var bytes = InlineArray<256, UInt8>(repeating: 0)
    do throws(Port.Failure) {
      for _ in 0..<Self.readsMax {
        var span = bytes.mutableSpan
        let count = try hardware.radio.receive(into: &span)
        if isRadioLost { findRadio() }
        if count == 0 { return }
        let now = hardware.clock.now()
        observer.received(bytes.span.extracting(0..<count), at: now)
        meter.received(bytes.span.extracting(0..<count), at: now, &outbox)
      }
    } catch { loseRadio() }
  }

  private mutating func loseRadio() {
    if !isRadioLost { observer.failed(.radio) }
    isRadioLost = true
  }

  /// What the module did meanwhile, and whether it is the same one, nobody knows.
  private mutating func findRadio() {
    isRadioLost = false
    resetRadio()
  }

  private mutating func resetRadio() {
    do throws(Line.Failure) { try hardware.radio.reset() } catch { observer.failed(.radio) }
  }

  private mutating func carryOut() {
    // First: what else is to be done takes time.
    if let change = outbox.metrologyLED { light(change) }
    stageUpgrades()
    takeSaves()
    serveStore()
    if let isClosed = outbox.isSupplyClosed {
      work.supply = (isClosed, hardware.clock.now())
    }
    switchSupply(isLoadShed: outbox.isLoadShed)
    if outbox.resetsRadio { resetRadio() }
    if !isRadioLost { transmit() }
    screen = outbox.screen ?? screen
    if let level = outbox.backlight {
      do throws(Display.Failure) { try hardware.display.setBacklight(level) } catch {
        failDisplay()
      }
    }
    show(charactersMax: Source.readsAhead ? hardware.display.charactersPerPass : Self.charactersMax)
    while let note = outbox.notes.popFirst() { observer.noted(note) }
    if outbox.lostNotes > 0 { observer.noted(.lost(count: outbox.lostNotes)) }
    outbox = Outbox()
  }

  private mutating func light(_ change: TestOutputChange) {
    do throws(Line.Failure) {
      try hardware.metrologyLED.set(change.isOn ? .high : .low)
      observer.lit(change, at: hardware.clock.now())
    } catch { observer.failed(.testOutput) }
  }

  private mutating func transmit() {
    do throws(Port.Failure) {
      let isQueued = try hardware.radio.transmit(outbox.bytes.span)
      try hardware.radio.flush()
      if outbox.overflowed || !isQueued { observer.failed(.radio) }
    } catch { loseRadio() }
  }

  private mutating func show(charactersMax: Int) {
    guard let screen, displayRetry <= ticked else { return }
    do throws(Display.Failure) {
      let isShown = try hardware.display.show(screen, charactersMax: charactersMax)
      if isShown { self.screen = nil }
    } catch { failDisplay() }
  }

  /// Whoever looks at the display misses it; nobody else waits for it.
  private mutating func failDisplay() {
    displayRetry = hardware.clock.now().adding(milliseconds: Self.displayRetryMilliseconds)
    observer.failed(.display)
  }
}
