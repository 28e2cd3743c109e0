// SPDX-License-Identifier: Apache-2.0

public import Drivers
public import HardwareInterface
public import Metrology
public import Quantities

/// What happened to two converters since the start, beside `ConversionCounts`.
public struct ReadyEdgeCounts: Equatable, Sendable {
  /// Messages that failed.
  public var busFailures: UInt64 = 0
  /// Codes that came, or may have come, after the conversion that they were asked for.
  public var lateReads: UInt64 = 0
  /// Codes at full scale: the input was beyond it.
  public var clippedCodes: UInt64 = 0
  /// Changes of the current's gain.
  public var rangeChanges: UInt64 = 0
  /// How often a converter was configured again because it was silent or did not answer.
  public var recoveries: UInt64 = 0

  /// Nothing yet.
  public static let zero = ReadyEdgeCounts()
}

/// Reads two converters at their ready edges and gives runs of sets on one grid.
///
/// - Each edge's conversion is read at once. A code counts only if it was read before the next
///   conversion could have ended; else the conversion is lost. Lost conversions are bridged or end
///   the run (`ConvertedChannel`), and are counted.
/// - The current's gain follows the current (`ReadyEdgeRanging`). A change loses the conversion in
///   progress, which is bridged as any other: it tears no block. Sets of the direct range have an
///   amplified current beyond `amplifiedPeakMax`, so that a block that holds one takes the direct
///   range; sets of the amplified range have both.
/// - A converter that is silent for `silenceNanosecondsMax` or does not answer `failuresMax` times
///   in a row is configured anew, and the run is `.failed`, or `.unreachable` where the bus is at
///   fault; so it is where no set came for `barrenNanosecondsMax`. Silence counts while somebody
///   waits, however late the first call comes, or the next one after a failure.
/// - Line 0 of the edges is the voltage's converter, line 1 the current's. Allocates: never.
public struct ReadyEdgeReader<
  Target: I2CTarget & ~Copyable, Edges: StampedEdges & ~Copyable, Time: Clock & ~Copyable
