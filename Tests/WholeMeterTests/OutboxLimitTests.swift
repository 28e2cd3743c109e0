// SPDX-License-Identifier: Apache-2.0

import Bytes
import HardwareInterface
import Ledger
import Quantities
import SimulatedHardware
import Testing
import ZigBee

@testable import Meter
@testable import MeterBoard
@testable import meterbench

/// What becomes of what the meter says in one step, where it is more than there is room for: it is
/// told as a fault, and the meter goes on.
@Suite("The limits of one step")
struct OutboxLimitTests {
  private static func faults(
    _ fill: (inout Outbox) -> Void
  ) throws -> [BoardFault: Int] {
    var meter = try WholeMeter(alone: DeskPlan(load(5), .hertz50))
    _ = try meter.start()
    try meter.run(seconds: 0.4)
    meter.desk.board.hardware.staging =
      SimulatedStorekeeper(
        MemoryBlock(capacity: 4_096).store, clock: meter.desk.clock
      ).queue
    fill(&meter.desk.board.outbox)
    meter.step()
    let faults = meter.faults
    let blocks = meter.blocks
    try meter.run(seconds: 1)
    #expect(meter.blocks > blocks)
    let after = meter.faults
    #expect(after == faults, "told once")
    return faults
  }

  private static let interval = ProfileEntry(
    index: 1, minutes: 15, channels: [.activeImport, nil, nil, nil])

  /// The step itself has some bytes for the radio, too; the module's own queue has 1,024.
  @Test("More bytes than go to the radio at once are lost, and told", arguments: [900, 2_048])
  func bytes(count: Int) throws {
    let faults = try Self.faults { outbox in
      outbox.transmit([UInt8](repeating: 0x55, count: count).span)
    }
    #expect(faults == (count == 2_048 ? [.radio: 1] : [:]))
  }

  @Test("Four intervals of the load profile", arguments: [4, 5])
  func intervals(count: Int) throws {
    let faults = try Self.faults { outbox in
      for _ in 0..<count { outbox.keep(Self.interval) }
    }
    #expect(faults == (count > 4 ? [.profile: 1] : [:]))
  }

  @Test("Eight pieces of an upgrade's image", arguments: [8, 9])
  func upgrades(count: Int) throws {
    let faults = try Self.faults { outbox in
      for place in 0..<count { outbox.stage(.write(offset: UInt32(place), FixedBytes<64>())) }
    }
    #expect(faults == (count > 8 ? [.staging: 1] : [:]))
  }
}
