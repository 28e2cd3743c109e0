// SPDX-License-Identifier: Apache-2.0

import Quantities

extension Instant {
  /// This instant, later by so many nanoseconds; the clock's end where there is none.
  func later(by nanoseconds: UInt64) -> Instant {
    Instant(nanoseconds: self.nanoseconds.addingSaturating(nanoseconds))
  }

  /// This instant, earlier by so many nanoseconds; the clock's origin where there is none.
  func earlier(by nanoseconds: Int64) -> Instant {
    let back = UInt64(max(0, nanoseconds))
    return Instant(nanoseconds: self.nanoseconds - min(back, self.nanoseconds))
  }

  /// Nanoseconds from an earlier instant, as a signed number. Range: larger ones stay at its end.
  func signedNanoseconds(since earlier: Instant) -> Int64 {
    Int64(clamping: Int128(nanoseconds) - Int128(earlier.nanoseconds))
  }
}
