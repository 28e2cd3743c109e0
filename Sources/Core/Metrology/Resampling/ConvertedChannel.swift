// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// One converter's last conversions with their times, and the value at any time among them.
///
/// A single lost conversion is bridged where its error is bounded: from three neighbours on each
/// side, by the parabola of fifth degree through them, if seven on each side are there and the
/// sixth differences in those sevens say that the same guess is there right to 1/64 of the largest
/// of the fourteen, or to four steps of the converter. Otherwise there is no value within 12
/// conversions of it. Either way it counts as lost.
///
/// - Unit: codes of 16 bits, left-aligned. Inside they are fine counts: a code of the amplified
///   range is one, a code of the direct range eight. Allocates: never.
public struct ConvertedChannel: Sendable {
  /// What there is at a time.
  enum Sample: Equatable {
    /// Not all conversions that it needs have come.
    case waiting
    /// A conversion that it needs is lost or gone.
    case missing
    /// The value, and whether only codes of the amplified range took part.
    /// Unit: 2^-16 fine counts.
    case value(Int64, isAmplified: Bool)
  }

  private enum Kind: UInt8 {
    case lost
    case direct
    case amplified
    case bridgedDirect
    case bridgedAmplified

    var isCode: Bool { self == .direct || self == .amplified }
    var isAmplified: Bool { self == .amplified || self == .bridgedAmplified }
  }

  /// How many direct steps are one fine count's worth: the ratio of the two ranges.
  public static let amplification: Int32 = 8
  /// Conversions that are kept.
  static let places = 64
  /// A lost conversion is bridged when so many more have come.
  private static let bridgeDelay: Int64 = 7
  /// The neighbours that tell how good the guess is, on each side.
  private static let bridgeSide: Int64 = 7
  private static let mask = Int64(places) - 1

  /// The fit of the converter's clock.
  public private(set) var clock: ConverterClock
  /// What became of the conversions.
  public private(set) var counts = ConversionCounts.zero
  private let codeStep: Int32
  private var values = InlineArray<64, Int32>(repeating: 0)
  private var kinds = InlineArray<64, Kind>(repeating: .lost)

  /// Waits for the first edge.
  ///
  /// - Parameters:
  ///   - clock: the fit of the converter's clock.
  ///   - codeStep: from one code to the next: 16 for 12 bits, 1 for 16.
  public init(clock: ConverterClock, codeStep: Int32) {
    self.clock = clock
    self.codeStep = max(1, min(1 << 12, codeStep))
  }

  /// Takes a ready edge; its conversion is lost until `take` brings its code.
  public mutating func edge(at stamp: Instant) -> ConverterClock.Placement {
    let placement = clock.take(stamp)
    switch placement {
    case .started:
      counts.starts += 1
      kinds = InlineArray(repeating: .lost)
      push(at: clock.index)
    case .conversion(let lost):
      for index in (clock.index - Int64(lost))...clock.index { push(at: index) }
    case .repeated: counts.repeatedEdges += 1
    case .unplaced: counts.unplacedEdges += 1
    }
    return placement
  }

  /// Takes the code of the newest conversion. Range: |code| ≤ 2^15. Once an edge.
  public mutating func take(_ code: Int32, _ range: CurrentRange) {
    let place = Int(clock.index & Self.mask)
    guard kinds[place] == .lost else { return }
    let code = max(-(1 << 15), min(1 << 15, code))
    values[place] = range == .direct ? Self.amplification * code : code
    kinds[place] = range == .direct ? .direct : .amplified
    counts.lost -= 1
  }

  /// Forgets all; the next edge starts anew.
  public mutating func restart() {
    clock.restart()
    kinds = InlineArray(repeating: .lost)
  }

  /// The first instant that the conversions kept may still serve. Unit: 2^-32 nanoseconds.
  var oldest: Int128 {
    let kept = Int64(Self.places - ResamplingKernel.side - 2)
    return (Int128(clock.end(ahead: -kept).nanoseconds)) << 32
  }

  /// What there is at an instant. Unit: 2^-32 nanoseconds.
  func sample(at instant: Int128) -> Sample {
    guard clock.isSteady else { return .waiting }
    let position = clock.position(of: instant)
    let middle = position >> ResamplingKernel.placeBits
    let side = Int64(ResamplingKernel.side)
    // What comes after the last tap must be old enough for a lost one to have been bridged.
    guard middle + side + Self.bridgeDelay < 0 else { return .waiting }
    guard middle - side > -Int64(Self.places) else { return .missing }
    var before = InlineArray<12, Int32>(repeating: 0)
    var after = InlineArray<12, Int32>(repeating: 0)
    var isAmplified = true
    for distance in 0..<side {
      let (left, right) = (place(middle - distance), place(middle + 1 + distance))
      guard kinds[left] != .lost, kinds[right] != .lost else { return .missing }
      isAmplified = isAmplified && kinds[left].isAmplified && kinds[right].isAmplified
      before[Int(distance)] = values[left]
      after[Int(distance)] = values[right]
    }
    let half = Int64(1) << (ResamplingKernel.placeBits - 1)
    let fraction = position - middle << ResamplingKernel.placeBits - half
    let value = ResamplingKernel.value(before, after, at: fraction)
    return .value(value, isAmplified: isAmplified)
  }

  /// The place of a conversion so many after the newest.
  private func place(_ ahead: Int64) -> Int { Int((clock.index &+ ahead) & Self.mask) }

  private mutating func push(at index: Int64) {
    bridge(index - 1 - Self.bridgeDelay)
    kinds[Int(index & Self.mask)] = .lost
    counts.conversions += 1
    counts.lost += 1
  }
}

// MARK: - Bridging
extension ConvertedChannel {
  private mutating func bridge(_ index: Int64) {
    let place = Int(index & Self.mask)
    guard kinds[place] == .lost else { return }
    var (peak, isAmplified) = (Int32(0), true)
    for distance in 1...Self.bridgeSide {
      let (left, right) = (Int((index - distance) & Self.mask), Int((index + distance) & Self.mask))
      guard kinds[left].isCode, kinds[right].isCode else { return }
      isAmplified = isAmplified && kinds[left].isAmplified && kinds[right].isAmplified
      peak = max(peak, max(abs(values[left]), abs(values[right])))
    }
    let step = isAmplified ? codeStep : codeStep * Self.amplification
    let errorMax = peak / 64 + 4 * step
    guard guessError(index - 4) <= errorMax, guessError(index + 4) <= errorMax else { return }
    values[place] = guess(index)
    kinds[place] = isAmplified ? .bridgedAmplified : .bridgedDirect
    counts.bridged += 1
  }

  private func guessError(_ index: Int64) -> Int32 {
    abs(guess(index) - values[Int(index & Self.mask)])
  }

  /// What a conversion should be after its three neighbours on each side: the sixth difference is
  /// nothing. Rounding: nearest. Range: below 2^18 · 44 / 20.
  private func guess(_ index: Int64) -> Int32 {
    func pair(_ distance: Int64) -> Int32 {
      values[Int((index - distance) & Self.mask)] + values[Int((index + distance) & Self.mask)]
    }
    let sum = 15 * pair(1) - 6 * pair(2) + pair(3)
    return max(-(1 << 18), min(1 << 18, sum.roundedQuotient(20)))
  }
}
