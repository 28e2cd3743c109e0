// SPDX-License-Identifier: Apache-2.0

/// A row of a table: what an unused place of it holds.
public protocol TableRow: Equatable, Sendable {
  /// Means nothing.
  static var blank: Self { get }
}

/// Up to `capacity` rows, kept in place.
public struct Table<let capacity: Int, Row: TableRow>: Equatable, Sendable {
  private var rows = InlineArray<capacity, Row>(repeating: .blank)
  /// How many rows it holds.
  public private(set) var count = 0

  /// Starts empty.
  public init() {}

  /// The row at an index below `count`.
  public subscript(index: Int) -> Row {
    precondition(index < count)
    return rows[index]
  }

  /// The places of its rows.
  public var indices: Range<Int> { 0..<count }

  /// Adds a row; false when it is full.
  @discardableResult
  public mutating func append(_ row: Row) -> Bool {
    guard count < capacity else { return false }
    rows[count] = row
    count += 1
    return true
  }

  /// Whether both hold the same rows in the same order.
  public static func == (left: Table, right: Table) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where left.rows[index] != right.rows[index] { return false }
    return true
  }
}
