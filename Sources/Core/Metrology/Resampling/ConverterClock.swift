// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// The time of a free-running converter's conversions, from noisy stamps of their ready edges.
///
/// Each stamp is off by the delay of an interrupt; the converter's period is smooth. A straight
/// line through the edges tells both: first over 32 edges, so that what the period was taken for at
/// the start is forgotten, then over more with each edge, from `edgesMax` on with the oldest
/// fading. A missing edge shows as two periods between two edges; a repeated one as none. An edge
/// that lies a third of a period or more from any conversion's end is nobody's: it is not used.
///
/// - Unit: time in 2^-32 nanosecond. Rounding: below 2^-32 ns an edge. Allocates: never.
/// - Range: rates of 10 ... 100,000 conversions a second, off by an eighth at most.
/// - Source: expanding-memory polynomial filter of degree 1 [Brookner 1998, Tracking and Kalman
///   Filtering Made Easy]: after edge n, α = 2(2n - 1) / n(n + 1), β = 6 / n(n + 1).
public struct ConverterClock: Sendable {
  /// What an edge turned out to be.
  public enum Placement: Equatable, Sendable {
    /// The first edge of a new fit: nothing before it has a known time any more.
    case started
    /// The end of a conversion; so many before it had no edge.
    case conversion(lost: Int)
    /// The edge of the newest conversion once more.
    case repeated
    /// Not near any conversion's end.
    case unplaced
  }

  /// From so many edges on the fit is good to a seventh of a stamp's jitter: 2σ / √(256 - 64).
  public static let edgesMin = 256
  /// More missing edges than this are not counted across: the fit starts anew.
  public static let lostMax = 32
  /// So many unplaced edges in a row, and the fit is wrong: it starts anew. So it does where they
  /// are more than an eighth of the placed ones for long: a fit of five periods for six of the
  /// converter's places most of its edges, and is as wrong.
  public static let unplacedMax = 8
  /// What an unplaced edge counts, where a placed one takes back one.
  private static let unplacedWeight = 8
  /// The first edge counts as two a nominal period apart, so that the second one's jitter is not
  /// taken for the period.
  private static let edgesAtStart: Int64 = 2
  /// While the start is forgotten, the fit goes over so many edges ...
  private static let edgesForgetting: Int64 = 32
  /// ... until so many have come.
  private static let edgesForgotten: Int64 = 96
  /// From so many edges on a period more than an eighth off its nominal is no converter's.
  private static let edgesForPeriod: Int64 = 32

  /// The conversion of the last edge: counted up, never the same for two conversions.
  public private(set) var index: Int64 = 0
  private let nominalPeriod: Int128
  private let edgesMax: Int64
  private var edges: Int64 = 0
  private var time: Int128 = 0
  private var period: Int128
  /// Unplaced edges with their weight, less the placed ones.
  private var unplaced = 0
  /// Unit: nanoseconds², 2^-8.
  private var residualSquare: Int64 = 0

  /// Waits for the first edge.
  ///
  /// - Parameters:
  ///   - rate: conversions a second, nominally.
  ///   - edgesMax: over how many edges the fit goes; at most 2^15.
  public init(rate: Ratio, edgesMax: Int) {
    nominalPeriod =
      (Int128(1_000_000_000) << 32) * Int128(rate.denominator)
      / Int128(rate.numerator)
    period = nominalPeriod
    self.edgesMax = Int64(max(Self.edgesMin, min(1 << 15, edgesMax)))
  }

  /// Whether the fit has seen edges enough for its times to be used.
  public var isSteady: Bool { edges >= Int64(Self.edgesMin) }

  /// The period as fitted. Unit: 2^-32 nanoseconds.
  public var periodRaw: Int64 { Int64(clamping: period) }

  /// How far the edges lie from where they were expected, effective, over about the last 64.
  /// Unit: nanoseconds.
  public var residualNanoseconds: UInt64 { UInt128(max(0, residualSquare) >> 8).squareRoot }

  /// When the conversion so many after the newest ends; before it where negative. Rounding: down.
  public func end(ahead conversions: Int64) -> Instant {
    Instant(nanoseconds: UInt64(clamping: (time + Int128(conversions) * period) >> 32))
  }

  /// Takes an edge and says what it is.
  public mutating func take(_ stamp: Instant) -> Placement {
    let at = Int128(stamp.nanoseconds) << 32
    guard edges > 0 else { return start(at) }
    let elapsed = at - time
    let steps = elapsed.roundedQuotient(period)
    guard abs(steps) <= Int128(Self.lostMax) + 1 else { return start(at) }
    let residual = elapsed - steps * period
    guard abs(residual) <= period / 3 else {
      unplaced += Self.unplacedWeight
      return unplaced > Self.unplacedMax * Self.unplacedWeight ? start(at) : .unplaced
    }
    guard steps > 0 else { return .repeated }
    advance(steps, residual)
    guard isPlausible else { return start(at) }
    return .conversion(lost: Int(steps) - 1)
  }

  /// Forgets the fit; the next edge starts anew.
  public mutating func restart() { edges = 0 }

  /// Where an instant lies among the middles of the conversions, the newest at 0.
  ///
  /// - Unit: 2^-24 conversions; the instant in 2^-32 nanosecond. Rounding: down.
  func position(of instant: Int128) -> Int64 {
    let scaled = (instant - time + period / 2) << 24
    let quotient = scaled / period
    return Int64(clamping: quotient * period > scaled ? quotient - 1 : quotient)
  }

  private var isPlausible: Bool {
    edges < Self.edgesForPeriod || abs(period - nominalPeriod) <= nominalPeriod / 8
  }

  private mutating func start(_ at: Int128) -> Placement {
    (time, period, edges, unplaced) = (at, nominalPeriod, Self.edgesAtStart, 0)
    residualSquare = 0
    index += Int64(Self.lostMax) + 2
    return .started
  }

  private mutating func advance(_ steps: Int128, _ residual: Int128) {
    edges = min(edges + 1, edgesMax + Self.edgesForgotten)
    let forgotten = max(Self.edgesForgotten, edges) - Self.edgesForgotten
    let count = Int128(min(min(edges, Self.edgesForgetting + forgotten), edgesMax))
    // |residual| < 2^60, times 2^17: far below 2^127.
    time += steps * period + residual * 2 * (2 * count - 1) / (count * (count + 1))
    period += residual * 6 / (count * (count + 1))
    index += Int64(steps)
    unplaced = max(0, unplaced - 1)
    // A third of the slowest period is below 2^26 ns: the square, in 2^-8, below 2^60.
    let nanoseconds = Int64(residual >> 32)
    residualSquare += (((nanoseconds * nanoseconds) << 8) - residualSquare) / 64
  }
}
