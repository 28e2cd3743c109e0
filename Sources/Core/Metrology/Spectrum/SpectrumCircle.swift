// SPDX-License-Identifier: Apache-2.0

/// Cosines and sines of all points of a block: 128 a cycle.
struct SpectrumCircle: ~Copyable {
  /// Points of a cycle.
  static let pointsPerCycle = 128
  /// Points of 12 cycles.
  static let pointsMax = 1_536

  /// How many points there are: 1,280 or 1,536.
  let points: Int
  /// Unit: 2^-30, within 2 units.
  private var cosineTable = InlineArray<1536, Int32>(repeating: 0)
  /// Unit: 2^-30, within 2 units.
  private var sineTable = InlineArray<1536, Int32>(repeating: 0)

  /// The tables where they lie.
  var vectors: UnitVectors {
    @_lifetime(borrow self)
    @_addressableSelf
    borrowing get {
      UnitVectors(points: points, cosines: cosineTable.span, sines: sineTable.span)
    }
  }

  /// Range: 10 or 12 cycles.
  init(cycles: Int) {
    points = cycles * Self.pointsPerCycle
    for index in 0..<points {
      let angle = Angle(raw: (Int64(index) * Angle.turn) / Int64(points))
      let (cosine, sine) = angle.cosineAndSine
      cosineTable[index] = Int32(clamping: cosine)
      sineTable[index] = Int32(clamping: sine)
    }
  }
}

/// A view of the points of a circle.
struct UnitVectors: ~Escapable {
  /// How many points there are.
  let points: Int
  /// Unit: 2^-30.
  let cosines: Span<Int32>
  /// Unit: 2^-30.
  let sines: Span<Int32>

  @_lifetime(copy cosines, copy sines)
  init(points: Int, cosines: Span<Int32>, sines: Span<Int32>) {
    (self.points, self.cosines, self.sines) = (points, cosines, sines)
  }
}
