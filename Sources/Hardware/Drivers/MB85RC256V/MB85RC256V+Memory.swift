// SPDX-License-Identifier: Apache-2.0

public import HardwareInterface

/// The constants of the chip.
///
/// - Source: [MB85RC256V] DS501-00017-3v0-E.
public enum MB85RC256VMemory {
  /// 32,768 words of 8 bits, at addresses of 15 bits. Unit: bytes.
  public static let capacity = 32_768
  /// The 7-bit addresses: 1010, then the pins A2, A1, A0.
  public static let addresses: ClosedRange<UInt8> = 0x50...0x57
  /// What it says it is: 0x00A Fujitsu; 0x510, of which 5 is the density.
  public static let deviceID = I2CDeviceID(0x00, 0xA5, 0x10)
  /// The fastest SCL. Unit: hertz.
  public static let clockHertzMax = 1_000_000
}

/// What one message may hold, and what it costs.
public enum MB85RC256VLimits {
  /// The two address bytes in front of what is written.
  public static let addressBytes = 2
  /// Bytes written in one message; Linux takes 8,192 with the address [i2c-dev.c]. Short, so that
  /// the clock and the sensor on the same bus wait 6 ms at most at 400 kHz.
  public static let writeBytesMax = 256
  /// Bytes that a loop with more to do writes at once: 0.8 ms at 400 kHz, 3.2 ms at 100 kHz.
  public static let partBytes = 32
  /// Bytes read in one message: 93 ms at 400 kHz, 369 ms at 100 kHz; adapters give up after 1 s.
  public static let readBytesMax = 4096

  /// How many SCL periods it takes to write: START and STOP as one each, nine for a byte.
  ///
  /// - Unit: bytes in, SCL periods out. Range: 0 ... 32,768.
  public static func clocksToWrite(_ count: Int) -> Int {
    let messages = (count + writeBytesMax - 1) / writeBytesMax
    return messages * (2 + 9 * (1 + addressBytes)) + 9 * count
  }
}

/// What can go wrong between the chip and its driver.
public enum MB85RC256VError<Failure: Error>: Error {
  /// The bus failed; of a write, any part may be there.
  case bus(Failure)
  /// Some of it lies outside of the memory: nothing was sent.
  case outOfRange(offset: Int, count: Int)
  /// Another part answers at the address.
  case wrongDevice(found: I2CDeviceID)
  /// What was written does not stay: the pin WP is high, or the memory is broken.
  case writeProtected
}

extension MB85RC256VError: Equatable where Failure: Equatable {}

extension MB85RC256VError: StoreFailure {
  /// A bus error is an input/output error.
  public var storeFailureKind: StoreFailureKind {
    switch self {
    case .bus: .inputOutput
    case .outOfRange, .wrongDevice: .other
    case .writeProtected: .readOnly
    }
  }
}
