// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Ledger
import Meter
import MeterBoard
import Metrology
import Quantities
import Recording
import SimulatedHardware
import Testing

@testable import meterbench

/// What a meter measured and sent, gathered.
private struct Gathered: MeterOutput {
  var blocks: [BlockFigures] = []
  var transmitted: [UInt8] = []
  var saved: [Registers] = []
  var screen = TextScreen()

  mutating func transmit(_ bytes: Span<UInt8>) {
    for index in bytes.indices { transmitted.append(bytes[index]) }
  }
  mutating func show(_ screen: TextScreen) { self.screen = screen }
  mutating func save(_ registers: Registers) { saved.append(registers) }
  mutating func measured(_ block: BlockFigures) { blocks.append(block) }
  mutating func occurred(_ event: QualityEvent) {}
  mutating func pulsed(_ change: TestOutputChange) {}
}

/// A port that notes what the meter writes, before a module's own.
private final class Tap {
  var written: [UInt8] = []
}

private struct TappedPort: SerialPort, ~Copyable {
  private var port: EtherPort
  private let tap: Tap

  init(_ port: consuming EtherPort, _ tap: Tap) {
    self.port = port
    self.tap = tap
  }

  mutating func write(_ bytes: Span<UInt8>) throws(EtherPort.Failure) -> Int {
    let count = try port.write(bytes)
    for index in 0..<count { tap.written.append(bytes[index]) }
    return count
  }

  mutating func read(into bytes: inout MutableSpan<UInt8>) throws(EtherPort.Failure) -> Int {
    try port.read(into: &bytes)
  }
}

/// A run as it was lived: its recording and what came of it.
private struct Lived {
  var recording: [UInt8] = []
  var transmitted: [UInt8] = []
  var blocks: [BlockFigures] = []
  var registers = Registers()
  var readings: [String] = []
}

@Suite("Record and replay")
struct RecordReplayTests {
  private static let seconds = 14.0

  private static var waveform: SyntheticWaveform {
    .conditions([
      LoadCondition(2, 230, 0.4, lag: 20), LoadCondition(2, 228, 40, lag: 5),
      LoadCondition(10, 232, 3, lag: 170),
    ])
  }

  private static func live(
    seed: UInt64, block: MemoryBlock = MemoryBlock(capacity: StoreMap.capacity)
  ) throws -> Lived {
    var plan = DeskPlan(waveform, .hertz50)
    plan.seed = seed
    let room = Room(seed: seed)
    let tap = Tap()
    let head = RecordingHead(
      frontEnd: plan.frontEnd, station: FixedBytes(cutting: "desk"), sampleWidth: .two)
    var meter = try WholeMeter(
      plan, port: TappedPort(room.port, tap), room: room, block: block,
      log: InputLog(recording: head))
    _ = try meter.start()
    var lived = Lived()
    try meter.run(seconds: seconds) { meter in
      if meter.blocks > lived.blocks.count, let block = meter.latest {
        lived.blocks.append(block)
      }
    }
    meter.desk.board.stop()
    try meter.desk.board.observer.end()
    lived.recording = meter.desk.board.observer.bytes
    lived.transmitted = tap.written
    lived.registers = meter.registers
    lived.readings = room.lines
    return lived
  }

  private static func replay(_ recording: [UInt8]) throws -> (Gathered, Registers) {
    var gathered = Gathered()
    var player = try Player(recording.span)
    while try player.step(&gathered) {}
    player.finish(&gathered)
    return (gathered, player.meter.registers)
  }

  @Test("The same meter, waveform and seed give the same recording, byte by byte")
  func again() throws {
    let first = try Self.live(seed: 7)
    let second = try Self.live(seed: 7)
    #expect(first.recording == second.recording)
    #expect(first.transmitted == second.transmitted)
    #expect(first.readings == second.readings)
    #expect(first.recording.count > 200_000)
  }

  @Test("Another seed gives another recording: the comparison above can fail")
  func otherSeed() throws {
    #expect(try Self.live(seed: 7).recording != Self.live(seed: 8).recording)
  }

  @Test("A replay gives the registers, the blocks and the radio bytes of the run that was recorded")
  func replayed() throws {
    let lived = try Self.live(seed: 7)
    let (gathered, registers) = try Self.replay(lived.recording)
    #expect(registers == lived.registers)
    #expect(registers.energyImport.value.raw > 0 && registers.energyExport.value.raw > 0)
    #expect(gathered.blocks == lived.blocks)
    #expect(gathered.blocks.count >= 38)
    #expect(gathered.transmitted.count == lived.transmitted.count)
    #expect(CRC32.of(gathered.transmitted.span) == CRC32.of(lived.transmitted.span))
    #expect(gathered.transmitted.count > 100)
    #expect(!lived.readings.isEmpty)
  }

  @Test("A run that went on from saved registers replays from them")
  func wentOn() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    let first = try Self.live(seed: 7, block: block)
    let second = try Self.live(seed: 9, block: block)
    let (gathered, registers) = try Self.replay(second.recording)
    #expect(registers == second.registers)
    #expect(gathered.blocks == second.blocks)
    #expect(gathered.transmitted == second.transmitted)
    #expect(
      registers.energyImport.value.raw > first.registers.energyImport.value.raw
        && registers.operatingSeconds > first.registers.operatingSeconds)
  }
}
