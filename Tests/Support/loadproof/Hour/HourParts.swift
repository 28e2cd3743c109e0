// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Ledger
import Quantities
import SimulatedHardware

/// What is around the main loop.
struct HourParts {
  /// A card that is busy with itself: each write with its sync takes so long. Unit: nanoseconds.
  private static let diskNanoseconds: UInt64 = 1_000_000_000
  /// Imax of the board.
  private static let amperes = 60.0

  let processor = Processor()
  let watch = RingWatch()
  let room = Room()
  let reader = PortReader()
  let display: SimulatedHD44780
  let fram: SimulatedMB85RC256V
  let keeper: SimulatedStorekeeper

  /// Unit: hertz, of the second bus.
  init(busHertz: UInt64) {
    let clock = processor.clock
    clock.setUTC(atZero: UTC(milliseconds: 1_764_000_000_000))
    display = SimulatedHD44780(clock: clock)
    fram = SimulatedMB85RC256V(clock: clock, clockHertz: busHertz)
    keeper = SimulatedStorekeeper(
      MemoryBlock(capacity: StoreMap.capacity).store, clock: clock,
      latencyNanoseconds: Self.diskNanoseconds)
  }

  func sampler(_ options: HourOptions) -> SimulatedBoardSampler {
    var board = SimulatedBoard(.referenceBoard)
    board.frontEnd.noiseRMS = 0.3
    board.bus = HourBus.timing(options)
    let waveform = SyntheticWaveform.sine { $0.current = Self.amperes }
    return SimulatedBoardSampler(waveform, board: board, seed: 1, clock: VirtualClock())
  }
}
