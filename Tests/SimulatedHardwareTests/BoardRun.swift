// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import Quantities
import SimulatedHardware
import Testing

/// Runs of a sampler.
struct BoardRun {
  var sampler: SimulatedBoardSampler

  init(
    _ waveform: any Waveform, _ board: SimulatedBoard, seed: UInt64 = 1, setsPerRun: Int = 1365
  ) {
    sampler = SimulatedBoardSampler(
      waveform, board: board, seed: seed, setsPerRun: setsPerRun)
  }

  /// The next run, with its stamp.
  mutating func next(_ capacity: Int) throws -> ([SampleSet], SampleStamp) {
    var sets = [SampleSet](repeating: .zero, count: capacity)
    var span = sets.mutableSpan
    let run = sampler.next(into: &span)
    guard case .sets(let count, let stamp) = run else {
      Issue.record("no sets: \(run)")
      return ([], SampleStamp(start: .zero, end: .zero))
    }
    return (Array(sets.prefix(count)), stamp)
  }

  /// The first sets.
  func sets(_ count: Int) throws -> [SampleSet] {
    var copy = self
    return try copy.next(count).0
  }
}
