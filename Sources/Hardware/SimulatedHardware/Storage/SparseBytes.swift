// SPDX-License-Identifier: Apache-2.0

/// Many bytes of which few were ever written: copies cost next to nothing.
struct SparseBytes: Sendable {
  private static let pageBytes = 4096

  /// How many bytes there are.
  let count: Int
  private let fill: UInt8
  private var pages: [Int: [UInt8]] = [:]

  /// Bytes that are all alike.
  init(repeating fill: UInt8, count: Int) {
    (self.fill, self.count) = (fill, count)
  }

  subscript(index: Int) -> UInt8 {
    get { pages[index / Self.pageBytes]?[index % Self.pageBytes] ?? fill }
    set {
      let blank = [UInt8](repeating: fill, count: Self.pageBytes)
      pages[index / Self.pageBytes, default: blank][index % Self.pageBytes] = newValue
    }
  }

  /// The bytes of a range.
  func bytes(_ range: Range<Int>) -> [UInt8] { range.map { self[$0] } }

  /// Puts bytes where they belong.
  mutating func write(_ bytes: some Collection<UInt8>, at offset: Int) {
    for (index, byte) in bytes.enumerated() { self[offset + index] = byte }
  }
}
