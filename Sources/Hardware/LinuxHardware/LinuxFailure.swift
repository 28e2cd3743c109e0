// SPDX-License-Identifier: Apache-2.0

/// What went wrong below the seam: a name for it and the kernel's number.
public struct LinuxFailure: Error, Equatable, Sendable {
  /// The names of failures. What one errno means depends on the device it came from.
  public enum Kind: Equatable, Sendable {
    /// There is no such file, device or line.
    case noSuchDevice
    /// This user may not.
    case notPermitted
    /// Somebody else holds it.
    case busy
    /// An I2C device did not acknowledge its address or a byte.
    case notAcknowledged
    /// Another master won the I2C bus.
    case arbitrationLost
    /// The bus did not finish in time.
    case timedOut
    /// The I2C bus is held by somebody, or did not finish in time again and again.
    case busStuck
    /// The adapter or port cannot do what is asked.
    case notSupported
    /// It is a folder or a device where a file is wanted.
    case notAFile
    /// It is not a serial port.
    case notATerminal
    /// The other end is gone.
    case hungUp
    /// The disk or the quota is full.
    case noSpace
    /// The file system is read-only.
    case readOnly
    /// What must come by itself does not.
    case silent
    /// The device failed.
    case inputOutput
    /// The device took a part of the bytes, twice, and did not say why.
    case shortWrite
    /// A length, an offset or a number outside what the device takes.
    case outOfRange
    /// There is such a file, and none is wanted.
    case alreadyThere
    /// The file is larger than it should be: it is not a store of this size.
    case wrongSize
    /// None of the above: see the code.
    case other
  }

  /// Its name.
  public let kind: Kind
  /// The kernel's errno, positive; 0 where the kernel was not asked.
  public let code: Int32

  /// Makes a failure.
  public init(_ kind: Kind, code: Int32 = 0) {
    self.kind = kind
    self.code = code
  }

  /// Its name in words, for a person.
  public var text: StaticString {
    switch kind {
    case .noSuchDevice: "no such device"
    case .notPermitted: "permission denied"
    case .busy: "in use by another program"
    case .notAcknowledged: "the device does not acknowledge"
    case .arbitrationLost: "bus arbitration lost"
    case .timedOut: "bus timeout"
    case .busStuck: "the bus is stuck"
    case .notSupported: "not supported by this device"
    case .notAFile: "not a regular file"
    case .notATerminal: "not a serial port"
    case .hungUp: "the other end is gone"
    case .noSpace: "no space left"
    case .readOnly: "read-only file system"
    case .silent: "nothing comes"
    case .inputOutput: "input/output error"
    case .shortWrite: "only a part was written"
    case .outOfRange: "outside what the device takes"
    case .alreadyThere: "there is such a file already"
    case .wrongSize: "larger than a store of this meter"
    case .other: "failed"
    }
  }
}
