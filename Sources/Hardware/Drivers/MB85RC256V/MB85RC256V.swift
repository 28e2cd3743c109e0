// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface

/// An FRAM of 32 KB on its bus: a block store without a write delay.
///
/// The chip takes an address and then bytes without end, one address after the other and from the
/// last back to 0; that roll-over is never used. Where a message ends early, its bytes up to there
/// may have been written, and no other. Allocates: never.
///
/// - Source: [MB85RC256V] DS501-00017-3v0-E.
public struct MB85RC256V<Chip: I2CTarget & ~Copyable>: BlockStore, ~Copyable {
  /// The chip's own error.
  public typealias Failure = MB85RC256VError<Chip.Failure>

  private var chip: Chip
  private var message = InlineArray<258, UInt8>(repeating: 0)

  /// Takes the chip; nothing is sent.
  public init(_ chip: consuming Chip) { self.chip = chip }

  /// Unit: bytes.
  public var capacity: Int { MB85RC256VMemory.capacity }

  /// Fills `bytes` by random and sequential reads: each message sets its address. Where the
  /// adapter takes less than was known, the message is shortened until it does.
  ///
  /// - Errors: `outOfRange`; the bus's own, and `bytes` is then of no use.
  public mutating func read(
    at offset: Int, into bytes: inout MutableSpan<UInt8>
  ) throws(Failure) {
    try checkRange(offset, bytes.count)
    var done = 0
    while done < bytes.count {
      let partMax = max(1, min(chip.readBytesMax, MB85RC256VLimits.readBytesMax))
      let end = min(bytes.count, done + partMax)
      let address = Self.address(offset + done)
      var part = bytes._mutatingExtracting(done..<end)
      do throws(Chip.Failure) {
        try chip.write(address.span, reading: &part)
        done = end
      } catch {
        guard max(1, chip.readBytesMax) < partMax else { throw .bus(error) }
      }
    }
  }

  /// Writes bytes, the first one first.
  ///
  /// - Errors: `outOfRange`; the bus's own: messages before the one that failed are written.
  public mutating func write(_ bytes: Span<UInt8>, at offset: Int) throws(Failure) {
    try checkRange(offset, bytes.count)
    var done = 0
    while done < bytes.count {
      let count = min(bytes.count - done, MB85RC256VLimits.writeBytesMax)
      let address = Self.address(offset + done)
      for index in 0..<MB85RC256VLimits.addressBytes { message[index] = address[index] }
      for index in 0..<count {
        message[MB85RC256VLimits.addressBytes + index] = bytes[done + index]
      }
      let sent = message.span.extracting(0..<MB85RC256VLimits.addressBytes + count)
      do throws(Chip.Failure) { try chip.write(sent) } catch { throw .bus(error) }
      done += count
    }
  }

  /// Returns at once: the cells keep their value without a supply, and the chip writes each byte
  /// as it comes. It has no write cycle after STOP and asks for no polling after a write, unlike
  /// an EEPROM, so that a write that returned is safe.
  public mutating func sync() throws(Failure) {}

  /// Whether what is written stays: writes two values in turn to a byte that nobody else uses.
  ///
  /// The pin WP may be high. What the chip then acknowledges is not relied on.
  ///
  /// - Errors: `writeProtected`; `outOfRange`; the bus's own.
  public mutating func checkWritable(scratch offset: Int) throws(Failure) {
    let patterns: InlineArray<2, UInt8> = [0x5A, 0xA5]
    for index in patterns.indices {
      let written: InlineArray<1, UInt8> = [patterns[index]]
      try write(written.span, at: offset)
      var found: InlineArray<1, UInt8> = [~patterns[index]]
      var span = found.mutableSpan
      try read(at: offset, into: &span)
      guard found[0] == written[0] else { throw .writeProtected }
    }
  }

  private func checkRange(_ offset: Int, _ count: Int) throws(Failure) {
    guard offset >= 0, count <= capacity, offset <= capacity - count else {
      throw .outOfRange(offset: offset, count: count)
    }
  }

  /// The upper byte first; its top bit is 0, because 15 bits are enough.
  private static func address(_ offset: Int) -> InlineArray<2, UInt8> {
    [UInt8(truncatingIfNeeded: offset >> 8), UInt8(truncatingIfNeeded: offset)]
  }
}

extension MB85RC256V where Chip: I2CIdentifiedTarget & ~Copyable {
  /// Asks the chip what it is: on a bus with an EEPROM at the same addresses, no other way tells.
  ///
  /// - Errors: `wrongDevice` where something else answers; the bus's own where nothing does, or
  ///   where what is at the address has no identity.
  public mutating func check() throws(Failure) {
    let found: I2CDeviceID
    do throws(Chip.Failure) { found = try chip.readDeviceID() } catch { throw .bus(error) }
    guard found == MB85RC256VMemory.deviceID else { throw .wrongDevice(found: found) }
  }
}
