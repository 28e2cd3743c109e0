// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// Which current channel a figure comes from.
public enum CurrentRange: UInt8, Sendable {
  /// Gain ×1.
  case direct
  /// Gain ×16.
  case amplified
}

/// What was measured over one block of 10 (50 Hz) or 12 (60 Hz) cycles.
///
/// Direct components are excluded from all figures but the two that are named for them.
public struct BlockFigures: Equatable, Sendable {
  /// RMS voltage. Rounding: nearest.
  public var voltage: Voltage
  /// RMS current. Rounding: nearest.
  public var current: Current
  /// Mean power; positive is import. Rounding: nearest.
  public var activePower: ActivePower
  /// RMS voltage times RMS current. Rounding: nearest.
  public var apparentPower: ApparentPower
  /// Active over apparent power; nil without apparent power.
  public var powerFactor: PowerFactor?
  /// The fundamental's frequency; nil where the line was dead in any cycle of the block.
  public var frequency: Frequency?
  /// Mean voltage. Rounding: nearest.
  public var voltageDC: Voltage
  /// Mean current. Rounding: nearest.
  public var currentDC: Current
  /// The current channel that was used.
  public var range: CurrentRange
  /// How long the block was. Unit: nanoseconds. Rounding: nearest.
  public var nanoseconds: Int64
  /// When its last cycle ended.
  public var end = Instant.zero
  /// Where its fundamental crosses zero upwards after half of its cycles; nil without a frequency.
  public var fundamentalCrossing: Instant?
  /// What makes the block's figures doubtful; its energy counts all the same.
  public var flags = BlockFlags()
  /// Of the fundamentals alone; nil where the block has no spectrum.
  public var fundamental: FundamentalFigures?
  /// The peak of the voltage over its RMS value; nil on a dead line.
  public var voltageCrestFactor: CrestFactor?
  /// The peak of the current over its RMS value; nil without current.
  public var currentCrestFactor: CrestFactor?

  /// When its first cycle began: its end less its length.
  public var start: Instant { end.earlier(by: nanoseconds) }
  /// N, nonactive power: the root of S² - P² [IEEE 1459].
  public var nonactivePower: ReactivePower {
    ReactivePower(microvars: Self.leg(apparentPower.microvoltamperes, activePower.microwatts))
  }
  /// D, distortion power: what of N is not Q1, the root of N² - Q1²; nil without a spectrum.
  public var distortionPower: ReactivePower? {
    fundamental.map {
      let nonactive = nonactivePower.microvars
      return ReactivePower(microvars: Self.leg(nonactive, $0.reactivePower.microvars))
    }
  }

  /// The root of a² - b²; 0 where b is the larger. Rounding: down.
  private static func leg(_ a: Int64, _ b: Int64) -> Int64 {
    let (a, b) = (UInt128(a.magnitude), UInt128(b.magnitude))
    return a <= b ? 0 : Int64(clamping: (a * a - b * b).squareRoot)
  }
}

/// What makes a block's figures doubtful.
public struct BlockFlags: Equatable, Sendable {
  /// One bit a flag.
  public let rawValue: UInt16

  /// Makes flags from bits; none without.
  public init(rawValue: UInt16 = 0) { self.rawValue = rawValue }

  /// Whether all of some flags are set.
  public func contains(_ flags: BlockFlags) -> Bool { rawValue & flags.rawValue == flags.rawValue }

  /// Sets flags.
  public mutating func insert(_ flags: BlockFlags) {
    self = BlockFlags(rawValue: rawValue | flags.rawValue)
  }

  /// A dip, swell or interruption overlaps the block [IEC 61000-4-30, flagging].
  public static let event = BlockFlags(rawValue: 1 << 0)
  /// A channel reached the end of its range: power and RMS are too small.
  public static let clipped = BlockFlags(rawValue: 1 << 1)
  /// A channel gave one and the same code for too long: the converter is stuck.
  public static let stuck = BlockFlags(rawValue: 1 << 2)
  /// Time passed between two samples, by more than a set, that the converter did not see.
  public static let deadTime = BlockFlags(rawValue: 1 << 3)
  /// Not all of its cycles ended at a crossing of the voltage.
  public static let unlocked = BlockFlags(rawValue: 1 << 4)
}

