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
  private(set) var cosines = InlineArray<1536, Int32>(repeating: 0)
  /// Unit: 2^-30, within 2 units.
  private(set) var sines = InlineArray<1536, Int32>(repeating: 0)

  /// Range: 10 or 12 cycles.
  init(cycles: Int) {
    points = cycles * Self.pointsPerCycle
    for index in 0..<points {
      let angle = Angle(raw: (Int64(index) * Angle.turn) / Int64(points))
      let (cosine, sine) = angle.cosineAndSine
      cosines[index] = Int32(clamping: cosine)
      sines[index] = Int32(clamping: sine)
    }
  }
}
