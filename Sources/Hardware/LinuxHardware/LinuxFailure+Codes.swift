// SPDX-License-Identifier: Apache-2.0

// Numbers of errno on Linux, the same on arm64 and x86_64.
// Source: [Linux include/uapi/asm-generic/errno-base.h, errno.h]; meanings on an I2C bus:
// [Linux Documentation/i2c/fault-codes.rst].

extension LinuxFailure {
  /// The failure behind a negative errno of any device.
  static func general(_ result: Int) -> LinuxFailure {
    let code = Int32(truncatingIfNeeded: -result)
    return LinuxFailure(generalKind(code), code: code)
  }

  /// The failure behind a negative errno of opening an I2C adapter: nothing is on the bus yet.
  static func onOpeningI2C(_ result: Int) -> LinuxFailure {
    let code = Int32(truncatingIfNeeded: -result)
    switch code {
    case 25, 38: return LinuxFailure(.notSupported, code: code)  // ENOTTY, ENOSYS: no I2C bus
    default: return .general(result)
    }
  }

  /// The failure behind a negative errno of an I2C adapter. EBUSY: the bus was busy for longer than
  /// is allowed, or the adapter could not free it.
  static func onI2C(_ result: Int) -> LinuxFailure {
    let code = Int32(truncatingIfNeeded: -result)
    switch code {
    case 6, 121: return LinuxFailure(.notAcknowledged, code: code)  // ENXIO, EREMOTEIO
    case 11: return LinuxFailure(.arbitrationLost, code: code)  // EAGAIN
    case 16: return LinuxFailure(.busStuck, code: code)  // EBUSY
    default: return .general(result)
    }
  }

  /// The failure behind a negative errno of a serial port.
  static func onSerial(_ result: Int) -> LinuxFailure {
    let code = Int32(truncatingIfNeeded: -result)
    switch code {
    case 5, 6, 19: return LinuxFailure(.hungUp, code: code)  // EIO, ENXIO, ENODEV
    default: return .general(result)
    }
  }

  /// The failure behind a negative errno of mlockall [mlock(2)].
  static func onLocking(_ result: Int) -> LinuxFailure {
    let code = Int32(truncatingIfNeeded: -result)
    switch code {
    case 1, 11, 12: return LinuxFailure(.notPermitted, code: code)  // EPERM, EAGAIN, ENOMEM
    default: return .general(result)
    }
  }

  private static func generalKind(_ code: Int32) -> Kind {
    switch code {
    case 2, 6, 19, 20: .noSuchDevice  // ENOENT, ENXIO, ENODEV, ENOTDIR
    case 1, 13: .notPermitted  // EPERM, EACCES
    case 17: .alreadyThere  // EEXIST
    case 16: .busy  // EBUSY
    case 110: .timedOut  // ETIMEDOUT
    case 95: .notSupported  // EOPNOTSUPP
    case 21: .notAFile  // EISDIR
    case 25: .notATerminal  // ENOTTY
    case 28, 122: .noSpace  // ENOSPC, EDQUOT
    case 30: .readOnly  // EROFS
    case 5: .inputOutput  // EIO
    case 22, 90, 36: .outOfRange  // EINVAL, EMSGSIZE, ENAMETOOLONG
    case 27: .wrongSize  // EFBIG
    default: .other
    }
  }
}
