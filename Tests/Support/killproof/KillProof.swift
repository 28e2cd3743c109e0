// SPDX-License-Identifier: Apache-2.0

import Bytes
import Drivers
import Glibc
import HardwareInterface
import Ledger
import LinuxHardware
import Meter
import MeterBoard
import MeterRig
import Quantities
import SimulatedHardware
import Synchronization
import ZigBee

/// The firmware's run loop on simulated chips and a real file.
struct KillProof: ~Copyable {
  typealias Board = MeterBoard<
    ConverterReader<SimulatedAD7991Target, VirtualTime>, Idle, HD44780Lines<Idle>, Idle, Idle,
    LinuxStorekeeper<HangingStore>, LinuxStorekeeper<HangingStore>, VirtualTime, Deaf
  >

  private let clock: VirtualClock
  private let hangsOnceSafe: Bool
  private var board: Board

  /// - Parameter hangsOnceSafe: the store hangs once some of this run's energy is safe.
  init(file: String, hangsOnceSafe: Bool = false) throws {
    let clock = VirtualClock()
    var wall = LinuxClock()
    clock.setUTC(atZero: wall.utc())
    let waveform = SyntheticWaveform.sine { $0.current = 43.5 }
    let chip = SimulatedAD7991(.referenceBoard, waveform: waveform, clock: clock, seed: 1)
    let converter = try AD7991(chip.target, bias: ReferenceBoard.bias)
    let pause = VirtualClock().clock
    let lines = HD44780Lines(
      registerSelect: Idle(), enable: Idle(),
      data: HD44780DataLines(Idle(), Idle(), Idle(), Idle()), backlight: Idle())
    let store = try LinuxStorekeeper(
      HangingStore(try FileBlockStore(path: file, capacity: StoreMap.capacity)))
    // Beside it, as in meterd, what nothing is written into here.
    let staging = try LinuxStorekeeper(
      HangingStore(try FileBlockStore(path: file + ".staging", capacity: 1)), after: store)
    var hardware = Board.Hardware(
      source: ConverterReader(converter, clock: clock.clock),
      display: HD44780(lines, pause: pause),
      radio: XBee3Module(port: Idle(), reset: Idle(), pause: pause), metrologyLED: Idle(),
      store: store, keySeed: Self.keySeed, clock: clock.clock)
    hardware.staging = consume staging
    var parameters = MeterParameters(
      frontEnd: ReferenceBoard.frontEnd(nominalFrequency: .hertz50), identity: DeviceIdentity())
    parameters.saveMilliseconds = 1_000
    parameters.profile = ProfileParameters(minutes: 1) ?? .standard
    let meter = try Meter(parameters)
    self.clock = clock
    self.hangsOnceSafe = hangsOnceSafe
    board = Board(meter, hardware, Deaf())
  }

  mutating func run() throws {
    _ = try board.start()
    let energy = board.meter.registers.energyImport.microwattHours
    say("restored \(energy) threads \(try Self.threads())")
    while !LinuxProgram.isStopAsked {
      board.step()
      let (now, safe) = (board.meter.registers, board.meter.confirmedRegisters)
      say(
        "measured \(now.energyImport.microwattHours)"
          + " safe \(safe.energyImport.microwattHours) intervals \(safe.profile.entries)")
      if hangsOnceSafe, safe.energyImport.microwattHours > 0 {
        HangingStore.hangs.store(true, ordering: .relaxed)
      }
    }
  }

  /// As meterd leaves; whether all was saved.
  mutating func stop() -> Bool { board.stop(nanoseconds: 500_000_000) }

  /// Of this program.
  private static func threads() throws -> Int {
    guard let folder = opendir("/proc/self/task") else { throw LinuxFailure(.other) }
    defer { closedir(folder) }
    var names = 0
    while readdir(folder) != nil { names += 1 }
    // The folder itself and the one above are no threads.
    return names - 2
  }

  /// The same each time, and so nobody's secret.
  private static var keySeed: FixedBytes<32> {
    var seed = FixedBytes<32>()
    while !seed.isFull { seed.append(UInt8(seed.count)) }
    return seed
  }
}

/// Hears nothing but that the store failed, which ends the proof.
struct Deaf: BoardObserver {
  mutating func failed(_ fault: BoardFault) { say("fault \(fault)") }
}

/// A line, at once: whoever is killed has said it.
private func say(_ line: String) { LinuxProgram.printLine(line) }
