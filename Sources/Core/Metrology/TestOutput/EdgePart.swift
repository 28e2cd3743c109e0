// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The part of a stretch's energy at which a pulse is complete.
struct EdgePart {
  /// Both below 2^63.
  private let part: UInt128
  private let whole: UInt128

  init(_ part: Int128, of whole: Int128) {
    // Rounding: the part keeps 62 bits, so an hour is divided to below a nanosecond.
    let shift = max(0, 128 - whole.leadingZeroBitCount - 62)
    self.part = UInt128(max(0, min(part, whole)) >> shift)
    self.whole = UInt128(max(1, whole >> shift))
  }

  func instant(from start: Instant, to end: Instant) -> Instant {
    guard start < end else { return end }
    return start.later(by: UInt64(UInt128(end.since(start)) * part / whole))
  }
}
