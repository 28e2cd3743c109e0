// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Ledger
import Quantities
import SimulatedHardware
import Testing

@testable import Meter
@testable import MeterBoard
@testable import ZigBee
@testable import meterbench

/// What is known of what came by radio: who did what, what the meter's state is.
@Suite("What the meter tells of itself and of who asked")
struct RadioLogTests {
  private static func meter(
    _ block: MemoryBlock = MemoryBlock(capacity: StoreMap.capacity)
  ) throws -> WholeMeter<SimulatedSerial> {
    var meter = try WholeMeter(alone: DeskPlan(load(5), .hertz50), block: block)
    _ = try meter.start()
    meter.desk.board.meter.device.joined(
      shortAddress: 0x1234, eui64: 0x0102_0304_0506_0708, payloadBytesMax: 84)
    try meter.run(seconds: 1)
    return meter
  }

  /// An On/Off command of the peer 5678 with its EUI-64.
  private static func command(_ meter: inout WholeMeter<SimulatedSerial>, _ command: UInt8) {
    var message = ApplicationMessage(peer: 0x5678, endpoints: (1, 1), cluster: 6, profile: 0x0104)
    message.peerEUI64 = 0x0013_A200_0000_0001
    for byte in [0x01, 0x2A, command] { message.payload.append(byte) }
    var values = MeterValues()
    values.isSupplyOn = true
    let moment = Moment(meter.desk.clock.now)
    _ = meter.desk.board.meter.device.received(message, at: moment, values: values)
  }

  @Test("Who opened and closed the supply is told to the log, oldest first")
  func whoAsked() throws {
    var meter = try Self.meter()
    Self.command(&meter, 0)
    Self.command(&meter, 1)
    meter.step()
    let notes = meter.desk.board.observer.notes
    var commands: [Bool] = []
    for case .switchedSupply(let isClosed, let origin) in notes {
      #expect(origin.peer == 0x5678)
      #expect(origin.peerEUI64 == 0x0013_A200_0000_0001)
      commands.append(isClosed)
    }
    #expect(commands == [false, true])
  }

  @Test("Of more than eight at once the log has eight, and how many are missing")
  func many() throws {
    var meter = try Self.meter()
    for _ in 0..<11 { Self.command(&meter, 0) }
    meter.step()
    let notes = meter.desk.board.observer.notes
    let told = notes.count { if case .switchedSupply = $0 { true } else { false } }
    #expect(told == 8)
    guard case .lost(let count)? = notes.last else {
      Issue.record("nothing says what is missing")
      return
    }
    #expect(count == 3)
  }

  @Test("The extended status says what is wrong, bit by bit, and no more")
  func extendedStatus() throws {
    let block = MemoryBlock(capacity: StoreMap.capacity)
    var meter = try Self.meter(block)
    func flags() -> UInt64? { meter.desk.board.meter.values.metering.extendedStatus }
    let utc = UTC(milliseconds: 1_769_227_136_000)
    #expect(flags() == 1 << 12, "nobody knows the time")
    meter.desk.board.meter.clock.told(byNetwork: utc, at: meter.desk.clock.now)
    try meter.run(seconds: 0.4)
    #expect(flags() == 0)
    meter.desk.supplyRelay.stick(true)
    Self.command(&meter, 0)
    try meter.run(seconds: 6)
    #expect(flags() == 1 << 8, "the supply was not disconnected")
    block.cutPower(afterBytes: 0)
    try meter.run(seconds: 12)
    #expect(flags() == 1 << 8 | 1 << 5, "nothing can be saved")
  }

  @Test("A voltage that is too low or too high is in the extended status while it lasts")
  func voltage() throws {
    for (voltage, flag) in [(180, 1 << 28), (260, 1 << 29)] as [(Double, UInt64)] {
      let waveform = SyntheticWaveform.conditions([
        LoadCondition(1, 230, 5), LoadCondition(1, voltage, 5), LoadCondition(1, 230, 5),
      ])
      var meter = try WholeMeter(alone: DeskPlan(waveform, .hertz50))
      _ = try meter.start()
      let utc = UTC(milliseconds: 1_769_227_136_000)
      meter.desk.board.meter.clock.told(byNetwork: utc, at: meter.desk.clock.now)
      var seen: [UInt64] = []
      try meter.run(seconds: 3) { meter in
        let flags = meter.desk.board.meter.values.metering.extendedStatus ?? .max
        if flags & 1 << 12 == 0, seen.last != flags { seen.append(flags) }
      }
      #expect(seen == [0, flag, 0], "\(voltage) V")
    }
  }

  /// An interval of so many Wh received, and one more delivered.
  private static func interval(_ number: Int64, _ energy_Wh: Int64) -> ProfileEntry {
    var entry = ProfileEntry(
      index: UInt64(number), minutes: 15, channels: [.activeImport, .activeExport, nil, nil])
    entry.start = UTC(milliseconds: number * 900_000)
    entry.duration = 900_000
    for (channel, wattHours) in [energy_Wh, energy_Wh + 1].enumerated() {
      entry.energies[channel] = Q64_64(raw: Int128(wattHours) * 1_000_000 << 64)
    }
    return entry
  }

  @Test("GetProfile is answered out of the intervals kept: newest first, gaps as gaps, each way")
  func loadProfile() throws {
    var meter = try Self.meter()
    // Interval n ends at n * 15 min after 1970; the one before the newest is missing.
    let newest: Int64 = 1_965_808
    for (number, energy) in [(newest - 2, 40), (newest, 60)] as [(Int64, Int64)] {
      meter.desk.board.meter.accounts.profile.add(Self.interval(number, energy))
    }
    func intervals(_ isReceived: Bool, end: UInt32?, count: UInt8) -> [UInt8] {
      var message = ApplicationMessage(peer: 0, endpoints: (1, 1), cluster: 0x0702, profile: 0x0104)
      message.payload.append(0)
      let request = ProfileRequest(
        isReceived: isReceived, end: end, count: count, origin: CommandOrigin(message), sequence: 1)
      let body = meter.desk.board.meter.profileAnswer(to: request).body(to: request, limit: 84)
      return (0..<body.count).map { body[$0] }
    }
    let end = UInt32((newest + 1) * 900 - 946_684_800)
    func head(_ end: UInt32, _ status: UInt8, _ count: UInt8) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: end >> (8 * $0)) } + [status, 3, count]
    }
    #expect(
      intervals(false, end: nil, count: 3)
        == head(end, 0, 3) + [60, 0, 0, 0xFF, 0xFF, 0xFF, 40, 0, 0])
    #expect(intervals(true, end: nil, count: 1) == head(end, 0, 1) + [61, 0, 0])
    #expect(intervals(false, end: end - 1, count: 1) == head(end - 1_800, 0, 1) + [40, 0, 0])
    #expect(intervals(false, end: end - 2_000, count: 1) == head(0, 5, 0))
  }
}
