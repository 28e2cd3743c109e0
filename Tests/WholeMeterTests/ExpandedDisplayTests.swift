// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import Ledger
import Meter
import MeterBoard
import Quantities
import SimulatedHardware
import Testing

@testable import meterbench

/// A whole board whose display is behind an expander, all on the clock of its main loop.
private struct ExpandedBoard: ~Copyable {
  let display: SimulatedHD44780
  let chip: SimulatedPCF8574
  var whole: ThreadedBoard<PCF8574<SimulatedPCF8574Target>>

  init(_ waveform: SyntheticWaveform, clockHertz: UInt64 = 100_000) throws {
    let clock = VirtualClock()
    display = SimulatedHD44780(clock: clock)
    chip = SimulatedPCF8574(display, clock: clock, clockHertz: clockHertz)
    whole = try ThreadedBoard(waveform, clock, PCF8574(chip.target()))
  }

  var text: String { display.lines.joined(separator: "|") }
  var displayFaults: Int { whole.board.observer.faults[.display] ?? 0 }
}

@Suite("A display behind an expander, on a whole board")
struct ExpandedDisplayTests {
  @Test("The pages turn, and the controller's rules are kept")
  func pages() throws {
    var board = try ExpandedBoard(load(10))
    _ = try board.whole.board.start()
    #expect(board.display.isOn && board.display.isLit)
    board.whole.run(until: 4)
    #expect(board.text.contains("230.") && board.text.contains("50.000 Hz"), "\(board.text)")
    var pages: Set<String> = []
    for second in 5...40 {
      board.whole.run(until: Double(second))
      // The first row tells a page but for its figures.
      pages.insert(String(board.display.lines[0].filter(\.isLetter)))
    }
    #expect(pages.count >= 3, "\(pages)")
    #expect(board.display.faults == [])
    #expect(board.chip.written.allSatisfy { $0 & 0x02 == 0 })
    #expect(board.displayFaults == 0)
  }

  @Test("A page is written in parts while the loop waits for samples: whole in half a second")
  func parts() throws {
    var board = try ExpandedBoard(load(10))
    _ = try board.whole.board.start()
    board.whole.run(until: 4)
    var (bursts, most, before) = ([Burst](), 0, board.display.charactersWritten)
    while board.whole.clock.now.nanoseconds < 20_000_000_000 {
      board.whole.board.step()
      let count = board.display.charactersWritten - before
      before += count
      most = max(most, count)
      guard count > 0 else { continue }
      let now = board.whole.clock.now
      if let last = bursts.last, now.since(last.end) < 20_000_000 {
        bursts[bursts.count - 1].end = now
        bursts[bursts.count - 1].characters += count
      } else {
        bursts.append(Burst(start: now, end: now, characters: count))
      }
    }
    #expect(most == 2)
    let page = try #require(bursts.max { $0.characters < $1.characters })
    #expect(page.characters > 30)
    #expect(page.end.since(page.start) < 500_000_000)
  }

  /// Characters that came without a pause.
  private struct Burst {
    var start: Instant
    var end: Instant
    var characters: Int
  }

  @Test("Taken off the bus, it is told and left alone, the energy is the same, and it comes back")
  func unplugged() throws {
    var board = try ExpandedBoard(load(10))
    var other = try ThreadedBoard(load(10))
    _ = try board.whole.board.start()
    _ = try other.board.start()
    board.whole.run(until: 4)
    board.chip.plan(.notAcknowledgedAfter(bytes: 4), call: board.chip.calls)
    board.chip.setConnected(false)
    let calls = board.chip.calls
    board.whole.run(until: 30)
    other.run(until: 30)
    #expect(1...4 ~= board.chip.calls - calls, "one message each 10 s")
    #expect(board.displayFaults == board.chip.calls - calls)
    #expect(board.whole.board.meter.blocks == other.board.meter.blocks)
    let energy = board.whole.board.meter.registers.energyImport
    #expect(energy == other.board.meter.registers.energyImport)
    #expect(energy.microwattHours > 18_000_000)
    board.chip.cutPower()
    board.chip.setConnected(true)
    #expect(board.text.allSatisfy { $0 == " " || $0 == "|" })
    board.whole.run(until: 46)
    #expect(board.text.contains { $0.isNumber }, "\(board.text)")
    #expect(board.display.faults == [])
  }

  @Test("A NACK in the middle of a character costs one page, and the next is right")
  func notAcknowledged() throws {
    var board = try ExpandedBoard(load(10))
    _ = try board.whole.board.start()
    board.whole.run(until: 4)
    board.chip.plan(.notAcknowledgedAfter(bytes: 2), call: board.chip.calls + 1)
    board.whole.run(until: 17)
    #expect(board.displayFaults == 1)
    board.whole.run(until: 24)
    #expect(board.text.contains { $0.isNumber })
    #expect(!board.text.contains("�"))
    // E was left high: what its fall then wrote, the start has made good.
    #expect(board.display.faults.allSatisfy { $0 == .unstable })
    #expect(board.displayFaults == 1)
  }

  @Test("An edge of the test output is late by a part of a page at most: 2.6 ms at 100 kHz")
  func testOutput() throws {
    var board = try ExpandedBoard(load(60))
    var other = try ThreadedBoard(load(60))
    _ = try board.whole.board.start()
    _ = try other.board.start()
    board.whole.run(until: 60)
    other.run(until: 60)
    let rises = board.whole.led.edges.filter { $0.level == .high }.map(\.at)
    let others = other.led.edges.filter { $0.level == .high }.map(\.at)
    #expect(rises.count > 200 && rises.count == others.count)
    for (rise, other) in zip(rises, others) {
      #expect(abs(Int(rise.nanoseconds) - Int(other.nanoseconds)) <= 2_700_000)
    }
  }
}
