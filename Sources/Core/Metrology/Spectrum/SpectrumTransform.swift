// SPDX-License-Identifier: Apache-2.0

/// The spectral lines at the harmonics and next to them, of voltage + j · current.
///
/// Of a block of c cycles of 128 points only the lines c·h - 1, c·h and c·h + 1 are wanted. Summed
/// over the cycles with the phase of one residue, the block becomes 128 points, whose Fourier
/// transform holds the lines of this residue for all orders h: three short transforms instead of
/// one long one.
///
/// - Unit: 2^-7 of a point's sum. Range: points below 2^26 and 12 cycles, so that a vector stays
///   below 2^30.1, four of them times a cosine of 2^30 below 2^62.1. Rounding: down at each stage.
struct SpectrumTransform: ~Copyable {
  /// The points of a transform.
  static let size = 128

  /// Real and imaginary parts, for residue -1, 0 and 1.
  private var lines = InlineArray<768, Int64>(repeating: 0)
  /// Where the line of an order lies after the stages of radix 4, 4, 4 and 2.
  private var places = InlineArray<128, Int32>(repeating: 0)

  /// Computes the order of the lines.
  init() {
    for order in 0..<Self.size {
      let place = (order & 3) << 5 | (order >> 2 & 3) << 3 | (order >> 4 & 3) << 1 | order >> 6
      places[order] = Int32(place)
    }
  }

  /// The lines where they lie.
  var harmonics: HarmonicLines {
    @_lifetime(borrow self)
    @_addressableSelf
    borrowing get { HarmonicLines(lines: lines.span, places: places.span) }
  }

  /// Transforms the points of a block.
  mutating func apply(
    _ voltages: Span<Int32>, _ currents: Span<Int32>, _ circle: UnitVectors
  ) {
    if circle.points == 10 * Self.size {
      fold(voltages, currents, circle) { Fold(ten: $0, $1, $2) }
    } else {
      fold(voltages, currents, circle) { Fold(twelve: $0, $1, $2) }
    }
    for residue in 0..<3 {
      stage(32, residue, circle)
      stage(8, residue, circle)
      stage(2, residue, circle)
      lastStage(residue)
    }
  }

  @inline(__always)
  private mutating func fold(
    _ voltages: Span<Int32>, _ currents: Span<Int32>, _ circle: UnitVectors,
    _ fold: (Span<Int32>, Int, FoldAngles) -> Fold
  ) {
    let angles = FoldAngles(circle)
    let (cosines, sines) = (circle.cosines, circle.sines)
    for index in 0..<Self.size {
      let (v, i) = (fold(voltages, index, angles), fold(currents, index, angles))
      let (cosine, sine) = (Int64(cosines[unchecked: index]), Int64(sines[unchecked: index]))
      put(256 + 2 * index, v.sum, i.sum)
      // Residue 1 turns by minus, residue -1 by plus an index's share of a cycle.
      let (x, y) = (v.cosine &+ i.sine, i.cosine &- v.sine)
      put(
        512 + 2 * index, (x &* cosine &+ y &* sine) &>> 30, (y &* cosine &- x &* sine) &>> 30)
      let (z, w) = (v.cosine &- i.sine, i.cosine &+ v.sine)
      put(2 * index, (z &* cosine &- w &* sine) &>> 30, (w &* cosine &+ z &* sine) &>> 30)
    }
  }

  @inline(__always)
  private mutating func put(_ place: Int, _ real: Int64, _ imaginary: Int64) {
    lines[unchecked: place] = real
    lines[unchecked: place &+ 1] = imaginary
  }

  /// A stage of radix 4, decimation in frequency, over all stretches of four quarters.
  private mutating func stage(
    _ quarter: Int, _ residue: Int, _ circle: UnitVectors
  ) {
    let (cosines, sines) = (circle.cosines, circle.sines)
    let turn = circle.points / (4 * quarter)
    for offset in 0..<quarter {
      let twiddles = Twiddles(cosines, sines, offset &* turn)
      var place = 256 &* residue &+ 2 &* offset
      let end = 256 &* residue &+ 256
      while place < end {
        butterfly(place, 2 &* quarter, twiddles)
        place &+= 8 &* quarter
      }
    }
  }

