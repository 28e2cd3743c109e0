// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities

/// Which current channels the meter is given.
enum ChannelChoice: Sendable {
  /// As the board has them.
  case all
  /// ×1 alone.
  case direct
  /// ×16 alone.
  case amplified
}

/// A source that shows one current channel of another: each range is calibrated on its own.
struct ChosenChannel<Base: HardwareInterface.SampleSource & ~Copyable>: HardwareInterface
    .SampleSource, ~Copyable
{
  private var base: Base
  private let choice: ChannelChoice

  init(_ base: consuming Base, _ choice: ChannelChoice) {
    self.base = base
    self.choice = choice
  }

  mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    let run = base.next(into: &sets)
    guard case .sets(let count, _) = run, choice != .all else { return run }
    for index in 0..<count {
      if choice == .amplified { sets[index].current = sets[index].currentAmplified }
      sets[index].currentAmplified = 0
    }
    return run
  }
}

extension FrontEnd {
  /// This front end with the chosen channel as its only current.
  func choosing(_ choice: ChannelChoice) -> FrontEnd {
    guard choice != .all else { return self }
    var chosen = self
    if choice == .amplified, let amplified = currentAmplified { chosen.current = amplified }
    chosen.currentAmplified = nil
    chosen.amplifiedPeakMax = 0
    return chosen
  }
}
