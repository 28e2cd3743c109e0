// SPDX-License-Identifier: Apache-2.0

import Ledger

/// Several bits as a list: only tests write one, as it needs the heap.
extension ProfileStatus: ExpressibleByArrayLiteral {
  /// A status of bits.
  public init(arrayLiteral bits: ProfileStatus...) {
    self.init(rawValue: bits.reduce(0) { $0 | $1.rawValue })
  }
}
