// SPDX-License-Identifier: Apache-2.0

import Bytes
public import Drivers
public import HardwareInterface
public import Ledger
public import Meter
import Quantities

/// Why a meter did not start.
public enum StartFailure: Error, Equatable, Sendable {
  /// What was saved cannot be known; the meter does not go on from zero by itself.
  case registers(LedgerFault)
  /// The store could not be read.
  case store
}

/// The run loop: owns the hardware, feeds the meter and carries out what it says.
///
/// One step takes one run of samples, reads the radio and the clock. A part that fails is told to
/// the observer and tried again; the meter goes on with what works. Allocates: never.
public struct MeterBoard<
  Source: SampleSource & ~Copyable, Line: DigitalOutput & ~Copyable,
  Input: DigitalInput & ~Copyable, Port: SerialPort & ~Copyable, Store: BlockStore & ~Copyable,
  Time: Clock & Delay & ~Copyable, Observer: BoardObserver & ~Copyable
>: ~Copyable {
  /// The hardware of this board.
  public typealias Hardware = MeterHardware<Source, Line, Input, Port, Store, Time>
  /// Characters written to the display in one step: 2.4 ms of pauses at most.
  private static var charactersMax: Int { 24 }
  /// Reads of the radio's port in one step, at most.
  private static var readsMax: Int { 16 }

  /// The meter.
  public internal(set) var meter: Meter
  /// What sees the inputs.
  public var observer: Observer
  var hardware: Hardware
  var ledger = Ledger.empty
  var stateBlock = StateBlock.empty
  /// What the contact of the supply relay said last; nil before the first time.
  var supplyLevel: Level?
  /// What the button said last.
  var buttonLevel = Level.high
  var outbox = Outbox()
  /// What of the staging store is not safe yet, or read again.
  var stagingWork = StagingWork()
  private var sets = InlineArray<1365, SampleSet>(repeating: .zero)
  private var screen: TextScreen?

  /// Takes a meter that has not started.
  public init(
    _ meter: consuming Meter, _ hardware: consuming Hardware, _ observer: consuming Observer
  ) {
    self.meter = meter
    self.hardware = hardware
    self.observer = observer
  }

  /// Restores the registers, then starts the display and the radio.
  ///
  /// - Returns: what the store held; whoever starts the meter tells where one copy was damaged.
  /// - Errors: a store that cannot be read, or whose registers cannot be known.
  public mutating func start() throws(StartFailure) -> Restored {
    let restored = try restore()
    do throws(Line.Failure) { try hardware.display.start() } catch { observer.failed(.display) }
    resetRadio()
    return restored
  }

  /// Takes one run of samples, reads the radio, lets time pass, carries out what the meter says.
  ///
  /// Where the test output changes before the next run is there, the step goes on without one: the
  /// LED follows its edges, not the runs. A source that is read in place cannot be waited for.
  ///
  /// - Range: takes at most `setsMax` sets, at least one. The most that one read message holds take
  ///   184 ms at 7,407 a second: radio, display and saving wait for it; in return less of the time
  ///   is lost between bursts.
  public mutating func step(setsMax: Int = AD7991Limits.setsMax) {
    if isRunNext() { readSamples(setsMax: max(1, min(setsMax, AD7991Limits.setsMax))) }
    readSupply()
    readButton()
    readRadio()
    let now = hardware.clock.now()
    let utc = hardware.clock.utc()
    observer.ticked(at: now, utc: utc)
    meter.ticked(at: now, utc: utc, &outbox)
    carryOut()
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

  /// Ends the open block and saves: the orderly stop.
  public mutating func stop() {
    meter.finished(at: hardware.clock.now(), &outbox)
    carryOut()
    show(charactersMax: TextScreen.rows * TextScreen.columns)
  }

  private mutating func isRunNext() -> Bool {
    guard let edge = meter.nextPulseEdge else { return true }
    return hardware.source.wait(nanoseconds: edge.since(hardware.clock.now()))
  }

  private mutating func readSamples(setsMax: Int) {
    var whole = sets.mutableSpan
    var span = whole._mutatingExtracting(0..<setsMax)
    switch hardware.source.next(into: &span) {
    case .sets(let count, let stamp):
      let run = sets.span.extracting(0..<count)
      observer.sampled(run, stamp)
      let refusedRuns = meter.refusedRuns
      meter.sampled(run, stamp, &outbox)
      if meter.refusedRuns != refusedRuns { observer.failed(.converter) }
    case .failed:
      observer.failed(.converter)
    case .overrun:
      observer.failed(.overrun)
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
        if count == 0 { return }
        let now = hardware.clock.now()
        observer.received(bytes.span.extracting(0..<count), at: now)
        meter.received(bytes.span.extracting(0..<count), at: now, &outbox)
      }
    } catch {
      observer.failed(.radio)
    }
  }

  private mutating func resetRadio() {
    do throws(Line.Failure) { try hardware.radio.reset() } catch { observer.failed(.radio) }
  }

  private mutating func carryOut() {
    // First: what else is to be done takes time.
    if let level = outbox.metrologyLED {
      do throws(Line.Failure) { try hardware.metrologyLED.set(level) } catch {
        observer.failed(.testOutput)
      }
    }
    // Before the state, which says how much of the image is there.
    stageUpgrades()
    let (state, number) = (outbox.state, outbox.stateNumber)
    if state.count > 0 { keep(state, number: number) }
    switchSupply(outbox.isSupplyClosed, isLoadShed: outbox.isLoadShed)
    if outbox.resetsRadio { resetRadio() }
    do throws(Port.Failure) {
      let isQueued = try hardware.radio.transmit(outbox.bytes.span)
      try hardware.radio.flush()
      if outbox.overflowed || !isQueued { observer.failed(.radio) }
    } catch {
      observer.failed(.radio)
    }
    screen = outbox.screen ?? screen
    show(charactersMax: Self.charactersMax)
    while let note = outbox.notes.popFirst() { observer.noted(note) }
    if outbox.lostNotes > 0 { observer.noted(.lost(count: outbox.lostNotes)) }
    if outbox.intervalsOverflowed { observer.failed(.profile) }
    while let entry = outbox.intervals.popFirst() { keep(entry) }
    if let snapshot = outbox.snapshot { keep(snapshot) }
    if let registers = outbox.registers { save(registers) }
    outbox = Outbox()
  }

  private mutating func show(charactersMax: Int) {
    guard let screen else { return }
    do throws(Line.Failure) {
      let isShown = try hardware.display.show(screen, charactersMax: charactersMax)
      if isShown { self.screen = nil }
    } catch {
      self.screen = nil
      observer.failed(.display)
    }
  }
}
