// SPDX-License-Identifier: Apache-2.0

/// A price with the time it holds for.
struct ScheduledPrice: Equatable, Sendable {
  var event: UInt32
  var inForce: PriceInForce

  /// Whether both hold at some time.
  func overlaps(_ other: ScheduledPrice) -> Bool {
    (inForce.end.map { $0 > other.inForce.start } ?? true)
      && (other.inForce.end.map { $0 > inForce.start } ?? true)
  }
}

/// The current and the next prices.
///
/// Rules: of two that overlap the one with the newer IssuerEventID holds; the older ends where
/// the newer begins, or goes. When the table is full the one that starts last goes.
/// Source: [ZCL] 10.2 Price, nested and overlapping Publish Price commands.
struct PriceTable: Sendable {
  /// Prices kept.
  static let pricesMax = 6

  private var prices = InlineArray<6, ScheduledPrice?>(repeating: nil)

  /// What became of a price.
  enum Taken { case kept, known, older, full }

  /// Takes a price.
  mutating func take(_ new: ScheduledPrice) -> Taken {
    for index in prices.indices {
      guard let old = prices[index] else { continue }
      if old.event == new.event { return .known }
      if old.event > new.event, old.overlaps(new) { return .older }
    }
    for index in prices.indices {
      guard var old = prices[index], old.overlaps(new) else { continue }
      if old.inForce.start < new.inForce.start {
        old.inForce.end = new.inForce.start
        prices[index] = old
      } else {
        prices[index] = nil
      }
    }
    return put(new)
  }

  private mutating func put(_ new: ScheduledPrice) -> Taken {
    var last: Int?
    for index in prices.indices {
      guard let old = prices[index] else {
        prices[index] = new
        return .kept
      }
      guard let place = last, let latest = prices[place],
        latest.inForce.start >= old.inForce.start
      else {
        last = index
        continue
      }
    }
    guard let last, let latest = prices[last], latest.inForce.start > new.inForce.start else {
      return .full
    }
    prices[last] = new
    return .kept
  }

  /// Forgets what has ended; whether anything had.
  mutating func expire(at time: UInt32) -> Bool {
    var hasEnded = false
    for index in prices.indices {
      guard let end = prices[index]?.inForce.end, end <= time else { continue }
      prices[index] = nil
      hasEnded = true
    }
    return hasEnded
  }

  /// The price in force at a time.
  func price(at time: UInt32) -> PriceInForce? {
    for index in prices.indices {
      guard let price = prices[index]?.inForce, price.start <= time else { continue }
      if price.end.map({ time < $0 }) ?? true { return price }
    }
    return nil
  }
}
