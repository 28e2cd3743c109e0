// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface
public import Quantities

/// A board's samples, whole sets at a time: the codes and stamps that a driver would read from
/// the chip at register level, without messages and bytes. For long runs.
///
/// - VIN0, VIN1 and VIN2 in turn against the reference. Counts are about the code at which an
///   input without errors rests.
public struct SimulatedBoardSampler: SampleSource, Sendable {
  /// Sets in one run, at most.
  public static let setsPerRunMax = 1 << 16

  /// Time passes here: by bursts, idle time and the reader's delay.
  public let clock: VirtualClock
  private let nominalPeriodNanoseconds: Double
  private let setsPerRun: Int
  private let bias: SampleSet
  private var core: ConversionCore

  /// Makes a sampler before its first run; the waveform begins where the clock is zero.
  ///
  /// - Unit: `clockHertz` hertz, of SCL. `seed` is that of the noise and of the bursts' timing.
  /// - Range: `setsPerRun` is 1,365 on the reference board; others are brought into 1 ... 65,536.
  public init(
    _ waveform: any Waveform, board: SimulatedBoard, seed: UInt64,
    clock: VirtualClock = VirtualClock(), setsPerRun: Int = 1365, clockHertz: UInt64 = 400_000
  ) {
    self.clock = clock
    self.setsPerRun = max(1, min(Self.setsPerRunMax, setsPerRun))
    nominalPeriodNanoseconds = Double(1_000_000_000 / clockHertz)
    let frontEnd = board.frontEnd
    bias = SampleSet(
      voltage: board.biasCode(frontEnd.voltage), current: board.biasCode(frontEnd.current),
      currentAmplified: board.biasCode(frontEnd.currentAmplified))
    core = ConversionCore(
      board, of: waveform, codes: board.converter.codes, seed: seed,
      noise: .ziggurat(ZigguratNoise(seed: seed)))
  }

  /// How many conversions were clipped at a rail.
  public var clippedConversions: Int { core.clipped }

  /// Takes one burst: as many sets as fit, at most `setsPerRun`.
  public mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    let count = min(sets.count, setsPerRun)
    guard count > 0 else { return .none }
    let start = clock.now
    let chance = core.drawBurst(conversions: 3 * count)
    let first = Double(start.nanoseconds) + chance.idleNanoseconds
    let burst = Burst(
      startNanoseconds: first,
      periodNanoseconds: core.periodNanoseconds(
        nominal: nominalPeriodNanoseconds, atNanoseconds: first),
      conversions: 3 * count, stall: chance.stall, sequence: [0, 1, 2],
      referenceVolts: core.board.frontEnd.referenceVolts)
    core.convert(burst)
    for index in 0..<count {
      sets[index] = SampleSet(
        voltage: Int32(core.codes[3 * index]) - bias.voltage,
        current: Int32(core.codes[3 * index + 1]) - bias.current,
        currentAmplified: Int32(core.codes[3 * index + 2]) - bias.currentAmplified)
    }
    let taken = chance.idleNanoseconds + burst.nanoseconds + chance.wakeUpNanoseconds
    clock.advance(nanoseconds: UInt64(taken.rounded()))
    return .sets(count, SampleStamp(start: start, end: clock.now))
  }
}
