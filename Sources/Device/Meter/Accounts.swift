// SPDX-License-Identifier: Apache-2.0

import Bytes
import Ledger
import Metrology
import Quantities
import Tariff

/// Books what is measured: energy into registers and pulses, blocks and events into short rows for
/// the outputs.
struct Accounts: MeasurementSink {
  /// Blocks that one run of samples can complete: 1,365 sets at 500 a second hold 20 of them.
  static let blocksMax = 32

  /// Restored before the first sample; only grows afterwards.
  var registers = Registers()
  /// Complete blocks since the start.
  private(set) var blocks: UInt64 = 0
  /// The newest complete block.
  private(set) var latest: BlockFigures?
  /// Energy of direct components since the start, left out of the registers.
  private(set) var energyDC = Q64_64(raw: 0)
  private(set) var noLoad: NoLoad?
  var testOutput: TestOutput?
  /// What the blocks are aggregated to.
  var quality: QualityLog
  /// The tier of the tariff in force, 1 to 8; nil where there is none.
  private(set) var tier: UInt8?
  /// The price in force; nil where there is none.
  var price: IntervalPrice? {
    get { calendar.conditions.price }
    set { calendar.conditions.price = newValue }
  }
  /// The newest intervals that are over.
  var profile = LoadProfile()
  /// What opens the supply where too much is taken.
  var limiter: SupplyLimiter
  /// What it wants, oldest first; what is beyond them is wanted again.
  var limiterActions = FixedQueue<8, LimiterAction>()
  private var calendar: Calendar
  /// What ended and is not yet handed out: one at most ends in a run of samples, or a tick.
  private var ended = FixedQueue<4, ProfileEntry>()
  private var snapshots = FixedQueue<2, BillingSnapshot>()
  private var noLoadBefore: UInt64 = 0
  /// A block waits until the half cycles after it told whether an event touches it.
  private var waiting: BlockFigures?
  private var row = InlineArray<32, BlockFigures?>(repeating: nil)
  private var rowCount = 0

  /// Starts with nothing booked.
  init(_ parameters: MeterParameters) {
    let frontEnd = parameters.frontEnd
    calendar = Calendar(parameters)
    limiter = SupplyLimiter(parameters.limiter)
    quality = QualityLog(
      parameters.declaredVoltage ?? frontEnd.nominalVoltage, frontEnd.nominalFrequency)
    if let starting = frontEnd.startingCurrent {
      noLoad = NoLoad(
        startingPower: ActivePower(
          microwatts: ApparentPower(frontEnd.nominalVoltage, starting).microvoltamperes),
        startingCurrent: starting)
    }
    testOutput = TestOutput(parameters.testOutput)
  }

  /// Goes on from registers that were kept: the rest that made no pulse is in them. Pulses that
  /// waited at an orderly stop come with the first energy.
  ///
  /// Pulses are of what is registered: where the last run ended without saving, those that it told
  /// of energy beyond the registers that were kept, the foreseen of its open block among them, are
  /// told again as that much energy is registered again.
  mutating func restore(
    _ registers: Registers, pendingPulses: Int32, _ parameters: TestOutputParameters
  ) {
    self.registers = registers
    noLoadBefore = registers.noLoadNanoseconds
    let residual = TestOutput.residual(
      registers.energyImport.value, registers.energyExport.value, parameters)
    let state = TestOutputState(parameters, residual: residual, pending: pendingPulses)
    testOutput = TestOutput(parameters, state: state)
  }

  mutating func passed(_ halfCycle: HalfCycle) {
    quality.add(halfCycle)
    guard let block = waiting, halfCycle.start >= block.end else { return }
    settle(block)
  }

  mutating func measured(_ block: BlockFigures) {
    if let waiting { settle(waiting) }
    noLoad?.add(block)
    countNoLoad()
    blocks += 1
    latest = block
    waiting = block
    let demand = Demand(block.activePower, from: block.start, to: block.end)
    let action = limiter.update(demand, utc: quality.time(at: block.end))
    if action != .none { limiterActions.append(action) }
  }

