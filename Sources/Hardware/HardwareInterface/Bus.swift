// SPDX-License-Identifier: Apache-2.0

/// One device on an I2C bus, owned: its address is part of the value.
///
/// A driver takes its target by value and does not know whether the bus is shared.
public protocol I2CTarget: ~Copyable {
  /// What can go wrong: NACK, arbitration loss, timeout.
  associatedtype Failure: Error

  /// The longest single read, in bytes. Linux i2c-dev: 8,190 is the longest whole number of
  /// three-channel sets below the kernel's 8,192 [i2c-dev.c].
  var readBytesMax: Int { get }

  /// Sends bytes in one message: START, address, bytes, STOP.
  mutating func write(_ bytes: Span<UInt8>) throws(Failure)

  /// Fills `bytes` from one read message: START, address, bytes, STOP.
  mutating func read(into bytes: inout MutableSpan<UInt8>) throws(Failure)
}
