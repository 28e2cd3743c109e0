// SPDX-License-Identifier: Apache-2.0

import CLinux
public import HardwareInterface

/// One device on an I2C bus of Linux, by i2c-dev and I2C_RDWR, one message a call.
///
/// A bus that is stuck or whose adapter is gone is opened anew, each second at most.
/// Allocates: never, once it is open.
/// - Source: [Linux Documentation/i2c/dev-interface.rst]
public struct LinuxI2CTarget: I2CTarget, ~Copyable {
  /// The 7-bit addresses that are not reserved [I2C-bus specification, 3.1.12].
  public static let addresses: ClosedRange<UInt8> = 0x08...0x77
  /// An adapter that does not take ten three-channel sets in a message is not made for this meter.
  /// Unit: bytes.
  public static let readBytesMin = 60

  private static let setBytes = 6

  var bus: LinuxI2CBus
  let address: UInt16

  /// The longest single read: i2c-dev refuses more than 8,192 bytes a message; 8,190 is the longest
  /// whole number of three-channel sets below it. Half of it, in whole sets, after each read that
  /// the adapter refuses for its length. Unit: bytes.
  public internal(set) var readBytesMax = 8190

  /// Whether the last messages went through, or failed for another reason than the bus.
  public var isReachable: Bool { bus.isReachable }

  /// Opens a bus for one device on it. It does not ask whether the device answers.
  ///
  /// - Errors: `noSuchDevice`, `notPermitted`, `busy`; `notSupported` where the adapter has no
  ///   plain I2C; `outOfRange` for an address outside `addresses`.
  public init(path: String, address: UInt8) throws(LinuxFailure) {
    guard Self.addresses.contains(address) else { throw LinuxFailure(.outOfRange) }
    bus = try LinuxI2CBus(path: path)
    self.address = UInt16(address)
  }

  /// Other modules cannot see that of the bus, which this one calls.
  deinit {}

  /// Sends bytes in one message.
  ///
  /// - Errors: `notAcknowledged`, `arbitrationLost`, `timedOut`, `inputOutput`; `busStuck` for a
  ///   bus that is held or failed `LinuxI2CBus.failuresMax` times in a row; `outOfRange` above
  ///   8,192 bytes.
  public mutating func write(_ bytes: Span<UInt8>) throws(LinuxFailure) {
    let (descriptor, address) = (try bus.ready(), address)
    let result = bytes.withUnsafeBufferPointer { buffer in
      clinux_i2c_write(descriptor, address, buffer.baseAddress, buffer.count)
    }
    try bus.take(result)
  }

  /// Fills `bytes` from one read message.
  ///
  /// - Errors: as `write`; `outOfRange` above `readBytesMax`; `notSupported` or `outOfRange` where
  ///   the adapter refuses it, and `readBytesMax` is then less.
  public mutating func read(into bytes: inout MutableSpan<UInt8>) throws(LinuxFailure) {
    guard bytes.count <= readBytesMax else { throw LinuxFailure(.outOfRange) }
    let (descriptor, address) = (try bus.ready(), address)
    let result = bytes.withUnsafeMutableBufferPointer { buffer in
      clinux_i2c_read(descriptor, address, buffer.baseAddress, buffer.count)
    }
    do throws(LinuxFailure) { try bus.take(result) } catch {
      shorten(after: error, bytes.count)
      throw error
    }
  }

  /// An adapter says in several ways that a read is too long for it
  /// [Linux drivers/i2c/i2c-core-base.c, i2c_quirk_error].
  mutating func shorten(after failure: LinuxFailure, _ count: Int) {
    guard failure.kind == .notSupported || failure.kind == .outOfRange else { return }
    guard count > Self.readBytesMin else { return }
    readBytesMax = max(Self.readBytesMin, count / 2 / Self.setBytes * Self.setBytes)
  }

  /// Asks for one byte by SMBus Receive Byte: whether a device answers at this address.
  ///
  /// - Errors: as `write`; `busy` where a kernel driver holds the address.
  public mutating func receiveByte() throws(LinuxFailure) -> UInt8 {
    let descriptor = try bus.ready()
    let claimed = clinux_i2c_claim(descriptor, address)
    guard claimed >= 0 else { throw .general(Int(claimed)) }
    let result = clinux_i2c_receive_byte(descriptor)
    try bus.take(result)
    return UInt8(truncatingIfNeeded: result)
  }
}
