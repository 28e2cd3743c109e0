// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Ledger
import Metrology
import Quantities
import Recording
import SimulatedHardware
import Testing
import ZigBee

@testable import Meter
@testable import MeterBoard
@testable import meterbench

/// The whole meter, its supply relay, and a supply of its own that is cut.
@Suite("The supply relay through power cuts")
struct SupplyRelayTests {
  /// Head, the two bytes of a meter whose radio keeps nothing, checksum; longer with a radio's.
  private static let copyBytesMin = 22

  private static func meter(
    _ block: MemoryBlock, log: consuming InputLog = InputLog()
  ) throws -> WholeMeter<SimulatedSerial> {
    var plan = DeskPlan(load(5), .hertz50)
    plan.analog.noiseRMS = 0
    return try WholeMeter(
      plan, port: SimulatedSerialCable(queueBytesMax: 4096).endA, block: block, log: log)
  }

  private static func ask(_ isClosed: Bool, _ meter: inout WholeMeter<SimulatedSerial>) {
    let message = ApplicationMessage(
      peer: 0, endpoints: (1, 1), cluster: 6, profile: 0x0104)
    meter.desk.board.meter.supply.ask(isClosed, CommandOrigin(message))
    meter.desk.board.meter.kept.changeAtOnce()
  }

  /// A store of a meter that was asked to open its relay.
  private static func opened() throws -> MemoryBlock {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try Self.meter(block)
    _ = try meter.start()
    try meter.run(seconds: 0.4)
    ask(false, &meter)
    try meter.run(seconds: 0.4)
    #expect(!meter.desk.supplyRelay.isClosed)
    return block.afterPowerCycle(.unsyncedLost)
  }

  @Test("A meter that was never asked leaves its relay alone, and its load on")
  func neverAsked() throws {
    var meter = try Self.meter(MemoryBlock(capacity: StoreMap.capacity))
    _ = try meter.start()
    try meter.run(seconds: 1)
    let pulses = meter.desk.supplyRelay.pulses
    #expect(pulses.set == 0 && pulses.reset == 0)
    #expect(meter.desk.board.meter.isSupplyClosed == true)
    #expect(meter.desk.loadControl.level == .high)
    let faults = meter.faults
    #expect(faults.isEmpty)
  }

  @Test("After power-up the relay is where it was asked to be, whoever moved it since")
  func powerUp() throws {
    var meter = try Self.meter(try Self.opened())
    _ = try meter.start()
    #expect(meter.desk.supplyRelay.isClosed)
    try meter.run(seconds: 0.6)
    #expect(!meter.desk.supplyRelay.isClosed)
    #expect(meter.desk.board.meter.isSupplyClosed == false)
    #expect(meter.desk.supplyRelay.pulses.reset == 1)
  }

  @Test(
    "StartUpOnOff says where it is after power-up, in one movement at most",
    arguments: [
      (0x00, false, false), (0x00, true, false), (0x01, false, true), (0x01, true, true),
      (0x02, false, true), (0x02, true, false), (0xFF, false, false), (0xFF, true, true),
    ] as [(UInt8, Bool, Bool)])
  func startUp(value: UInt8, before: Bool, after: Bool) throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try Self.meter(block)
    _ = try meter.start()
    try meter.run(seconds: 0.4)
    Self.ask(before, &meter)
    meter.desk.board.meter.device.joined(
      shortAddress: 0x1234, eui64: 0x0102_0304_0506_0708, payloadBytesMax: 84)
    var write = ApplicationMessage(peer: 0, endpoints: (1, 1), cluster: 6, profile: 0x0104)
    for byte in [0x00, 0x2A, 0x02, 0x03, 0x40, 0x30, value] { write.payload.append(byte) }
    var values = MeterValues()
    values.isSupplyOn = before
    let moment = Moment(meter.desk.clock.now)
    let reply = meter.desk.board.meter.device.received(write, at: moment, values: values)
    #expect(reply?.payload[3] == 0x00, "written")
    try meter.run(seconds: 1.4)
    #expect(meter.desk.supplyRelay.isClosed == before)