/// What the spectrum of a block says. Source: [IEC 61000-4-7].
public struct FundamentalFigures: Equatable, Sendable {
  /// P1. Rounding: nearest.
  public var activePower: ActivePower
  /// Q1; positive is inductive. Rounding: nearest.
  public var reactivePower: ReactivePower
  /// V1. Rounding: nearest.
  public var voltage: Voltage
  /// I1. Rounding: nearest.
  public var current: Current
  /// THD of the voltage over the harmonics up to `harmonicOrderMax`; nil on a dead line.
  public var voltageDistortion: Distortion?
  /// THD of the current over the harmonics up to `harmonicOrderMax`; nil without current.
  public var currentDistortion: Distortion?
  /// The highest harmonic that the sampling rate lets be measured.
  public var harmonicOrderMax: Int

  /// Displacement power factor: P1 over S1; nil without apparent power.
  public var displacementPowerFactor: PowerFactor? {
    PowerFactor(activePower, over: ApparentPower(voltage, current))
  }
}

/// The energies of one stretch of time: a block, or what lies before the first or after the last.
public struct EnergyStep: Equatable, Sendable {
  /// Active energy without the direct components' product; positive is import, negative export.
  public var energy: Q64_64
  /// The energy of the direct components' product, excluded from `energy`.
  public var energyDC: Q64_64
  /// Apparent energy: RMS voltage times RMS current times time.
  public var apparent: Q64_64
  /// Active energy of the fundamental; 0 where a stretch is no block.
  public var fundamental = Q64_64(raw: 0)
  /// Reactive energy of the fundamental, positive inductive; 0 where a stretch is no block, because
  /// less than whole cycles have none.
  public var reactive = Q64_64(raw: 0)
  /// When and how the active energy came, half cycle by half cycle.
  public var course = EnergyCourse()

  /// The active energy up to the end of one of the half cycles. Rounding: of the part, to 2^-30.
  public func complete(_ index: Int) -> Q64_64 {
    guard index < course.count - 1 else { return energy }
    // Range: an energy of 2^96 and a part of 2^30 fit.
    return Q64_64(raw: energy.raw / Int128(EnergyCourse.whole) * Int128(course[index].complete))
  }
}

/// What the open block has metered up to a crossing.
///
/// Its direct components, its current and its temperature are taken to be those of the block
/// before; the first block after a start or a gap has its own, those of its whole cycles so far.
/// The range is the one that the peak so far leaves.
public struct OpenEnergy: Equatable, Sendable {
  /// Active energy since the block began, or the lead-in before it; positive is import. Rounding:
  /// towards zero, to 63 bits or, of the first block, as `EnergyStep.complete`.
  public var energy: Q64_64
  /// Begin of what is new: a half cycle, or a whole one where the direct components changed.
  public var start: Instant
  /// Its end, up to which `energy` counts.
  public var end: Instant
}

/// One value of Urms(1/2): the RMS voltage over a cycle, refreshed each half cycle.
///
/// Source: [IEC 61000-4-30], 5.4.1. Where the line is dead the half cycles are nominal ones.
public struct HalfCycle: Equatable, Sendable {
  /// Over one cycle, direct component included. Rounding: nearest.
  public var voltage: Voltage
  /// Begin of the cycle.
  public var start: Instant
  /// End of the cycle.
  public var end: Instant
}

/// Takes what a measuring element measures, as it measures it.
public protocol MeasurementSink: ~Copyable {
  /// Hears that what comes later does not follow what was.
  mutating func interrupted()
  /// Takes the voltage of a cycle, each half cycle.
  mutating func passed(_ halfCycle: HalfCycle)
  /// Takes the figures of a complete block.
  mutating func measured(_ block: BlockFigures)
  /// Takes energy, once for each stretch of time; a block's after its figures.
  mutating func metered(_ step: EnergyStep)
  /// Hears what the open block has metered so far, at the end of each half cycle, or of each cycle
  /// where half of one does not tell it; `metered` takes all of it again.
  mutating func foresaw(_ energy: OpenEnergy)
}
