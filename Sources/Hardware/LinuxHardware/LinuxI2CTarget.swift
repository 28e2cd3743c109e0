// SPDX-License-Identifier: Apache-2.0

import CLinux
public import HardwareInterface

/// One device on an I2C bus of Linux, by i2c-dev and I2C_RDWR, one message a call.
///
/// - Source: [Linux Documentation/i2c/dev-interface.rst]
public struct LinuxI2CTarget: I2CTarget, ~Copyable {
  /// The 7-bit addresses that are not reserved [I2C-bus specification, 3.1.12].
  public static let addresses: ClosedRange<UInt8> = 0x08...0x77

  let descriptor: Int32
  let address: UInt16

  /// The longest single read: i2c-dev refuses more than 8,192 bytes a message; 8,190 is the longest
  /// whole number of three-channel sets below it. Unit: bytes.
  public var readBytesMax: Int { 8190 }

  /// Opens a bus for one device on it. It does not ask whether the device answers.
  ///
  /// - Errors: `noSuchDevice`, `notPermitted`, `busy`; `notSupported` where the adapter has no
  ///   plain I2C; `outOfRange` for an address outside `addresses`.
  public init(path: String, address: UInt8) throws(LinuxFailure) {
    guard Self.addresses.contains(address) else { throw LinuxFailure(.outOfRange) }
    let result = path.withCString { clinux_i2c_open($0) }
    guard result >= 0 else { throw .onOpeningI2C(Int(result)) }
    self.descriptor = result
    self.address = UInt16(address)
  }

  deinit { _ = clinux_close(descriptor) }

  /// Sends bytes in one message.
  ///
  /// - Errors: `notAcknowledged`, `arbitrationLost`, `timedOut`, `inputOutput`; `outOfRange` above
  ///   8,192 bytes.
  public mutating func write(_ bytes: Span<UInt8>) throws(LinuxFailure) {
    let (bus, address) = (descriptor, address)
    let result = bytes.withUnsafeBufferPointer { buffer in
      clinux_i2c_write(bus, address, buffer.baseAddress, buffer.count)
    }
    guard result >= 0 else { throw .onI2C(Int(result)) }
  }

  /// Fills `bytes` from one read message.
  ///
  /// - Errors: as `write`; `outOfRange` above `readBytesMax`.
  public mutating func read(into bytes: inout MutableSpan<UInt8>) throws(LinuxFailure) {
    guard bytes.count <= readBytesMax else { throw LinuxFailure(.outOfRange) }
    let (bus, address) = (descriptor, address)
    let result = bytes.withUnsafeMutableBufferPointer { buffer in
      clinux_i2c_read(bus, address, buffer.baseAddress, buffer.count)
    }
    guard result >= 0 else { throw .onI2C(Int(result)) }
  }

  /// Asks for one byte by SMBus Receive Byte: whether a device answers at this address.
  ///
  /// - Errors: as `write`; `busy` where a kernel driver holds the address.
  public mutating func receiveByte() throws(LinuxFailure) -> UInt8 {
    let result = clinux_i2c_receive_byte(descriptor, address)
    guard result >= 0 else { throw .onI2C(Int(result)) }
    return UInt8(truncatingIfNeeded: result)
  }
}
