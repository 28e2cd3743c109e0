// SPDX-License-Identifier: Apache-2.0

/// How points follow each other in a window, and how a channel becomes its points.
struct SpectrumGrid {
  /// The finest time. Unit: 2^-40 sets.
  static let unit = 40

  /// Unit: 2^-40 sets.
  var start: Int64
  /// Unit: 2^-40 sets.
  var length: Int64
  let cycles: Int
  /// How many times wider than six sets the kernel is. Unit: 2^-20, at least one.
  let stretch: Int64
  /// What the place in the kernel moves by at each set. Unit: 2^-20 nodes.
  let kernelStep: Int64
  /// Whether the kernel is stretched.
  var isWide: Bool { stretch > 1 << 20 }
  /// How many sets the kernel reaches to each side.
  let reach: Int
  /// What is subtracted from each voltage and current. Unit: counts.
  private(set) var centers: (voltage: Int64, current: Int64) = (0, 0)
  /// Points are 2^fraction counts: so many that they stay below 2^26.
  private(set) var fractions: (voltage: Int, current: Int) = (0, 0)

  /// How many points are taken, evenly over the block.
  var count = 0
  /// Whether the points of the current are taken too.
  var takesCurrent = false

  /// Nil for a window outside the ranges of `SpectrumWindow`.
  init?(_ window: borrowing SpectrumWindow, cycles: Int) {
    let count = window.voltage.count
    guard count == window.current.count, count >= 16, count <= 1 << 15 else { return nil }
    guard window.start >= 0, window.start < Int64(count) << 16 else { return nil }
    let shortest = Int64(cycles) << 20
    guard window.length >= shortest, window.length <= shortest << 6 else { return nil }
    start = window.start << 24
    length = window.length << 24
    self.cycles = cycles
    let perCycle = length / Int64(cycles)
    let isWide = perCycle > SpectrumKernel.setsMax << Self.unit
    stretch = isWide ? perCycle >> 27 : 1 << 20
    kernelStep = (1 << 49) / stretch
    reach = Int((3 * stretch + 0xF_FFFF) >> 20) + (isWide ? 1 : 0)
    guard let voltage = Self.spread(window.voltage), let current = Self.spread(window.current)
    else { return nil }
    centers = (voltage.center, current.center)
    fractions = (26 - voltage.bits, 26 - current.bits)
  }

  /// About the mean, and the bits of the largest distance from it; nil beyond 24 bits.
  private static func spread(_ samples: Span<Int32>) -> (center: Int64, bits: Int)? {
    var bits: Int32 = 0
    for index in samples.indices {
      let sample = samples[unchecked: index]
      bits |= sample ^ sample &>> 31
    }
    // Every eighth tells the direct component well enough: at most 2^12 of them, below 2^43.
    var (sum, count): (Int64, Int) = (0, 0)
    while 8 &* count < samples.count {
      sum &+= Int64(samples[unchecked: 8 &* count])
      count &+= 1
    }
    let center = sum / Int64(count)
    let peak = Int64(bits) + abs(center) + 1
    return peak < 1 << 25 ? (center, 64 - peak.leadingZeroBitCount) : nil
  }
}
