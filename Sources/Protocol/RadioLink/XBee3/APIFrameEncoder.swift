// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Turns frame data into the bytes of a frame, one after the other.
///
/// - Allocates: never. Source: [Digi 90001539] API frame format.
public enum APIFrameEncoder {
  /// Unit: bytes on the wire: all of it escaped but the delimiter.
  public static let wireBytesMax = 1 + 2 * (2 + APIFrame.dataBytesMax + 1)

  /// How many bytes the frame takes on the wire.
  public static func wireBytes(of content: Span<UInt8>) -> Int {
    var count = 0
    encode(content) { _ in count += 1 }
    return count
  }

  /// Gives the bytes of the frame around `content`, in order.
  public static func encode(_ content: Span<UInt8>, to put: (UInt8) -> Void) {
    put(APIFrame.delimiter)
    escaped(UInt8(truncatingIfNeeded: content.count >> 8), put)
    escaped(UInt8(truncatingIfNeeded: content.count), put)
    var sum: UInt8 = 0
    for index in content.indices {
      sum &+= content[index]
      escaped(content[index], put)
    }
    escaped(0xFF &- sum, put)
  }

  @inline(__always)
  private static func escaped(_ byte: UInt8, _ put: (UInt8) -> Void) {
    if APIFrame.isSpecial(byte) {
      put(APIFrame.escape)
      put(byte ^ APIFrame.escapeMask)
    } else {
      put(byte)
    }
  }
}
