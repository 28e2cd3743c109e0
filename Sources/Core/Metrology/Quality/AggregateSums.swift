// SPDX-License-Identifier: Apache-2.0

import Quantities

/// Squares of one quantity, summed exactly.
///
/// Range: |values| are held at 2^40, a megavolt in microvolts; over 2^20 blocks the sum stays
/// below 2^100. 2 hours hold 46,800 blocks of 10 cycles at 65 Hz.
struct SquareSum {
  private static let valueMax: Int64 = 1 << 40
  private var sum: UInt128 = 0
  private var count: UInt128 = 0
  private var minimum = Int64.max
  private var maximum = Int64.min

  mutating func add(_ value: Int64) {
    let value = max(-Self.valueMax, min(Self.valueMax, value))
    sum += UInt128(value.magnitude) * UInt128(value.magnitude)
    count += 1
    minimum = min(minimum, value)
    maximum = max(maximum, value)
  }

  /// Root of the mean of squares, rounded to nearest.
  func spread<Value>(_ make: (Int64) -> Value) -> Spread<Value>? {
    guard count > 0 else { return nil }
    // A root with one more bit, halved, rounds to nearest.
    let twice = (sum * 4 / count).squareRoot
    return Spread(
      mean: make(Int64((twice + 1) / 2)), minimum: make(minimum), maximum: make(maximum))
  }
}

/// One quantity times how long it lasted, summed exactly.
///
/// Range: a block is held at 2^36 ns, 68 s; over 2^20 blocks the sum stays below 2^119.
struct WeightedSum {
  private static let nanosecondsMax: Int64 = 1 << 36
  private var sum: Int128 = 0
  private var weight: Int128 = 0
  private var minimum = Int64.max
  private var maximum = Int64.min

  mutating func add(_ value: Int64, nanoseconds: Int64) {
    let nanoseconds = Int128(max(1, min(Self.nanosecondsMax, nanoseconds)))
    sum += Int128(value) * nanoseconds
    weight += nanoseconds
    minimum = min(minimum, value)
    maximum = max(maximum, value)
  }

  /// Weighted mean, rounded to nearest.
  func spread<Value>(_ make: (Int64) -> Value) -> Spread<Value>? {
    guard weight > 0 else { return nil }
    return Spread(
      mean: make(Int64(sum.roundedQuotient(weight))), minimum: make(minimum),
      maximum: make(maximum))
  }
}

/// What the blocks of one interval add up to.
struct AggregateSums {
  /// More blocks than any interval holds; those beyond are not added.
  static let blocksMax = 1 << 20

  private(set) var blocks = 0
  private(set) var start = Instant.zero
  private(set) var end = Instant.zero
  /// Unit: nanoseconds.
  private var covered: Int64 = 0
  private var flags = BlockFlags()
  private var voltage = SquareSum()
  private var current = SquareSum()
  private var voltageDistortion = SquareSum()
  private var currentDistortion = SquareSum()
  private var activePower = WeightedSum()
  private var apparentPower = WeightedSum()
  private var reactivePower = WeightedSum()
  private var frequency = WeightedSum()

  mutating func add(_ block: BlockFigures, from start: Instant, to end: Instant) {
    guard blocks < Self.blocksMax else { return }
    if blocks == 0 { self.start = start }
    self.end = end
    blocks += 1
    covered = covered.addingSaturating(max(0, block.nanoseconds))
    flags = BlockFlags(rawValue: flags.rawValue | block.flags.rawValue)
    voltage.add(block.voltage.microvolts)
    current.add(block.current.microamperes)
    activePower.add(block.activePower.microwatts, nanoseconds: block.nanoseconds)
    apparentPower.add(block.apparentPower.microvoltamperes, nanoseconds: block.nanoseconds)
    if let value = block.frequency {
      frequency.add(value.microhertz, nanoseconds: block.nanoseconds)
    }
    if let value = block.fundamental { add(value, nanoseconds: block.nanoseconds) }
  }

  private mutating func add(_ fundamental: FundamentalFigures, nanoseconds: Int64) {
    reactivePower.add(fundamental.reactivePower.microvars, nanoseconds: nanoseconds)
    if let value = fundamental.voltageDistortion { voltageDistortion.add(Int64(value.millionths)) }
    if let value = fundamental.currentDistortion { currentDistortion.add(Int64(value.millionths)) }
  }

  /// The figures of the interval; nil without any block.
  func aggregate(_ period: AggregationPeriod, _ ending: AggregateEnding) -> Aggregate? {
    guard let voltage = voltage.spread({ Voltage(microvolts: $0) }),
      let current = current.spread({ Current(microamperes: $0) }),
      let activePower = activePower.spread({ ActivePower(microwatts: $0) }),
      let apparentPower = apparentPower.spread({ ApparentPower(microvoltamperes: $0) })
    else { return nil }
    return Aggregate(
      period: period, ending: ending, alignment: .monotonic, start: start, end: end,
      startUTC: nil, voltage: voltage, current: current, activePower: activePower,
      apparentPower: apparentPower,
      reactivePower: reactivePower.spread { ReactivePower(microvars: $0) },
      frequency: frequency.spread { Frequency(microhertz: $0) },
      voltageDistortion: voltageDistortion.spread(Self.distortion),
      currentDistortion: currentDistortion.spread(Self.distortion),
      flags: flags, blocks: blocks, coveredMillionths: covered(of: period))
  }

  private func covered(of period: AggregationPeriod) -> Int {
    let length = Int128(period.nanoseconds ?? max(1, end.signedNanoseconds(since: start)))
    return Int(min(1_000_000, Int128(covered) * 1_000_000 / length))
  }

  private static func distortion(_ millionths: Int64) -> Distortion {
    Distortion(millionths: UInt32(clamping: millionths))
  }
}
