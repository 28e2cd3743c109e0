// SPDX-License-Identifier: Apache-2.0

import Foundation
import SimulatedHardware

/// A load that changes where the voltage crosses zero, and the energy that it took by then.
///
/// Over a half cycle of the voltage a sine's energy is its mean power's, whatever its angle.
struct SteppedLoad {
  struct Step {
    /// From this half cycle on.
    var half: Int
    var amperes: Double
    /// Positive: the current lags.
    var degrees = 0.0
  }

  var frequency = 50.0
  var steps: [Step]

  init(frequency: Double = 50, _ steps: [Step]) {
    (self.frequency, self.steps) = (frequency, steps)
  }

  static let volts = 230.0

  func step(at seconds: Double) -> Step {
    let half = Int((seconds * 2 * frequency + 1e-9).rounded(.down))
    return steps.last { $0.half <= half } ?? steps[0]
  }

  func voltage(_ seconds: Double) -> Double {
    2.0.squareRoot() * Self.volts * sin(2 * .pi * frequency * seconds)
  }

  func current(_ seconds: Double) -> Double {
    let step = step(at: seconds)
    return 2.0.squareRoot() * step.amperes
      * sin(2 * .pi * frequency * seconds - step.degrees * .pi / 180)
  }

  /// When so much energy had been taken, import and export alike. Unit: joules, seconds.
  func seconds(joules: Double) -> Double {
    var (left, index) = (joules, 0)
    while true {
      let step = steps[index]
      let start = Double(step.half) / (2 * frequency)
      let watts = abs(Self.volts * step.amperes * cos(step.degrees * .pi / 180))
      guard index + 1 < steps.count else { return start + left / watts }
      let taken = watts * Double(steps[index + 1].half - step.half) / (2 * frequency)
      if taken >= left, watts > 1e-9 { return start + left / watts }
      (left, index) = (left - taken, index + 1)
    }
  }

  /// Changes at any half cycle, so many after the last one, until an end.
  static func changing(
    _ seed: UInt64, from amperes: Double, every halves: ClosedRange<Int>, until end: Int,
    _ load: (inout SplitMix64) -> (amperes: Double, degrees: Double)
  ) -> SteppedLoad {
    var generator = SplitMix64(seed: seed)
    var (half, steps) = (0, [Step(half: 0, amperes: amperes)])
    while half < end {
      half += Int.random(in: halves, using: &generator)
      let (amperes, degrees) = load(&generator)
      steps.append(Step(half: half, amperes: amperes, degrees: degrees))
    }
    return SteppedLoad(steps)
  }
}
