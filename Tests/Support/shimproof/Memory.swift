// SPDX-License-Identifier: Apache-2.0

import Drivers
import HardwareInterface
import LinuxHardware

/// The MB85RC256V at 0x50.
enum Memory {
  /// Each byte that is written is read again, by one transfer of two messages.
  static func transfer(_ count: Int) throws(LinuxFailure) {
    var target = try LinuxI2CTarget(path: Bus.path, address: 0x50)
    for number in 1...count {
      say { () throws(LinuxFailure) in
        let bytes: InlineArray<3, UInt8> = [0, UInt8(number), UInt8(number)]
        try target.write(bytes.span)
        var answer: InlineArray<1, UInt8> = [0]
        var span = answer.mutableSpan
        try target.write(bytes.span.extracting(0..<2), reading: &span)
        return "kept \(answer[0])"
      }
    }
  }

  static func identity(_ count: Int) throws(LinuxFailure) {
    var target = try LinuxI2CTarget(path: Bus.path, address: 0x50)
    for _ in 0..<count {
      say { () throws(LinuxFailure) in
        let identity = try target.readDeviceID()
        return "manufacturer \(identity.manufacturer) part \(identity.part)"
      }
    }
  }

  /// The driver: 1,000 bytes are written and all of them are read again, so often.
  static func keep(_ count: Int) throws(LinuxFailure) {
    var memory = MB85RC256V(try LinuxI2CTarget(path: Bus.path, address: 0x50))
    for _ in 0..<count {
      say { () throws(LinuxFailure) in
        do throws(MB85RC256VError<LinuxFailure>) { return try exchange(&memory) } catch {
          guard case .bus(let failure) = error else { return "\(error)" }
          throw failure
        }
      }
    }
  }

  private static func exchange(
    _ memory: inout MB85RC256V<LinuxI2CTarget>
  ) throws(MB85RC256VError<LinuxFailure>) -> String {
    let written = (0..<1000).map { UInt8($0 % 251) }
    try memory.write(written.span, at: 100)
    var found = [UInt8](repeating: 0, count: written.count)
    var span = found.mutableSpan
    try memory.read(at: 100, into: &span)
    return found == written ? "kept" : "other bytes"
  }
}
