// SPDX-License-Identifier: Apache-2.0

import Quantities

/// Where time passed between two points that the points do not show: dead time between bursts.
struct TimeJumps {
  /// How many are kept apart; more fall together with the last.
  static let countMax = 16

  private struct Jump {
    /// Unit: 2^-16 of a point.
    var place: Int64
    /// Unit: 2^-16 of a point.
    var length: Int64
  }

  private var jumps = InlineArray<16, Jump>(repeating: Jump(place: 0, length: 0))
  private var count = 0

  /// Adds a jump after all others. Unit: 2^-16 of a point.
  mutating func add(_ length: Int64, at place: Int64) {
    guard count < Self.countMax else {
      jumps[Self.countMax - 1].length += length
      return
    }
    jumps[count] = Jump(place: place, length: length)
    count += 1
  }

  /// How much time jumps before an index beyond what jumped before the one before it.
  func jump(before index: Int) -> Int64 {
    var length: Int64 = 0
    for jump in 0..<count where jumps[jump].place >> 16 == Int64(index) {
      length += jumps[jump].length
    }
    return length
  }

  /// Moves all places.
  mutating func move(by places: Int64) {
    for index in 0..<count { jumps[index].place += places }
  }

  /// Forgets those before a place.
  mutating func removeAll(before place: Int64) {
    var kept = 0
    for index in 0..<count where jumps[index].place >= place {
      jumps[kept] = jumps[index]
      kept += 1
    }
    count = kept
  }

  /// Forgets all.
  mutating func removeAll() { count = 0 }

  /// The phase by which the points lead in a window because of the jumps before and in it.
  ///
  /// A jump inside the window counts with the part of the Hann weight that lies behind it, which
  /// is exact to first order in the jump: a part of x in time holds x - sin(2πx)/2π of the weight.
  ///
  /// - Unit: 2^-40 of a turn. Rounding: down.
  func lead(in window: HannWindow) -> Int64 {
    var lead: Int64 = 0
    let length = 2 * window.period
    for index in 0..<count {
      let behind = max(0, min(length, window.start + length - jumps[index].place))
      let part = Int64((Int128(behind) << 40) / Int128(length))
      let sine = part == 0 || part == Angle.turn ? 0 : Angle(raw: part).cosineAndSine.sine
      // 1/2π is 10,430 / 65,536 within 4 millionths; the sine goes from 2^-30 to 2^-40.
      let weight = part - (((sine << 10) * 10_430) >> 16)
      let phase = (Int128(jumps[index].length) * Int128(window.turnsPerPoint)) >> 16
      lead += Int64((phase * Int128(weight)) >> 40)
    }
    return lead
  }
}
