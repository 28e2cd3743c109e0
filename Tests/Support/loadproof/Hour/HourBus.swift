// SPDX-License-Identifier: Apache-2.0

import SimulatedHardware

/// The converter's bus and the thread that reads it.
enum HourBus {
  /// Before each burst the thread copies and checks the one before, and asks again: more than twice
  /// what `Calibration/Imperfections.csv` takes for a board as built, as for a busy machine; stalls
  /// of the adapter as there. SCL itself is exact: what it allows is then known.
  static func timing(_ options: HourOptions) -> BusTiming {
    var timing = BusTiming()
    timing.idleNanosecondsMin = 50_000
    timing.idleNanosecondsMax = 200_000
    timing.wakeUpNanosecondsMean = 50_000
    timing.wakeUpNanosecondsMax = 500_000
    timing.stallProbability = 0.001
    timing.stallNanosecondsMin = 5_000
    timing.stallNanosecondsMax = 500_000
    if let idle = options.idleMicroseconds {
      timing.idleNanosecondsMin = Double(idle) * 1_000
      timing.idleNanosecondsMax = Double(idle) * 1_000
    }
    return timing
  }
}
