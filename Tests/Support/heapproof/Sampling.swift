// SPDX-License-Identifier: Apache-2.0

import HardwareInterface
import MeterBoard
import Quantities

/// What the sampler's thread does with one run, from the bus into the ring (`SampleRing.swift` here
/// is LinuxHardware's own file), and what the main loop does to take it out.
func sample(
  _ ring: borrowing SampleRing, _ source: inout ConverterReader<StandIn, StandIn>,
  into sets: inout MutableSpan<SampleSet>
) -> SampleRun {
  let run = ring.fill(from: &source)
  return run == .none ? run : ring.take(into: &sets)
}
