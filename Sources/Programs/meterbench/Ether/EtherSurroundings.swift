// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware

/// What is around the meter of `meterbench ether`: the ether, its module, and a coordinator's
/// module whose serial line is a pseudo-terminal.
final class EtherSurroundings {
  let ether: Ether
  let coordinator: EtherModule
  let module: EtherModule
  let terminal: PseudoTerminal
  private var resets = 0

  /// Puts a factory-new coordinator and a factory-new router into an ether.
  init(seed: UInt64) throws(BenchError) {
    terminal = try PseudoTerminal()
    ether = Ether(seed: seed)
    coordinator = ether.addFactoryCoordinator(eui64: Room.gatewayEUI64)
    module = ether.addRouter(eui64: Room.meterEUI64)
  }

  /// Another meter's board is on the module: its reset line has had no edge yet.
  func begin() { resets = 0 }

  /// Lets everything happen that is due, and obeys the module's reset line.
  func advance(to now: Instant, reset: SimulatedLine? = nil) {
    let released = (reset?.edges ?? []).filter { $0.level == .high }.count
    if released > resets {
      resets = released
      module.reset()
    }
    coordinator.push(terminal.take())
    ether.advance(to: now)
    terminal.give(coordinator.pull())
  }

  /// Obeys what concerns the ether alone.
  func obey(_ control: ControlLine) {
    switch control {
    case .reset: module.reset()
    case .rename:
      module.isRenamedOnReturn = true
      module.rename()
    case .loss(let perMille): ether.faults.lossPerMille = perMille
    case .coordinator(let seconds):
      coordinator.setPowered(false)
      let back = coordinator
      ether.after(milliseconds: UInt64(seconds * 1000)) { back.setPowered(true) }
    default: break
    }
  }
}
