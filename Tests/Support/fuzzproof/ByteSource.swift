// SPDX-License-Identifier: Apache-2.0

/// The fuzzer's input, taken from its beginning; 0 once it is used up.
struct ByteSource {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var isEmpty: Bool { position == bytes.count }

  mutating func byte() -> UInt8 {
    guard position < bytes.count else { return 0 }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func word() -> UInt16 { UInt16(byte()) | UInt16(byte()) << 8 }

  /// Up to so many bytes of the input itself, so that a read past their end is one past the
  /// end of what the fuzzer lent.
  mutating func bytes(_ count: Int) -> UnsafeBufferPointer<UInt8> {
    let end = min(position + count, bytes.count)
    defer { position = end }
    return UnsafeBufferPointer(rebasing: bytes[position..<end])
  }

  /// Reads what is not the input's.
  func readPastEnd() {
    guard let start = bytes.baseAddress else { return }
    if start[bytes.count] == 0x5A { print("the byte past the end is a Z") }
  }
}
