// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import EventLog
import HardwareInterface
import Ledger
import LocalPort
import Quantities
import Seal
import SimulatedHardware
import Tariff
import Testing
import ZigBee

@testable import Meter
@testable import MeterBoard
@testable import meterbench

/// The whole meter, read at its local port.
@Suite("The local port of a whole meter")
struct WholeLocalPortTests {
  private static let utc: Int64 = 1_764_000_000_000

  /// A meter that runs for so long, while somebody says something at its port each step.
  private static func run(
    _ mode: LocalPortParameters.Mode, seconds: Double, saying garbage: [UInt8] = [],
    _ heard: inout [UInt8]
  ) throws -> WholeMeter<SimulatedSerial> {
    var plan = DeskPlan(load(10), .hertz50)
    plan.analog.noiseRMS = 0
    plan.identity.serialNumber.append("LM-000042")
    var meter = try WholeMeter(alone: plan, block: MemoryBlock(capacity: StoreMap.capacity))
    meter.desk.clock.setUTC(atZero: UTC(milliseconds: Self.utc))
    let cable = SimulatedSerialCable()
    meter.desk.board.hardware.localPort = LocalPortHardware(
      port: cable.endA, requestLine: nil,
      LocalPortParameters(
        mode: mode, manufacturer: FixedBytes(cutting: "LMT"),
        identification: FixedBytes(cutting: "LASTMETER-1")))
    _ = try meter.start()
    var end = cable.endB
    heard = []
    while meter.elapsed < seconds {
      if !garbage.isEmpty { _ = try end.write(garbage.span) }
      // Short runs: the port is looked at each 8.6 ms.
      meter.desk.step(setsMax: 64)
      var bytes = InlineArray<1024, UInt8>(repeating: 0)
      var span = bytes.mutableSpan
      let count = try end.read(into: &span)
      for index in 0..<count { heard.append(bytes[index]) }
    }
    return meter
  }

  private static func telegrams(_ heard: [UInt8]) throws -> [LocalMessage] {
    var (telegrams, rest) = ([LocalMessage](), heard[...])
    while let mark = rest.firstIndex(of: UInt8(ascii: "!")), mark + 6 < rest.endIndex {
      telegrams.append(try LocalMessage(telegram: Array(rest[...(mark + 6)])))
      rest = rest[(mark + 7)...]
    }
    return telegrams
  }

  @Test("A port that hangs up in a telegram is told once; plugged in it begins with a whole one")
  func hungUp() throws {
    var heard: [UInt8] = []
    let cable = SimulatedSerialCable(writeBytesMax: 100, queueBytesMax: 100)
    var meter = try Self.run(.p1, seconds: 0, &heard)
    meter.desk.board.hardware.localPort = LocalPortHardware(
      port: cable.endA, requestLine: nil,
      LocalPortParameters(
        mode: .p1, manufacturer: FixedBytes(cutting: "LMT"),
        identification: FixedBytes(cutting: "LASTMETER-1")))
    // A part of a telegram lies in the cable.
    try meter.run(seconds: 2)
    cable.setHungUp(true)
    try meter.run(seconds: 5)
    #expect(meter.faults == [.localPort: 1])
    cable.setHungUp(false)
    var end = cable.endB
    _ = try Self.read(&end)
    while meter.elapsed < 12 {
      meter.desk.step(setsMax: 64)
      heard += try Self.read(&end)
    }
    #expect(meter.faults == [.localPort: 1])
    #expect(heard.first == UInt8(ascii: "/"))
    #expect(try Self.telegrams(heard).count > 1)
  }

  private static func read(_ end: inout SimulatedSerial) throws -> [UInt8] {
    var bytes = InlineArray<1024, UInt8>(repeating: 0)
    var span = bytes.mutableSpan
    let count = try end.read(into: &span)
    return (0..<count).map { bytes[$0] }
  }

  @Test("A telegram comes each second, and its registers are those that are safe")
  func telegrams() throws {
    var heard: [UInt8] = []
    let meter = try Self.run(.p1, seconds: 25, &heard)
    let telegrams = try Self.telegrams(heard)
    #expect((23...26).contains(telegrams.count))
    let last = try #require(telegrams.last)
    let values = Dictionary(last.values.map { ($0.code, $0.value) }) { first, _ in first }
    let safe = meter.desk.board.meter.confirmedRegisters
    let wattHours = safe.energyImport.wattHours
    #expect(wattHours > 0)
    let kilo = String(wattHours + 1_000_000_000).dropFirst()
    let told = "\(kilo.prefix(6)).\(kilo.suffix(3))"
    #expect(values["1-0:1.8.0"] == told)
    #expect(values["1-0:2.8.0"] == "000000.000")
    #expect(values["0-0:96.1.1"] == "LM-000042")
    #expect(values["1-0:1.7.0"] == "02.300")
    #expect(values["1-0:32.7.0"] == "230.0")
    #expect(last.identification == "LMT5LASTMETER-1")
    let publicKey = meter.desk.board.meter.publicKey
    let key = try #require(publicKey)
    let digits = key.bytes.indices.map { index in
      String(key.bytes[index] | 0, radix: 16, uppercase: true)
    }
    let padded = digits.map { $0.count == 1 ? "0" + $0 : $0 }.joined()
    #expect(last.values.contains { $0.value == padded })
  }

  @Test("Garbage at the port changes nothing: not a register, not an event, not a telegram")
  func garbage() throws {
    var random = SplitMix64(seed: 5)
    let noise = (0..<48).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    for mode in [LocalPortParameters.Mode.p1, .iec62056] {
      var heard: [UInt8] = []
      let quiet = try Self.run(mode, seconds: 3, &heard)
      let disturbed = try Self.run(mode, seconds: 3, saying: noise, &heard)
      #expect(disturbed.registers == quiet.registers)
      let (events, quietEvents) = (disturbed.desk.board.events, quiet.desk.board.events)
      #expect(events.waiting == quietEvents.waiting && events.sequence == quietEvents.sequence)
      let faults = disturbed.faults
      let quietFaults = quiet.faults
      #expect(faults == quietFaults)
    }
  }

  @Test("A readout is told to who asks by the meter's standard, at the speed of mode C")
  func readout() throws {
    let request = Array("/?!\r\n".utf8).map { EvenParity.encoded($0) }
    var heard: [UInt8] = []
    _ = try Self.run(.iec62056, seconds: 1, saying: request, &heard)
    let said = String(decoding: heard.map { $0 & 0x7F }, as: UTF8.self)
    #expect(said.hasPrefix("/LMT5LASTMETER-1\r\n") || "/LMT5LASTMETER-1\r\n".hasPrefix(said))
    #expect(!said.isEmpty)
  }
}