  mutating func metered(_ step: EnergyStep) {
    energyDC.raw = energyDC.raw.addingSaturating(step.energyDC.raw)
    testOutput?.settle()
    guard noLoad?.isNoLoad != true else { return }
    if step.course.count > 0 {
      advance(to: step.course[step.course.count - 1].end)
    }
    registers.add(EnergyRegisters(step), tier: tier)
    var last: Int128 = 0
    for index in 0..<step.course.count {
      let (half, complete) = (step.course[index], step.complete(index).raw)
      testOutput?.add(Q64_64(raw: complete - last), from: half.start, to: half.end)
      last = complete
    }
  }

  mutating func foresaw(_ open: OpenEnergy) {
    guard noLoad?.foresees(open.energy) != false else { return }
    testOutput?.foresee(open.energy, from: open.start, to: open.end)
  }

  mutating func interrupted() {
    if let waiting { settle(waiting) }
    quality.interrupted()
  }

  /// Hands the blocks and events since the last call to an output, oldest first.
  mutating func hand(_ output: inout some MeterOutput & ~Copyable) {
    for index in 0..<rowCount {
      if let block = row[index] { output.measured(block) }
    }
    rowCount = 0
    quality.hand(&output, counting: &registers.events)
  }

  /// Lets time pass, by both clocks.
  mutating func ticked(at now: Instant, utc: UTC?) {
    let wasSet = quality.set(utc, at: now)
    if calendar.ticked(at: now, wasSet: wasSet) {
      registers.events.started()
      registers.demand.restarted(registers.active)
      registers.profile.restarted()
    }
    calendar.learnFailure(&registers.events, quality.time(at: now), at: now)
    advance(to: calendar.settled(now))
  }

  /// Another tier is in force from now on; nil is none.
  mutating func setTier(_ tier: UInt8?) {
    registers.demand.switched(to: tier, registers.active)
    self.tier = tier
  }

  /// Takes a snapshot of the registers; where a period ends the maxima begin anew.
  mutating func bill(_ reason: SnapshotReason, at time: UTC?, endsPeriod: Bool = true) {
    // One a month, and one an hour that finds none waiting: two at most.
    guard snapshots.free > 0 else { return }
    let snapshot = BillingSnapshot(of: &registers, at: time, reason, endsPeriod: endsPeriod)
    snapshots.append(snapshot)
  }

  /// Whether a snapshot was taken that is not handed out yet.
  var hasSnapshot: Bool { snapshots.count > 0 }

  /// Hands out the intervals and the snapshot that are over; true where there was one.
  mutating func handEnded(_ output: inout some MeterOutput & ~Copyable) -> Bool {
    let isAny = ended.count > 0 || snapshots.count > 0
    while let entry = ended.popFirst() { output.keep(entry) }
    while let snapshot = snapshots.popFirst() { output.keep(snapshot) }
    return isAny
  }

  private mutating func advance(to instant: Instant) {
    let passed = calendar.advance(&registers, to: instant, quality)
    if let entry = passed.entry {
      profile.add(entry)
      ended.append(entry)
    }
    if passed.isMonthOver { bill(.endOfMonth, at: passed.utc) }
  }

  private mutating func settle(_ block: BlockFigures) {
    waiting = nil
    var block = block
    quality.flag(&block)
    if latest?.end == block.end { latest = block }
    quality.add(block)
    guard rowCount < Self.blocksMax else { return }
    row[rowCount] = block
    rowCount += 1
  }

  private mutating func countNoLoad() {
    guard let noLoad else { return }
    registers.noLoadNanoseconds = max(
      registers.noLoadNanoseconds, noLoadBefore.addingSaturating(noLoad.nanoseconds))
  }
}

extension EnergyRegisters {
  /// The energies of a stretch, each in the register of its direction.
  fileprivate init(_ step: EnergyStep) {
    self.init()
    if step.energy.raw < 0 {
      energyExport.add(Q64_64(raw: -step.energy.raw))
      apparentExport.add(step.apparent)
    } else {
      energyImport.add(step.energy)
      apparentImport.add(step.apparent)
    }
    let fundamental = step.fundamental.raw
    if fundamental < 0 {
      fundamentalActiveExport.add(Q64_64(raw: -fundamental))
    } else {
      fundamentalActiveImport.add(step.fundamental)
    }
    let quadrant = Quadrant(
      isActiveExport: fundamental < 0, isReactiveExport: step.reactive.raw < 0)
    reactive[quadrant].add(
      Q64_64(raw: step.reactive.raw < 0 ? -step.reactive.raw : step.reactive.raw))
  }
}
