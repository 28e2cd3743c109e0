// SPDX-License-Identifier: Apache-2.0

/// What of billing is kept with the registers.
public struct BillingRegisters: Equatable, Sendable {
  /// Snapshots taken: the number of the newest, 0 before the first.
  public var snapshots: UInt64 = 0
  /// The month under way: 12 times the year, and 0 for January; nil until the clock is known.
  public var month: Int32?

  /// Nothing billed.
  public init() {}

  /// Goes on to a month of local time.
  ///
  /// - Returns: whether a month has ended: a later one has come. A clock set back ends none; the
  ///   month that ended already is not ended again.
  public mutating func advance(toMonth month: Int32) -> Bool {
    guard let last = self.month else {
      self.month = month
      return false
    }
    guard month > last else { return false }
    self.month = month
    return true
  }
}

/// Why a snapshot was taken; the numbers are those of `SPEC.md`.
public enum SnapshotReason: UInt8, Sendable {
  /// A month of local time has ended.
  case endOfMonth = 1
  /// Somebody asked for it.
  case command = 2
}
