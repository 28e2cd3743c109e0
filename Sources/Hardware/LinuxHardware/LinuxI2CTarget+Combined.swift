// SPDX-License-Identifier: Apache-2.0

import CLinux
public import HardwareInterface

/// Two messages in one transfer. Adapters that refuse a read before another message take this: the
/// read is the last one.
///
/// - Source: [Linux Documentation/i2c/dev-interface.rst] I2C_RDWR.
extension LinuxI2CTarget: I2CIdentifiedTarget {
  /// 0xF8 and 0xF9 without the R/W bit [I2C-bus specification, 3.1.17].
  private static let deviceIDAddress: UInt16 = 0x7C

  /// Sends bytes, then fills `answer`, with a repeated START between.
  ///
  /// - Errors: as `write`; `outOfRange` for an answer above `readBytesMax`.
  public mutating func write(
    _ bytes: Span<UInt8>, reading answer: inout MutableSpan<UInt8>
  ) throws(LinuxFailure) {
    try transfer(address, bytes, &answer)
  }

  /// Asks for the identity.
  ///
  /// - Errors: `notAcknowledged` where no device is at the address, or it has no identity.
  public mutating func readDeviceID() throws(LinuxFailure) -> I2CDeviceID {
    let word: InlineArray<1, UInt8> = [UInt8(truncatingIfNeeded: address << 1)]
    var answer: InlineArray<3, UInt8> = [0, 0, 0]
    var span = answer.mutableSpan
    try transfer(Self.deviceIDAddress, word.span, &span)
    return I2CDeviceID(answer[0], answer[1], answer[2])
  }

  private mutating func transfer(
    _ address: UInt16, _ bytes: Span<UInt8>, _ answer: inout MutableSpan<UInt8>
  ) throws(LinuxFailure) {
    guard answer.count <= readBytesMax else { throw LinuxFailure(.outOfRange) }
    let descriptor = try bus.ready()
    let result = bytes.withUnsafeBufferPointer { sent in
      answer.withUnsafeMutableBufferPointer { read in
        clinux_i2c_write_read(
          descriptor, address, sent.baseAddress, sent.count, read.baseAddress, read.count)
      }
    }
    do throws(LinuxFailure) { try bus.take(result) } catch {
      shorten(after: error, answer.count)
      throw error
    }
  }
}