    var next = try Self.meter(block.afterPowerCycle(.unsyncedLost))
    next.desk.supplyRelay.feedback.drive(before ? .high : .low)
    _ = try next.start()
    try next.run(seconds: 1.6)
    #expect(next.desk.supplyRelay.isClosed == after)
    let pulses = next.desk.supplyRelay.pulses
    #expect(pulses.set + pulses.reset <= 1)
  }

  @Test(
    "A cut at any byte of the save leaves the old command or the new; the relay follows it",
    arguments: PowerCutTests.losses)
  func everyByte(_ loss: PowerLoss) throws {
    let used = try Self.opened()
    for byte in 0...Self.copyBytesMin {
      let block = used.afterPowerCycle(.unsyncedLost)
      var meter = try Self.meter(block)
      _ = try meter.start()
      // Past the save at the start, so that the cut meets the state's.
      try meter.run(seconds: 0.6)
      Self.ask(true, &meter)
      block.cutPower(afterBytes: byte)
      meter.step()
      let faults = meter.faults
      #expect(faults[.state] == 1, "byte \(byte), \(loss)")
      #expect(meter.desk.supplyRelay.isClosed, "the relay does not wait for the store")

      var next = try Self.meter(block.afterPowerCycle(loss))
      _ = try next.start()
      let wanted = next.desk.board.meter.supply.wanted
      #expect(wanted != nil, "byte \(byte), \(loss)")
      try next.run(seconds: 0.6)
      #expect(next.desk.supplyRelay.isClosed == wanted, "byte \(byte), \(loss)")
      #expect(next.faults[.stateLost] == nil)
    }
  }

  @Test("State of which both copies are damaged is told as lost; the meter goes on without")
  func lost() throws {
    let content = [UInt8](repeating: 0, count: 8192) + [UInt8](repeating: 0x5A, count: 8192)
    let block = MemoryBlock(capacity: StoreMap.capacity, content: content)
    var meter = try Self.meter(block)
    #expect(try meter.start() == .firstStart)
    let faults = meter.faults
    #expect(faults == [.stateLost: 1])
    try meter.run(seconds: 0.6)
    #expect(meter.blocks > 0)
    Self.ask(false, &meter)
    try meter.run(seconds: 0.4)
    var next = try Self.meter(block.afterPowerCycle(.unsyncedLost))
    _ = try next.start()
    #expect(next.desk.board.meter.supply.wanted == false)
  }

  @Test("Lines of the relay that fail are told as a fault; metering goes on", arguments: [0, 1, 2])
  func lines(_ line: Int) throws {
    var meter = try Self.meter(MemoryBlock(capacity: StoreMap.capacity))
    _ = try meter.start()
    try meter.run(seconds: 0.4)
    let relay = meter.desk.supplyRelay
    [relay.set, relay.reset, relay.feedback][line].setConnected(false)
    Self.ask(line == 0, &meter)
    try meter.run(seconds: 1)
    let faults = meter.faults
    #expect(faults[.supply, default: 0] > 0)
    #expect(faults.count == 1)
    #expect(meter.blocks >= 5)
  }

  @Test("A recording of a run with its relay, state and saves replays to the same meter")
  func replays() throws {
    let frontEnd = DeskPlan(load(5), .hertz50).frontEnd
    let head = RecordingHead(
      frontEnd: frontEnd, station: FixedBytes(cutting: "desk"), sampleWidth: .two)
    var meter = try Self.meter(try Self.opened(), log: InputLog(recording: head))
    _ = try meter.start()
    try meter.run(seconds: 12)
    let lived = meter.registers
    let confirmed = meter.desk.board.meter.confirmedRegisters
    #expect(confirmed.energyImport.value.raw > 0 && confirmed != lived)
    try meter.desk.board.observer.end()
    let recording = meter.desk.board.observer.bytes
    var player = try Player(recording.span)
    var output = Unheard()
    while try player.step(&output) {}
    #expect(player.meter.registers == lived)
    #expect(player.meter.confirmedRegisters == confirmed)
    #expect(player.meter.isSupplyClosed == false)
    #expect(player.meter.supply.wanted == false)
    #expect(output.switched == [false])
  }
}

/// Hears of nothing but the relay.
struct Unheard: MeterOutput {
  var switched: [Bool] = []

  mutating func transmit(_ bytes: Span<UInt8>) {}
  mutating func show(_ screen: TextScreen) {}
  mutating func save(_ registers: Registers) {}
  mutating func switchSupply(isClosed: Bool) { switched.append(isClosed) }
  mutating func measured(_ block: BlockFigures) {}
  mutating func occurred(_ event: QualityEvent) {}
  mutating func pulsed(_ change: TestOutputChange) {}
}