>: SampleSource, ~Copyable {
  /// Without an edge for so long a converter is silent: 32 periods of the slowest.
  public static var silenceNanosecondsMax: UInt64 { 50_000_000 }
  /// Without a set for so long something is wrong, whatever it is.
  public static var barrenNanosecondsMax: UInt64 { 1_000_000_000 }
  /// A converter that failed so often in a row is configured again.
  public static var failuresMax: Int { 8 }
  /// A run is this long at most.
  public static var runNanosecondsMax: UInt64 { 100_000_000 }
  /// How long `next` waits for a run.
  public static var waitNanosecondsMax: UInt64 { 250_000_000 }
  private static var edgeNanosecondsMax: UInt64 { 10_000_000 }
  /// More edges than two converters make in `waitNanosecondsMax`, repeated ones included.
  private static var edgesPerCallMax: Int { 8_192 }

  /// What happened.
  public internal(set) var counts = ReadyEdgeCounts.zero
  /// What became of the voltage's conversions.
  public var voltageCounts: ConversionCounts { resampler.voltage.counts }
  /// What became of the current's conversions.
  public var currentCounts: ConversionCounts { resampler.current.counts }
  /// How far the edges lie from their fits, effective. Unit: nanoseconds.
  public var residualNanoseconds: (voltage: UInt64, current: UInt64) {
    (resampler.voltage.clock.residualNanoseconds, resampler.current.clock.residualNanoseconds)
  }
  /// The range that the current's converter has.
  public var range: CurrentRange { ranging.range }

  var voltage: ADS1x15<Target>
  var current: ADS1x15<Target>
  var resampler: Resampler
  var ranging: ReadyEdgeRanging
  /// Conversions of the current up to this one have an unknown gain.
  var discardedThrough = Int64.min
  /// Whether a converter has the configuration that it should have, as far as is known.
  var isConfigured: InlineArray<2, Bool> = [true, true]
  var clock: Time
  private var edges: Edges
  private var lastEdge: InlineArray<2, Instant>
  private var failures: InlineArray<2, Int> = [0, 0]
  private var lastSet: Instant
  private var isFailing = false
  /// Whether nobody waited for edges since the start, or since a failure was told.
  private var isResuming = true

  /// Takes both converters, of one part and configured at `MakerBoard.fullScale`, their edges and
  /// the clock of the stamps.
  public init(
    voltage: consuming ADS1x15<Target>, current: consuming ADS1x15<Target>,
    edges: consuming Edges, clock: consuming Time
  ) {
    let part = voltage.part
    self.voltage = voltage
    self.current = current
    let channel = ConvertedChannel(
      clock: ConverterClock(rate: part.rate, edgesMax: MakerBoard.edgesMax(part)),
      codeStep: part.codeStep)
    resampler = Resampler(
      voltage: channel, current: channel, gridNanoseconds: MakerBoard.gridNanoseconds(part))
    ranging = ReadyEdgeRanging(part)
    lastEdge = [.zero, .zero]
    lastSet = .zero
    self.edges = edges
    self.clock = clock
  }

  /// Waits for the next run.
  public mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    if isFailing { return tellFailure() }
    let begun = clock.now()
    resume(at: begun)
    var run = ReadyEdgeRun(
      setsMax: min(sets.count, Int(Self.runNanosecondsMax / resampler.gridNanoseconds)))
    for _ in 0..<Self.edgesPerCallMax {
      if run.drain(&resampler, into: &sets) { break }
      isFailing = !step()
      if isFailing || clock.now().since(begun) > Self.waitNanosecondsMax { break }
    }
    return finish(run)
  }

  private mutating func finish(_ run: ReadyEdgeRun) -> SampleRun {
    let now = clock.now()
    if run.count > 0 {
      lastSet = now
      let stamp = SampleStamp(
        start: resampler.instant(of: run.first),
        end: resampler.instant(of: run.first + UInt64(run.count)))
      return .sets(run.count, stamp)
    }
    if now.since(lastSet) > Self.barrenNanosecondsMax {
      lastSet = now
      isFailing = true
    }
    return isFailing ? tellFailure() : .none
  }

  /// After a failure the caller may pause for longer than a converter may be silent: what is queued
  /// then is of one line first, and would make the other one silent each time.
  private mutating func resume(at now: Instant) {
    guard isResuming else { return }
    (lastEdge, lastSet, isResuming) = ([now, now], now, false)
  }

  private mutating func tellFailure() -> SampleRun {
    (isFailing, isResuming) = (false, true)
    return voltage.isReachable && current.isReachable ? .failed : .unreachable
  }

  /// Waits for one edge and reads its conversion; false where something failed.
  private mutating func step() -> Bool {
    do throws(Edges.Failure) {
      if let edge = try edges.next(timeoutNanoseconds: Self.edgeNanosecondsMax), edge.line < 2 {
        take(edge)
      }
    } catch { return false }
    return recoverIfNeeded()
  }

  private mutating func take(_ edge: StampedEdge) {
    let line = Int(edge.line)
    lastEdge[line] = clock.now()
    do throws(ADS1x15Error<Target.Failure>) {
      if line == 0 { try takeVoltage(edge.at) } else { try takeCurrent(edge.at) }
      failures[line] = 0
    } catch {
      counts.busFailures += 1
      failures[line] += 1
    }
  }

  private mutating func recoverIfNeeded() -> Bool {
    let now = clock.now()
    var isWell = true
    for line in 0..<2 {
      let isSilent = now.since(lastEdge[line]) > Self.silenceNanosecondsMax
      guard isSilent || failures[line] >= Self.failuresMax else { continue }
      recover(line)
      (lastEdge[line], failures[line]) = (clock.now(), 0)
      isWell = false
    }
    return isWell
  }
}

/// The run that a reader fills.
struct ReadyEdgeRun {
  /// Missing sets that are skipped at once, at most: what a channel keeps is less.
  static let missingMax = 512
  /// Sets so far.
  private(set) var count = 0
  /// The place of the first on the grid.
  private(set) var first: UInt64 = 0
  private let setsMax: Int

  init(setsMax: Int) { self.setsMax = setsMax }

  /// Takes what sets there are; true where the run is full or the next set is missing.
  mutating func drain(
    _ resampler: inout Resampler, into sets: inout MutableSpan<SampleSet>
  ) -> Bool {
    var missing = 0
    while count < setsMax {
      let place = resampler.grid
      switch resampler.next() {
      case .set(let set):
        if count == 0 { first = place }
        sets[count] = set
        count += 1
      case .waiting:
        return false
      case .missing:
        missing += 1
        if count > 0 || missing > Self.missingMax { return true }
      }
    }
    return true
  }
}
