// SPDX-License-Identifier: Apache-2.0

import Quantities

/// Four sets in a row, so that a current meets the voltages around it.
///
/// At both ends of a run the set there is held: a run of n sets gives n windows, and none of
/// them reaches across a gap.
struct DelayLine {
  private var sets = InlineArray<4, SampleSet>(repeating: .zero)
  /// How many sets came in that have not come out as a window.
  private var waiting = 0
  /// How far the line has moved past the last window; a window is in place at 3.
  private var moved = 0

  /// Takes a set and gives the window of the set two before it, nil for the first two of a run.
  mutating func push(_ set: SampleSet) -> SampleWindow? {
    if moved == 0 { sets = InlineArray(repeating: set) }
    move(set)
    waiting += 1
    return moved == 3 ? window() : nil
  }

  /// Gives the windows still waiting, then nil; the next set starts a new run.
  mutating func drain() -> SampleWindow? {
    guard waiting > 0 else {
      moved = 0
      return nil
    }
    while moved < 3 { move(sets[3]) }
    return window()
  }

  private mutating func move(_ set: SampleSet) {
    for index in 0..<3 { sets[index] = sets[index + 1] }
    sets[3] = set
    moved += 1
  }

  private mutating func window() -> SampleWindow {
    waiting -= 1
    moved -= 1
    return SampleWindow(
      voltages: [sets[0].voltage, sets[1].voltage, sets[2].voltage, sets[3].voltage],
      current: sets[1].current, currentAmplified: sets[1].currentAmplified)
  }
}
