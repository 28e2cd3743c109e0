// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import HardwareInterface
import Ledger
import MeterRig
import Quantities
import SimulatedHardware
import Testing
import ZigBee

@testable import Meter
@testable import MeterBoard
@testable import meterbench

/// The whole meter with an FRAM for the registers and a file for the rest.
@Suite("A whole meter with an FRAM")
struct WholeFRAMTests {
  private typealias Store = HeadedStoreQueue<
    SteppedStoreQueue<MB85RC256V<SimulatedMB85RC256VTarget>>, SimulatedStoreQueue
  >

  /// What a supply that fails still carries: 20 ms of the bus at 400 kHz. Unit: SCL periods.
  private static let clocksMax = 8_000

  /// Of the 100 ms that the supply holds 80, at 400 kHz. Unit: SCL periods.
  private static let heldClocks = 32_000

  private struct Bench: ~Copyable {
    let fram: SimulatedMB85RC256V
    let keeper: SimulatedStorekeeper
    let powerFail: SimulatedLine
    var desk: Desk<SimulatedSerial, Store>

    init(_ fram: SimulatedMB85RC256V, _ block: MemoryBlock) throws {
      var plan = DeskPlan(load(10), .hertz50)
      plan.analog.noiseRMS = 0
      let clock = VirtualClock()
      clock.setUTC(atZero: UTC(milliseconds: 1_764_000_000_000))
      let keeper = SimulatedStorekeeper(block.store, clock: clock)
      let store = Store(
        head: SteppedStoreQueue(
          MB85RC256V(fram.target()), partBytes: MB85RC256VLimits.partBytes), tail: keeper.queue)
      let port = SimulatedSerialCable(queueBytesMax: 4096).endA
      var desk = try Desk(plan, clock: clock, port: port, store: store, log: InputLog())
      let line = SimulatedLine(clock: clock, level: .high)
      desk.board.hardware.powerFail = line.input
      _ = try desk.board.start()
      desk.waveform.begin(at: clock.now)
      (self.fram, self.keeper, powerFail) = (fram, keeper, line)
      self.desk = desk
    }

    mutating func run(seconds: UInt64) { run(milliseconds: seconds * 1_000) }

    /// The first save is a whole slot, and it takes as many passes as it has parts.
    mutating func runIntoSlot() {
      run(seconds: 5)
      var isWriting = false
      while !isWriting {
        desk.step()
        isWriting = desk.board.isStoreBusy && desk.board.work.registersImage != nil
      }
    }

    mutating func run(milliseconds: UInt64) {
      let end = desk.clock.now.nanoseconds + milliseconds * 1_000_000
      while desk.clock.now.nanoseconds < end { desk.step() }
    }
  }

  @Test(
    "At power fail the registers are in the FRAM within 20 ms of its bus, whatever the disk does")
  func powerFail() throws {
    let (fram, block) = (
      SimulatedMB85RC256V(clock: VirtualClock()), MemoryBlock(capacity: StoreMap.capacity)
    )
    var bench = try Bench(fram, block)
    // A disk that hangs from now on keeps nobody from saving.
    bench.run(seconds: 25)
    bench.keeper.hang(from: bench.desk.clock.now, nanoseconds: 60_000_000_000)
    bench.run(seconds: 3)
    let before = bench.desk.board.meter.registers
    let clocks = fram.clocks
    bench.powerFail.drive(.low)
    bench.desk.step()
    let used = fram.clocks - clocks
    #expect(used > 0 && used <= Self.clocksMax, "\(used) SCL periods")
    print("store: \(used) SCL periods at power fail")
    let safe = bench.desk.board.meter.confirmedRegisters
    #expect(safe.mayFollow(before))
    fram.powerCycle()
    let next = try Bench(fram, block.afterPowerCycle(.unsyncedLost))
    #expect(next.desk.board.meter.registers.energyImport == safe.energyImport)
  }

  @Test("A whole slot that is being written then is in their way, within what the supply holds")
  func powerFailDuringSlot() throws {
    let (fram, block) = (
      SimulatedMB85RC256V(clock: VirtualClock()), MemoryBlock(capacity: StoreMap.capacity)
    )
    var bench = try Bench(fram, block)
    bench.runIntoSlot()
    let before = bench.desk.board.meter.registers
    let (clocks, written) = (fram.clocks, fram.bytesWritten)
    bench.powerFail.drive(.low)
    bench.desk.step()
    #expect(fram.bytesWritten - written > 2_500)
    #expect(fram.clocks - clocks <= Self.heldClocks, "\(fram.clocks - clocks) SCL periods")
    let safe = bench.desk.board.meter.confirmedRegisters
    #expect(safe.mayFollow(before) && safe.events.saves > before.events.saves)
  }

  @Test("A state that waits then comes after the registers: what is left may not last for it")
  func stateComesLast() throws {
    func life(cutAfter count: Int?) throws -> (written: Int, saves: UInt64, restored: UInt64) {
      let (fram, block) = (
        SimulatedMB85RC256V(clock: VirtualClock()), MemoryBlock(capacity: StoreMap.capacity)
      )
      var bench = try Bench(fram, block)
      bench.runIntoSlot()
      if let count {
        while bench.desk.board.work.state.append(7), bench.desk.board.work.state.count < 1_200 {}
        bench.desk.board.work.stateNumber = 99
        fram.cutPower(afterBytes: count)
      }
      let before = fram.bytesWritten
      bench.powerFail.drive(.low)
      bench.desk.step()
      let saves = bench.desk.board.meter.registers.events.saves
      let written = fram.bytesWritten - before
      fram.powerCycle()
      let next = try Bench(fram, block.afterPowerCycle(.unsyncedLost))
      return (written, saves, next.desk.board.meter.registers.events.saves)
    }
    let whole = try life(cutAfter: nil)
    let cut = try life(cutAfter: whole.written)
    #expect(whole.saves == whole.restored && cut.saves == whole.saves)
    #expect(cut.restored == cut.saves)
  }

