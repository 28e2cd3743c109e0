// SPDX-License-Identifier: Apache-2.0

/// Cosine and sine of one and of two cycles' share of the block. Unit: 2^-30.
struct FoldAngles {
  let cosine1: Int64
  let sine1: Int64
  let cosine2: Int64
  let sine2: Int64

  init(_ circle: UnitVectors) {
    let cycle = SpectrumCircle.pointsPerCycle
    (cosine1, sine1) = (Int64(circle.cosines[cycle]), Int64(circle.sines[cycle]))
    (cosine2, sine2) = (Int64(circle.cosines[2 * cycle]), Int64(circle.sines[2 * cycle]))
  }
}

/// The points of all cycles at one place of the cycle, summed, and summed with the cosine and the
/// sine of a turn over the block. Range: points below 2^26, sums below 2^30.
struct Fold {
  let sum: Int64
  let cosine: Int64
  let sine: Int64

  /// Ten cycles: c and c + 5 lie opposite.
  @inline(__always)
  init(ten points: Span<Int32>, _ index: Int, _ angles: FoldAngles) {
    let (a0, a5) = (Self.point(points, index, 0), Self.point(points, index, 5))
    let (a1, a6) = (Self.point(points, index, 1), Self.point(points, index, 6))
    let (a2, a7) = (Self.point(points, index, 2), Self.point(points, index, 7))
    let (a3, a8) = (Self.point(points, index, 3), Self.point(points, index, 8))
    let (a4, a9) = (Self.point(points, index, 4), Self.point(points, index, 9))
    let even = a0 &+ a5 &+ a1 &+ a6 &+ a2
    sum = even &+ a7 &+ a3 &+ a8 &+ a4 &+ a9
    let (d1, d2, d3, d4) = (a1 &- a6, a2 &- a7, a3 &- a8, a4 &- a9)
    let cosines = (d1 &- d4) &* angles.cosine1 &+ (d2 &- d3) &* angles.cosine2
    cosine = a0 &- a5 &+ cosines &>> 30
    sine = ((d1 &+ d4) &* angles.sine1 &+ (d2 &+ d3) &* angles.sine2) &>> 30
  }

  /// Twelve cycles: c and c + 6 lie opposite.
  @inline(__always)
  init(twelve points: Span<Int32>, _ index: Int, _ angles: FoldAngles) {
    let (a0, a6) = (Self.point(points, index, 0), Self.point(points, index, 6))
    let (a1, a7) = (Self.point(points, index, 1), Self.point(points, index, 7))
    let (a2, a8) = (Self.point(points, index, 2), Self.point(points, index, 8))
    let (a3, a9) = (Self.point(points, index, 3), Self.point(points, index, 9))
    let (a4, a10) = (Self.point(points, index, 4), Self.point(points, index, 10))
    let (a5, a11) = (Self.point(points, index, 5), Self.point(points, index, 11))
    let half = a0 &+ a6 &+ a1 &+ a7 &+ a2 &+ a8
    sum = half &+ a3 &+ a9 &+ a4 &+ a10 &+ a5 &+ a11
    let (d1, d2, d4, d5) = (a1 &- a7, a2 &- a8, a4 &- a10, a5 &- a11)
    let cosines = (d1 &- d5) &* angles.cosine1 &+ (d2 &- d4) &* angles.cosine2
    cosine = a0 &- a6 &+ cosines &>> 30
    let sines = (d1 &+ d5) &* angles.sine1 &+ (d2 &+ d4) &* angles.sine2
    sine = a3 &- a9 &+ sines &>> 30
  }

  /// Index below 128 and a cycle below 12 lie within the 1,536 points.
  @inline(__always)
  private static func point(_ points: Span<Int32>, _ index: Int, _ cycle: Int) -> Int64 {
    Int64(points[unchecked: index &+ cycle &* 128])
  }
}