  /// Places are within the residue's 256: the last is place + 3 · quarter + 1.
  @inline(__always)
  private mutating func butterfly(_ place: Int, _ quarter: Int, _ twiddles: Twiddles) {
    let (p1, p2, p3) = (place &+ quarter, place &+ 2 &* quarter, place &+ 3 &* quarter)
    let (x0, y0) = (lines[unchecked: place], lines[unchecked: place &+ 1])
    let (x1, y1) = (lines[unchecked: p1], lines[unchecked: p1 &+ 1])
    let (x2, y2) = (lines[unchecked: p2], lines[unchecked: p2 &+ 1])
    let (x3, y3) = (lines[unchecked: p3], lines[unchecked: p3 &+ 1])
    let (sx, sy, tx, ty) = (x0 &+ x2, y0 &+ y2, x1 &+ x3, y1 &+ y3)
    let (dx, dy, ex, ey) = (x0 &- x2, y0 &- y2, x1 &- x3, y1 &- y3)
    put(place, (sx &+ tx) &>> 2, (sy &+ ty) &>> 2)
    turned(p1, dx &+ ey, dy &- ex, twiddles.one)
    turned(p2, sx &- tx, sy &- ty, twiddles.two)
    turned(p3, dx &- ey, dy &+ ex, twiddles.three)
  }

  @inline(__always)
  private mutating func turned(
    _ place: Int, _ x: Int64, _ y: Int64, _ by: (cosine: Int64, sine: Int64)
  ) {
    put(
      place, (x &* by.cosine &+ y &* by.sine) &>> 32, (y &* by.cosine &- x &* by.sine) &>> 32)
  }

  private mutating func lastStage(_ residue: Int) {
    for pair in 0..<(Self.size / 2) {
      let place = 256 &* residue &+ 4 &* pair
      let (x0, y0) = (lines[unchecked: place], lines[unchecked: place &+ 1])
      let (x1, y1) = (lines[unchecked: place &+ 2], lines[unchecked: place &+ 3])
      put(place, (x0 &+ x1) &>> 1, (y0 &+ y1) &>> 1)
      put(place &+ 2, (x0 &- x1) &>> 1, (y0 &- y1) &>> 1)
    }
  }
}

/// A view of the lines of a block.
struct HarmonicLines: ~Escapable {
  private let lines: Span<Int64>
  private let places: Span<Int32>

  @_lifetime(copy lines, copy places)
  init(lines: Span<Int64>, places: Span<Int32>) {
    (self.lines, self.places) = (lines, places)
  }

  /// The line of an order and a residue. Range: -64 ..< 64 and -1 ... 1.
  @inline(__always)
  func line(_ order: Int, _ residue: Int) -> (real: Int64, imaginary: Int64) {
    let place = 256 &* (residue &+ 1) &+ 2 &* Int(places[unchecked: order & 127])
    return (lines[unchecked: place], lines[unchecked: place &+ 1])
  }
}

/// The unit vectors of one place in all butterflies of a stage.
private struct Twiddles {
  let one: (cosine: Int64, sine: Int64)
  let two: (cosine: Int64, sine: Int64)
  let three: (cosine: Int64, sine: Int64)

  /// Range: three times the turn lies on the circle.
  @inline(__always)
  init(_ cosines: Span<Int32>, _ sines: Span<Int32>, _ turn: Int) {
    one = (Int64(cosines[unchecked: turn]), Int64(sines[unchecked: turn]))
    two = (Int64(cosines[unchecked: 2 &* turn]), Int64(sines[unchecked: 2 &* turn]))
    three = (Int64(cosines[unchecked: 3 &* turn]), Int64(sines[unchecked: 3 &* turn]))
  }
}
