// SPDX-License-Identifier: Apache-2.0

/// The hash ZigBee makes from AES-128, taken byte by byte: keys from install codes, integrity
/// codes of images.
///
/// - Range: below 2²⁹ bytes; the length in the padding has 32 bits.
/// - Source: [ZigBee] B.1.3 and B.6, block-cipher-based cryptographic hash function.
public struct MatyasMeyerOseas: Sendable {
  /// Unit: bytes. From here on the padding holds the length in 32 bits instead of 16.
  private static let longBytes: UInt32 = 1 << 13

  private var state = AES128.Block(repeating: 0)
  private var pending = AES128.Block(repeating: 0)
  /// How many bytes it has taken.
  public private(set) var count: UInt32 = 0

  /// Starts with no bytes.
  public init() {}

  /// Takes one more byte.
  public mutating func update(_ byte: UInt8) {
    count &+= 1
    put(byte, at: Int((count &- 1) % 16))
  }

  /// Takes more bytes, in order.
  public mutating func update(_ bytes: Span<UInt8>) {
    for index in bytes.indices { update(bytes[index]) }
  }

  /// The hash of all bytes so far.
  public var value: InlineArray<16, UInt8> {
    var rest = self
    rest.pad()
    return rest.state
  }

  /// The hash of these bytes alone.
  public static func of(_ bytes: Span<UInt8>) -> InlineArray<16, UInt8> {
    var hash = MatyasMeyerOseas()
    hash.update(bytes)
    return hash.value
  }

  /// A one bit, zeros, and the length in bits, most significant byte first.
  private mutating func pad() {
    let bits = count &* 8
    var place = Int(count % 16)
    func next() -> Int {
      defer { place = (place + 1) % 16 }
      return place
    }
    put(0x80, at: next())
    let isLong = count >= Self.longBytes
    while place != (isLong ? 10 : 14) { put(0, at: next()) }
    if isLong {
      put(UInt8(truncatingIfNeeded: bits >> 24), at: next())
      put(UInt8(truncatingIfNeeded: bits >> 16), at: next())
    }
    put(UInt8(truncatingIfNeeded: bits >> 8), at: next())
    put(UInt8(truncatingIfNeeded: bits), at: next())
    if isLong {
      put(0, at: next())
      put(0, at: next())
    }
  }

  private mutating func put(_ byte: UInt8, at place: Int) {
    pending[place] = byte
    guard place == 15 else { return }
    let cipher = AES128(key: state).encrypted(pending)
    for index in state.indices { state[index] = cipher[index] ^ pending[index] }
  }
}

extension MatyasMeyerOseas {
  /// Unit: bytes of `write`.
  public static let stateBytes = 36

  /// Writes what a running hash is made of, so that it can go on after a power cut.
  public func write(to writer: inout ByteWriter) {
    writer.littleEndian(count)
    writer.append(state.span)
    writer.append(pending.span)
  }

  /// Takes up a running hash; nil when it is cut short.
  public init?(_ reader: inout ByteReader) {
    guard reader.remaining >= Self.stateBytes, let count = reader.littleEndian(UInt32.self) else {
      return nil
    }
    self.count = count
    for index in state.indices { state[index] = reader.littleEndian(UInt8.self) ?? 0 }
    for index in pending.indices { pending[index] = reader.littleEndian(UInt8.self) ?? 0 }
  }
}