  @Test("Asked to stop while the disk hangs, the meter waits half a second and has the registers")
  func stopsWhileHung() throws {
    let (fram, block) = (
      SimulatedMB85RC256V(clock: VirtualClock()), MemoryBlock(capacity: StoreMap.capacity)
    )
    var bench = try Bench(fram, block)
    bench.run(seconds: 25)
    bench.keeper.hang(from: bench.desk.clock.now, nanoseconds: 60_000_000_000)
    bench.desk.supplyRelay.set.drive(.high)
    let asked = bench.desk.clock.now
    let isSaved = bench.desk.board.stop(nanoseconds: 500_000_000)
    #expect(!isSaved)
    #expect(bench.desk.clock.now.since(asked) <= 500_000_000)
    let (now, safe) = (
      bench.desk.board.meter.registers, bench.desk.board.meter.confirmedRegisters
    )
    #expect(now.energyImport == safe.energyImport && now.events.saves == safe.events.saves)
    let (led, set, reset) = (
      bench.desk.metrologyLED.level, bench.desk.supplyRelay.set.level,
      bench.desk.supplyRelay.reset.level
    )
    #expect(led == .low && set == .low && reset == .low)
    // On a disk that answers all of it is safe.
    var other = try Bench(
      SimulatedMB85RC256V(clock: VirtualClock()), MemoryBlock(capacity: StoreMap.capacity))
    other.run(seconds: 12)
    let isAllSaved = other.desk.board.stop(nanoseconds: 500_000_000)
    #expect(isAllSaved)
  }

  @Test("Asked to stop while the LED is lit, the meter lets the pulse have its length")
  func stopsWhileLit() throws {
    var bench = try Bench(
      SimulatedMB85RC256V(clock: VirtualClock()), MemoryBlock(capacity: StoreMap.capacity))
    while bench.desk.metrologyLED.level == .low { bench.desk.step() }
    bench.desk.board.stop(nanoseconds: 500_000_000)
    let edges = bench.desk.metrologyLED.edges.suffix(2)
    let (rise, fall) = (try #require(edges.first), try #require(edges.last))
    #expect(rise.level == .high && fall.level == .low)
    #expect((30_000_000...32_000_000).contains(fall.at.since(rise.at)))
  }

  @Test("Stopped and started again and again, the LED has told what is registered")
  func restarts() throws {
    var (fram, block) = (
      SimulatedMB85RC256V(clock: VirtualClock()), MemoryBlock(capacity: StoreMap.capacity)
    )
    var (told, waited) = (0, 0)
    for life in 0..<12 as Range<UInt64> {
      var bench = try Bench(fram, block)
      // 1.565 s from pulse to pulse: at some of the stops one waits.
      bench.run(milliseconds: 3_000 + life * 97)
      bench.desk.board.stop()
      told += bench.desk.metrologyLED.edges.count { $0.level == .high }
      let registered = Int(bench.desk.board.meter.registers.energyImport.wattHours)
      #expect((told...told + 1).contains(registered))
      waited += registered - told
      fram.powerCycle()
      block = block.afterPowerCycle(.unsyncedLost)
    }
    #expect(waited > 0 && told > 15)
  }

  @Test("A disk that hangs for 20 minutes, an interval's end in them, keeps no save from the FRAM")
  func longHang() throws {
    let (fram, block) = (
      SimulatedMB85RC256V(clock: VirtualClock()), MemoryBlock(capacity: StoreMap.capacity)
    )
    var bench = try Bench(fram, block)
    bench.run(seconds: 25)
    bench.keeper.hang(from: bench.desk.clock.now, nanoseconds: 1_200_000_000_000)
    bench.run(seconds: 1_000)
    let (now, safe) = (
      bench.desk.board.meter.registers, bench.desk.board.meter.confirmedRegisters
    )
    #expect(now.profile.entries > 0)
    #expect(bench.keeper.waiting > 0)
    let unsaved = now.energyImport.wattHoursExact - safe.energyImport.wattHoursExact
    #expect(unsaved <= 2_300.0 * 11 / 3_600, "\(unsaved) Wh")
    let flags = bench.desk.board.meter.values.metering.extendedStatus
    #expect(flags.map { $0 & 1 << 5 } == 1 << 5)
    // When the disk answers again the interval gets there.
    bench.run(seconds: 260)
    let isWaiting = bench.desk.board.work.intervals.first != nil
    #expect(!isWaiting && block.afterPowerCycle(.unsyncedLost).interval(0) != nil)
  }

  @Test("Another FRAM beside the file of a meter stops the start: the log tells what is missing")
  func otherFile() throws {
    let (fram, block) = (
      SimulatedMB85RC256V(clock: VirtualClock()), MemoryBlock(capacity: StoreMap.capacity)
    )
    var bench = try Bench(fram, block)
    bench.run(seconds: 12)
    bench.desk.board.stop()
    let wattHours = bench.desk.board.meter.registers.energyImport.wattHours
    #expect(wattHours > 0)
    // Another FRAM, the same file: the log tells of registers that are not there.
    #expect(throws: StartFailure.registersMissing) {
      _ = try Bench(
        SimulatedMB85RC256V(clock: VirtualClock()), block.afterPowerCycle(.unsyncedLost))
    }
  }
}
