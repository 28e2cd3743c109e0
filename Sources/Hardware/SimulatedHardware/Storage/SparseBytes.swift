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
    set { write([newValue], at: index) }
  }

  /// The bytes of a range.
  func bytes(_ range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var start = range.lowerBound
    while start < range.upperBound {
      let inPage = start % Self.pageBytes
      let end = min(range.upperBound, start + Self.pageBytes - inPage)
      if let page = pages[start / Self.pageBytes] {
        bytes += page[inPage..<inPage + end - start]
      } else {
        bytes += repeatElement(fill, count: end - start)
      }
      start = end
    }
    return bytes
  }

  /// Puts bytes where they belong.
  mutating func write(_ bytes: ArraySlice<UInt8>, at offset: Int) {
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let place = offset + start - bytes.startIndex
      let inPage = place % Self.pageBytes
      let end = min(bytes.endIndex, start + Self.pageBytes - inPage)
      let blank = [UInt8](repeating: fill, count: Self.pageBytes)
      pages[place / Self.pageBytes, default: blank].replaceSubrange(
        inPage..<inPage + end - start, with: bytes[start..<end])
      start = end
    }
  }
}
