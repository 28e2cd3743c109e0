// SPDX-License-Identifier: Apache-2.0

/// One device on an I2C bus, owned: its address is part of the value.
///
/// A driver takes its target by value and does not know whether the bus is shared.
public protocol I2CTarget: ~Copyable {
  /// What can go wrong: NACK, arbitration loss, timeout.
  associatedtype Failure: Error

  /// The longest single read, in bytes. Linux i2c-dev: 8,190 is the longest whole number of
  /// three-channel sets below the kernel's 8,192 [i2c-dev.c].
  /// An adapter that refuses one takes less from then on.
  var readBytesMax: Int { get }

  /// False while the bus is stuck or its adapter is gone, as far as the last messages tell.
  var isReachable: Bool { get }

  /// Sends bytes in one message: START, address, bytes, STOP.
  mutating func write(_ bytes: Span<UInt8>) throws(Failure)

  /// Fills `bytes` from one read message: START, address, bytes, STOP.
  mutating func read(into bytes: inout MutableSpan<UInt8>) throws(Failure)

  /// Sends bytes, then fills `answer`: START, address, bytes, START, address, answer, STOP, so that
  /// no message of anybody else comes between.
  mutating func write(
    _ bytes: Span<UInt8>, reading answer: inout MutableSpan<UInt8>
  ) throws(Failure)
}

extension I2CTarget where Self: ~Copyable {
  /// A bus that cannot be lost.
  public var isReachable: Bool { true }

  /// Two messages, with a STOP between them: for a bus whose only controller is this program.
  public mutating func write(
    _ bytes: Span<UInt8>, reading answer: inout MutableSpan<UInt8>
  ) throws(Failure) {
    try write(bytes)
    try read(into: &answer)
  }
}

/// What a device says it is.
///
/// - Source: [I2C-bus specification, 3.1.17]: 12 bits for the manufacturer, then 9 for the part and
///   3 for its revision, which some makers give to the part.
public struct I2CDeviceID: Equatable, Sendable {
  /// All 24 bits.
  public let rawValue: UInt32

  /// Makes an identity of three bytes in the order in which they are read.
  public init(_ first: UInt8, _ second: UInt8, _ third: UInt8) {
    rawValue = UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third)
  }

  /// Who made it.
  public var manufacturer: UInt16 { UInt16(truncatingIfNeeded: rawValue >> 12) }
  /// Which part it is, with its revision.
  public var part: UInt16 { UInt16(truncatingIfNeeded: rawValue & 0xFFF) }
}

/// A target whose adapter can ask for the Device ID, which is at an address of its own.
public protocol I2CIdentifiedTarget: I2CTarget, ~Copyable {
  /// Asks for the identity: START, 0xF8, the device's address, START, 0xF9, three bytes, STOP.
  ///
  /// - Errors: as those of a write; a device without an identity does not acknowledge.
  /// - Source: [I2C-bus specification, 3.1.17].
  mutating func readDeviceID() throws(Failure) -> I2CDeviceID
}
