// SPDX-License-Identifier: Apache-2.0

import SimulatedHardware
import Testing

@testable import meterbench

@Suite("The lines that the chips and the radio of a virtual machine take")
struct MachineLineTests {
  @Test("Each line for the chips means what the help says, its limits included")
  func chips() {
    let understood: [(String, ChipsLine)] = [
      ("load 230 5", .load(voltage: 230, current: 5, lagDegrees: 0)), ("quit", .quit),
      ("fail 1 nack 0", .fail(bus: 1, .notAcknowledged, transfers: 0)),
      ("fail 6 arbitration 3", .fail(bus: 6, .arbitrationLost, transfers: 3)),
      ("fail 1 timeout 1000000", .fail(bus: 1, .timeout, transfers: 1_000_000)),
    ]
    for (text, line) in understood { #expect(ChipsLine(text) == line, "\(text)") }
    let refused = [
      "", "cut 5", "fail", "fail 2 nack 1", "fail 1 fire 1", "fail 1 nack -1", "fail 1 nack",
      "fail 1 nack 1000001", "fail 1 nack 1 1",
    ]
    for text in refused { #expect(ChipsLine(text) == nil, "\(text)") }
  }

  @Test("Each line for the radio means what the help says")
  func radio() {
    let understood: [(String, RadioLine)] = [
      ("read B04 505", .read(cluster: 0x0B04, attribute: 0x0505)),
      ("supply off", .supply(isClosed: false, ofAll: false)),
      ("supply on all", .supply(isClosed: true, ofAll: true)),
      ("command 6 40", .command(cluster: 0x0006, id: 0x40)),
      ("upgrade a/b.ota", .upgrade(path: "a/b.ota")),
      ("permit", .permit), ("hang", .hang), ("reset", .reset), ("quit", .quit),
    ]
    for (text, line) in understood { #expect(RadioLine(text) == line, "\(text)") }
    for text in [
      "", "read 702", "read 10000 0", "read x 0", "supply", "supply 1", "supply on 1", "command 6",
      "command 6 100", "upgrade", "quit now",
    ] {
      #expect(RadioLine(text) == nil, "\(text)")
    }
  }

  @Test("So many transfers fail as was asked, the next one does not, and the chip saw none of them")
  func failures() {
    let chips = BusChips()
    func carryOut(_ messages: BusTransfer.Message...) -> Result<[UInt8], BusFailure> {
      chips.carryOut(BusTransfer(sequence: 1, startNanoseconds: 5, messages: messages))
    }
    chips.failuresToCome = (.arbitrationLost, 2)
    #expect(carryOut(.write([0, 0, 0xAA], address: 0x50)) == .failure(.arbitrationLost))
    #expect(carryOut(.read(1, address: 0x50)) == .failure(.arbitrationLost))
    let kept = carryOut(.write([0, 0], address: 0x50), .read(1, address: 0x50))
    #expect(kept == .success([0x00]))
  }
}
